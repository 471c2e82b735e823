//! Orders carried by hand: a file of frozen commands, for when the phone that
//! made them finds no line, or is about to give up. [`shown`] lets them travel as
//! codes from screen to camera.
//!
//! Whoever reads the file pushes the very bytes that were signed. Their signature
//! speaks for the person who ordered (D3) and the shop's ledger makes it one
//! order (O7), so the file needs no signature and no secret of its own. Rules F1
//! to F4 of PROTOCOL.md.

pub mod packed;
pub mod shown;
#[cfg(test)]
mod shown_tests;

use crate::command::envelope::{self, EnvelopeError, MAX_ENVELOPE_BYTES};
use crate::ids::ShopId;
use crate::json;
use crate::outbox::{EntryState, OutboxEntry};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most commands in one file.
pub const MAX_CARRIED: usize = 100;

/// Largest file that is read, in bytes: the most commands at their largest, and
/// some words.
pub const MAX_FILE_BYTES: usize = (MAX_CARRIED + 10) * MAX_ENVELOPE_BYTES;

/// How the names of such files end.
pub const FILE_ENDING: &str = ".warung.json";

const TYP: &str = "warung-carry";
const VERSION: u16 = 1;

#[derive(Serialize, Deserialize)]
struct CarryFile {
    typ: String,
    v: u16,
    shop: ShopId,
    at: Timestamp,
    commands: Vec<String>,
    /// For people who open the file; nothing is read from it.
    #[serde(default)]
    summary: Vec<String>,
}

/// Why a file cannot be taken in. Nothing of it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CarryError {
    #[error("the file is larger than {MAX_FILE_BYTES} bytes")]
    TooLarge,
    #[error("this is not a file of orders")]
    NotOurs,
    #[error("the end of the file is missing")]
    CutShort,
    #[error("the file was written by a newer version")]
    Newer,
    #[error("the orders are for another shop")]
    OtherShop,
    #[error("no order in the file can be read")]
    Nothing,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Ready for the outbox of whoever carries them on, oldest first.
    pub entries: Vec<OutboxEntry>,
    /// How many commands in the file are damaged and were left out.
    pub damaged: usize,
}

/// The text of a file with these commands, oldest first; what is beyond
/// [`MAX_CARRIED`] is left for a second file. `summary` tells people who open it
/// what it is.
#[must_use]
pub fn pack(shop: &ShopId, at: Timestamp, commands: &[&str], summary: Vec<String>) -> String {
    let file = CarryFile {
        typ: TYP.to_owned(),
        v: VERSION,
        shop: shop.clone(),
        at,
        commands: commands.iter().take(MAX_CARRIED).map(|&bytes| bytes.to_owned()).collect(),
        summary,
    };
    // Plain structs of strings and integers always serialise.
    serde_json::to_string(&file).unwrap_or_default()
}

/// Reads a file for a shop. A command twice in it is there once.
pub fn unpack(file: &[u8], shop: &ShopId) -> Result<Carried, CarryError> {
    if file.len() > MAX_FILE_BYTES {
        return Err(CarryError::TooLarge);
    }
    let file: CarryFile = json::read(file).map_err(|_| why_not(file))?;
    if file.typ != TYP {
        return Err(CarryError::NotOurs);
    }
    if file.v > VERSION {
        return Err(CarryError::Newer);
    }
    if file.shop != *shop {
        return Err(CarryError::OtherShop);
    }
    sort(file.commands, shop)
}

/// Takes in commands that were read off a screen, for a shop.
pub fn seen(commands: Vec<String>, shop: &ShopId) -> Result<Carried, CarryError> {
    // What can be opened and is not for this shop is for another.
    let can_be_opened = commands.iter().any(|bytes| envelope::open(bytes).is_ok());
    match sort(commands, shop) {
        Err(CarryError::Nothing) if can_be_opened => Err(CarryError::OtherShop),
        sorted => sorted,
    }
}

/// Tells commands of this shop that can be opened from any other.
fn sort(commands: Vec<String>, shop: &ShopId) -> Result<Carried, CarryError> {
    let mut entries: Vec<OutboxEntry> = Vec::new();
    let mut damaged = commands.len().saturating_sub(MAX_CARRIED);
    for bytes in commands.into_iter().take(MAX_CARRIED) {
        match entry(bytes) {
            Ok((entry, _)) if entries.iter().any(|known| known.id == entry.id) => {}
            Ok((entry, for_shop)) if for_shop == *shop => entries.push(entry),
            _ => damaged += 1,
        }
    }
    if entries.is_empty() {
        return Err(CarryError::Nothing);
    }
    Ok(Carried { entries, damaged })
}

/// The command as it waits on the phone that carries it on.
fn entry(bytes: String) -> Result<(OutboxEntry, ShopId), EnvelopeError> {
    let command = envelope::open(&bytes)?.command;
    let entry = OutboxEntry {
        id: command.id,
        device: command.device,
        seq: command.seq,
        subject: command.body.subject(command.id),
        kind: command.body.kind().to_owned(),
        saved_at: command.at,
        seen: None,
        state: EntryState::fresh(),
        bytes,
    };
    Ok((entry, command.shop))
}

/// Tells a file of ours that broke off from one that never was ours.
fn why_not(file: &[u8]) -> CarryError {
    let begins_like_ours =
        file.split_at_checked(MARK.len()).is_some_and(|(head, _)| head == MARK.as_bytes());
    if begins_like_ours && !file.trim_ascii_end().ends_with(b"}") {
        CarryError::CutShort
    } else {
        CarryError::NotOurs
    }
}

/// How [`pack`] begins every file.
const MARK: &str = "{\"typ\":\"warung-carry\"";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, CommandBody};
    use crate::ids::{CommandId, OrderId};
    use proptest::prelude::*;

    const AT: Timestamp = Timestamp::from_millis(1_000);

    fn shop() -> ShopId {
        "warung".parse().unwrap()
    }

    fn sealed(n: u64, shop: &str) -> String {
        let random = [0, 0, 0, 0, 0, 0, 0, 0, n.to_le_bytes()[0], n.to_le_bytes()[1]];
        let command = Command {
            v: 1,
            shop: shop.parse().unwrap(),
            id: CommandId::mint(AT, &random),
            device: "dev-1".parse().unwrap(),
            seq: n,
            at: AT,
            body: CommandBody::CancelOrder { order: OrderId::mint(AT, &[3; 10]) },
        };
        envelope::seal(&envelope::signing_input(&command), &[9; 64])
    }

    fn packed(commands: &[String]) -> String {
        let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
        pack(&shop(), AT, &commands, vec!["2 pesanan".to_owned()])
    }

    // F1
    #[test]
    fn the_frozen_bytes_come_out_as_they_went_in() {
        let commands: Vec<String> = (1..=3).map(|n| sealed(n, "warung")).collect();
        let carried = unpack(packed(&commands).as_bytes(), &shop()).unwrap();
        assert_eq!(carried.damaged, 0);
        let bytes: Vec<&String> = carried.entries.iter().map(|entry| &entry.bytes).collect();
        assert_eq!(bytes, commands.iter().collect::<Vec<_>>());
        assert_eq!((carried.entries[2].seq, carried.entries[2].kind.as_str()), (3, "cancel-order"));
        assert!(packed(&commands).starts_with(MARK));
    }

    // F1
    #[test]
    fn a_full_outbox_goes_into_one_file_as_far_as_it_fits() {
        let commands: Vec<String> = (0..250).map(|n| sealed(n, "warung")).collect();
        let carried = unpack(packed(&commands).as_bytes(), &shop()).unwrap();
        assert_eq!((carried.entries.len(), carried.damaged), (MAX_CARRIED, 0));
        assert_eq!(carried.entries[0].seq, 0, "the oldest first");
    }

    // F3
    #[test]
    fn what_is_not_a_file_of_this_shop_is_refused_by_name() {
        let good = packed(&[sealed(1, "warung")]);
        let refused = |file: &[u8]| unpack(file, &shop()).unwrap_err();
        assert_eq!(refused(b""), CarryError::NotOurs);
        assert_eq!(refused(b"<!doctype html><title>Log in</title>"), CarryError::NotOurs);
        assert_eq!(refused(b"{\"hello\":1}"), CarryError::NotOurs);
        assert_eq!(refused(&[0xff, 0xfe, 0x00]), CarryError::NotOurs);
        assert_eq!(refused(good.replace(TYP, "warung-other").as_bytes()), CarryError::NotOurs);
        assert_eq!(refused(&good.as_bytes()[..good.len() / 2]), CarryError::CutShort);
        assert_eq!(refused(good.replace("\"v\":1", "\"v\":2").as_bytes()), CarryError::Newer);
        assert_eq!(
            unpack(good.as_bytes(), &"toko".parse().unwrap()).unwrap_err(),
            CarryError::OtherShop
        );
        assert_eq!(refused(packed(&[sealed(1, "toko")]).as_bytes()), CarryError::Nothing);
        assert_eq!(refused(packed(&[]).as_bytes()), CarryError::Nothing);
        assert_eq!(refused(&vec![b' '; 10 * 1024 * 1024]), CarryError::TooLarge);
    }

    // F3
    #[test]
    fn a_damaged_command_does_not_cost_the_others() {
        let twice = sealed(1, "warung");
        let commands =
            [twice.clone(), "a.b.c".to_owned(), twice, sealed(2, "toko"), sealed(3, "warung")];
        let carried = unpack(packed(&commands).as_bytes(), &shop()).unwrap();
        assert_eq!((carried.entries.len(), carried.damaged), (2, 2));
    }

    proptest! {
        // F3
        #[test]
        fn any_bytes_are_an_error_never_a_panic(file in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(unpack(&file, &shop()).is_err());
        }

        // F3
        #[test]
        fn a_file_cut_anywhere_is_never_taken_for_a_whole_one(cut in 0_usize..2_000) {
            let good = packed(&[sealed(1, "warung"), sealed(2, "warung")]);
            prop_assume!(cut < good.len());
            let error = unpack(&good.as_bytes()[..cut], &shop()).unwrap_err();
            prop_assert!(matches!(error, CarryError::CutShort | CarryError::NotOurs));
        }

        // F1
        #[test]
        fn what_is_packed_unpacks(count in 1_u64..12, words in ".{0,60}") {
            let commands: Vec<String> = (0..count).map(|n| sealed(n, "warung")).collect();
            let refs: Vec<&str> = commands.iter().map(String::as_str).collect();
            let file = pack(&shop(), AT, &refs, vec![words]);
            let carried = unpack(file.as_bytes(), &shop()).unwrap();
            prop_assert_eq!(carried.entries.len(), commands.len());
            prop_assert_eq!(carried.damaged, 0);
        }
    }
}
