//! Words that name the same thing in Indonesian shops.
//!
//! Applied where the catalog is indexed: a product that says `kulkas` is filed
//! under `lemari es` too. Each typed word can then be judged by itself, and a
//! further word can only narrow what was found.

/// Each row names one thing; every wording folded.
const SAME: &[&[&str]] = &[
    &["hp", "handphone", "ponsel", "hape", "telepon genggam", "smartphone"],
    &["baterai", "batre", "batere", "battery"],
    &["tv", "televisi", "television"],
    &["kulkas", "lemari es", "fridge", "refrigerator"],
    &["ac", "pendingin ruangan", "air conditioner"],
    &["laptop", "notebook"],
    &["charger", "cas", "casan", "pengisi daya"],
    &["earphone", "headset", "headphone"],
    &["rice cooker", "penanak nasi", "magic com", "magicom"],
    &["kipas", "fan"],
    &["setrika", "strika", "iron"],
    &["mesin cuci", "washing machine"],
    &["kaos", "kaus", "t shirt", "tshirt"],
    &["celana jeans", "jeans", "jins"],
    &["sandal", "sendal"],
    &["tas", "bag"],
    &["sofa", "kursi tamu"],
    &["kasur", "matras", "spring bed", "springbed"],
    &["lemari", "almari"],
    &["lampu", "lamp", "bohlam"],
    &["gelas", "glass"],
    &["wajan", "penggorengan", "frying pan"],
    &["panci", "pot"],
    &["indomie", "mi instan", "mie instan"],
    &["mi", "mie"],
    &["minyak goreng", "migor"],
    &["telur", "telor"],
    &["cabai", "cabe"],
    &["kopi", "coffee"],
    &["teh", "tea"],
    &["beras", "rice"],
    &["gula", "sugar"],
    &["susu", "milk"],
    &["sabun", "soap"],
    &["sampo", "shampoo", "shampo"],
    &["tisu", "tissue", "tissu"],
    &["odol", "pasta gigi", "toothpaste"],
    &["popok", "pampers", "diaper"],
    &["masker", "mask"],
    &["pulsa", "isi ulang", "top up"],
];

/// Every other wording of the things a folded text names.
pub(super) fn other_wordings(folded: &str) -> impl Iterator<Item = &'static str> {
    let padded = format!(" {folded} ");
    let names = move |wording: &str| padded.contains(&format!(" {wording} "));
    SAME.iter()
        .filter(move |row| row.iter().any(|wording| names(wording)))
        .flat_map(|row| *row)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::fold;

    #[test]
    fn whole_wordings_only() {
        assert!(other_wordings("lemari es 2 pintu").any(|word| word == "kulkas"));
        assert!(!other_wordings("lemari esok").any(|word| word == "kulkas"));
        assert_eq!(other_wordings("").count(), 0);
    }

    #[test]
    fn the_list_is_written_folded() {
        for wording in SAME.iter().flat_map(|row| *row) {
            assert_eq!(fold(wording), *wording);
        }
    }
}
