//! Heads and proofs: those that Certificate Transparency's tests publish, and all of
//! a small log.

use super::Leaves;
use crate::receipt_log::proof::{continues, includes};
use crate::receipt_log::tree::{consistency, head, inclusion};
use crate::receipt_log::{Inclusion, LogHash, LogHead};
use proptest::prelude::*;

/// The eight leaves of Certificate Transparency's reference tests, in hexadecimal.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The heads of the first one, two, … of them, by the same tests.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(text: &str) -> LogHash {
    LogHash::from_bytes(unhex(text).try_into().unwrap())
}

fn reference() -> Leaves {
    Leaves(LEAVES.iter().map(|leaf| LogHash::leaf(&unhex(leaf))).collect())
}

// Holds R5.
#[test]
fn heads_are_those_of_certificate_transparency() {
    let log = reference();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(head(&log, 0).unwrap().root, hash(empty));
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(head(&log, size).unwrap(), LogHead { size, root: hash(root) });
    }
}

// Holds R5.
#[test]
fn proofs_are_those_of_certificate_transparency() {
    let log = reference();
    let inclusions: [(u64, u64, &[&str]); 4] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ];
    for (position, size, path) in inclusions {
        let path = path.iter().map(|text| hash(text)).collect();
        let made = inclusion(&log, position, size).unwrap();
        assert_eq!(made, Some(Inclusion { position, path }), "{position} in {size}");
    }
    let consistencies: [(u64, u64, &[&str]); 3] = [
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (earlier, later, path) in consistencies {
        let path = path.iter().map(|text| hash(text)).collect();
        assert_eq!(consistency(&log, earlier, later).unwrap(), Some(path), "{earlier} to {later}");
    }
}

// Holds R5.
#[test]
fn every_leaf_of_every_size_is_proven_there_and_nowhere_else() {
    let log = Leaves::counted(33);
    for size in 0..=33 {
        let whole = head(&log, size).unwrap();
        assert_eq!(whole, log.head(size));
        assert_eq!(inclusion(&log, size, size).unwrap(), None);
        for position in 0..size {
            let proof = inclusion(&log, position, size).unwrap().unwrap();
            let leaf = log.0[usize::try_from(position).unwrap()];
            assert!(includes(&whole, leaf, &proof), "{position} in {size}");
            for other in 0..=size {
                let elsewhere = Inclusion { position: other, ..proof.clone() };
                assert_eq!(includes(&whole, leaf, &elsewhere), other == position);
            }
            let mut path = proof.path.clone();
            path.push(leaf);
            assert!(!includes(&whole, leaf, &Inclusion { position, path }), "too long");
            if !proof.path.is_empty() {
                let path = proof.path[1..].to_vec();
                assert!(!includes(&whole, leaf, &Inclusion { position, path }), "too short");
            }
        }
    }
}

// Holds R5.
#[test]
fn every_size_is_shown_to_continue_every_smaller_one() {
    let log = Leaves::counted(33);
    let mut other = Leaves::counted(33);
    other.0[0] = LogHash::leaf(b"other");
    for later in 0..=33 {
        assert_eq!(consistency(&log, later + 1, later).unwrap(), None);
        for earlier in 0..=later {
            let path = consistency(&log, earlier, later).unwrap().unwrap();
            assert!(continues(&log.head(earlier), &log.head(later), &path), "{earlier} {later}");
            if earlier > 0 {
                let rewritten = consistency(&other, earlier, later).unwrap().unwrap();
                for path in [&path, &rewritten] {
                    assert!(!continues(&log.head(earlier), &other.head(later), path));
                }
            }
            if earlier < later {
                assert!(!continues(&log.head(later), &log.head(earlier), &path));
            }
        }
    }
}

proptest! {
    // Holds R5.
    #[test]
    fn a_proof_with_one_bit_flipped_proves_nothing(
        size in 1..200_u64,
        at in any::<prop::sample::Index>(),
        flip in any::<prop::sample::Index>(),
    ) {
        let log = Leaves::counted(size);
        let position = at.index(usize::try_from(size).unwrap());
        let (whole, leaf) = (log.head(size), log.0[position]);
        let proof = inclusion(&log, position as u64, size).unwrap().unwrap();
        let mut bytes: Vec<u8> = proof.path.iter().chain([&leaf, &whole.root])
            .flat_map(|hash| *hash.as_bytes()).collect();
        let bit = flip.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let mut hashes = bytes.chunks(32)
            .map(|hash| LogHash::from_bytes(hash.try_into().unwrap())).collect::<Vec<_>>();
        let root = hashes.pop().unwrap();
        let leaf = hashes.pop().unwrap();
        let flipped = Inclusion { path: hashes, ..proof };
        let whole = LogHead { size, root };
        prop_assert!(!includes(&whole, leaf, &flipped));
    }

    // Holds R5.
    #[test]
    fn a_consistency_proof_with_one_bit_flipped_connects_nothing(
        sizes in (1..200_u64, 1..200_u64),
        flip in any::<prop::sample::Index>(),
    ) {
        let (earlier, later) = (sizes.0.min(sizes.1), sizes.0.max(sizes.1));
        prop_assume!(earlier < later);
        let log = Leaves::counted(later);
        let path = consistency(&log, earlier, later).unwrap().unwrap();
        let (old, new) = (log.head(earlier), log.head(later));
        let mut bytes: Vec<u8> = path.iter().chain([&old.root, &new.root])
            .flat_map(|hash| *hash.as_bytes()).collect();
        let bit = flip.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let mut hashes = bytes.chunks(32)
            .map(|hash| LogHash::from_bytes(hash.try_into().unwrap())).collect::<Vec<_>>();
        let new = LogHead { root: hashes.pop().unwrap(), ..new };
        let old = LogHead { root: hashes.pop().unwrap(), ..old };
        prop_assert!(!continues(&old, &new, &hashes));
    }
}
