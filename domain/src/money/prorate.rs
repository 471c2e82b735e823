//! Spreading an amount so that the parts add up to the whole, to the unit.

use super::MoneyError;

/// Largest remainder: every part gets the floor of its share, then the units
/// that are left go one each to the largest remainders, earlier parts first.
///
/// Weights must not be negative. If all are zero the amount is spread evenly.
pub fn prorate(amount: i64, weights: &[i64]) -> Result<Vec<i64>, MoneyError> {
    if weights.is_empty() {
        return Err(MoneyError::NoWeights);
    }
    if weights.iter().any(|weight| *weight < 0) {
        return Err(MoneyError::NoWeights);
    }
    let even = vec![1; weights.len()];
    let weights = if weights.iter().all(|weight| *weight == 0) { &even[..] } else { weights };
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let shares = weights.iter().map(|weight| i128::from(amount) * i128::from(*weight));

    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (index, share) in shares.enumerate() {
        parts.push(share.div_euclid(total));
        remainders.push((share.rem_euclid(total), index));
    }
    let left = i128::from(amount) - parts.iter().sum::<i128>();
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in remainders.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[index] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).map_err(|_| MoneyError::Overflow)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hundred_over_three() {
        assert_eq!(prorate(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
        assert_eq!(prorate(-100, &[1, 1, 1]), Ok(vec![-33, -33, -34]));
        assert_eq!(prorate(5, &[0, 0]), Ok(vec![3, 2]));
        assert_eq!(prorate(5, &[]), Err(MoneyError::NoWeights));
        assert_eq!(prorate(5, &[1, -1]), Err(MoneyError::NoWeights));
    }

    proptest! {
        #[test]
        fn every_unit_is_kept(amount in any::<i64>(), weights in prop::collection::vec(0..1_000_000_i64, 1..40)) {
            let parts = prorate(amount, &weights).unwrap();
            let sum: i128 = parts.iter().map(|part| i128::from(*part)).sum();
            prop_assert_eq!(sum, i128::from(amount));
        }

        #[test]
        fn no_part_is_a_whole_unit_off(amount in any::<i32>(), weights in prop::collection::vec(1..1_000_i64, 1..20)) {
            let total: i64 = weights.iter().sum();
            for (part, weight) in prorate(amount.into(), &weights).unwrap().iter().zip(&weights) {
                let off = part * total - i64::from(amount) * weight;
                prop_assert!(off.abs() < total);
            }
        }
    }
}
