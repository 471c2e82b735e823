//! Files that cannot be imported: each has a plain sentence, each leaves the
//! shop as it was, and the command line ends with code 1.

use crate::furniture;
use crate::shop::{Shop, options};
use std::process::{Command, Output};
use warung_domain::money::Currency;
use warung_server::import::{ImportError, Options, Reason, load};

const HEADER: &str = "id;name;category;price\n";

/// A shop with something to lose, and what the file does to it: nothing.
fn refused(bytes: &[u8]) -> ImportError {
    let shop = Shop::empty();
    let dollars = Options { currency: Some(Currency::USD), ..options() };
    shop.load_with(&format!("{HEADER}a;A;C;1,50\n"), &dollars).unwrap();
    let before = shop.state();
    let error = load(&shop.storage, bytes, &dollars).unwrap_err();
    assert_eq!(shop.state(), before, "{error}");
    error
}

fn rejected(rows: &str) -> Vec<(u64, Reason)> {
    match refused(format!("{HEADER}{rows}").as_bytes()) {
        ImportError::Rejected(report) => {
            report.rejections.into_iter().map(|r| (r.line, r.reason)).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_no_product_list_is_named() {
    assert_eq!(refused(b""), ImportError::Empty);
    assert_eq!(refused(b"PK\x03\x04\x14\0\x06\0"), ImportError::Workbook);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0"), ImportError::Binary);
    assert_eq!(refused(b"\xff\xfei\0d\0"), ImportError::Utf16);
    assert_eq!(
        refused(b"id;name;category;price\nb;\xffB;C;1,50\n"),
        ImportError::NotUtf8 { line: 2 }
    );
    assert_eq!(refused(HEADER.as_bytes()), ImportError::NoProducts);
    assert_eq!(refused(b"\n\n"), ImportError::NoProducts);
    assert_eq!(refused(b"[{\"id\":\"b\"}]"), ImportError::JsonArray);
    assert!(matches!(refused(b"id;name\nb;B\n"), ImportError::MissingColumns { .. }));
}

#[test]
fn a_truncated_file_is_refused_wherever_it_was_cut() {
    let export = furniture::export();
    let whole = |at: usize| (at..).find(|at| export.is_char_boundary(*at)).unwrap();
    let mut quoted = 0;
    for at in (2_000..12_000).step_by(97) {
        let cut = &export[..whole(at)];
        let rows = cut.lines().count() as u64;
        // A cut within the last column, or right after a row, cannot be seen.
        let last = cut.lines().last().unwrap_or_default();
        let is_within_quotes = last.matches('"').count() % 2 == 1;
        if !is_within_quotes && last.matches(';').count() >= 13 {
            continue;
        }
        match load(&Shop::empty().storage, cut.as_bytes(), &options()).unwrap_err() {
            ImportError::OpenQuote { line } => {
                quoted += 1;
                assert_eq!(line, rows);
            }
            ImportError::Rejected(report) => {
                assert_eq!(report.rejections[0].line, rows);
                assert!(matches!(
                    report.rejections[0].reason,
                    Reason::Fields { .. } | Reason::Missing(_)
                ));
            }
            other => panic!("{other}"),
        }
    }
    assert!(quoted > 0, "some cut falls into a quoted text");
}

#[test]
fn a_giant_line_is_refused_without_being_read() {
    /// Two GiB of one line, made as they are asked for.
    struct Giant {
        left: u64,
        asked: u64,
    }
    impl std::io::Read for Giant {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let now = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
            buffer[..now].fill(b'9');
            self.left -= now as u64;
            self.asked += now as u64;
            Ok(now)
        }
    }
    let mut giant = Giant { left: 2 << 30, asked: 0 };
    let error = load(&Shop::empty().storage, &mut giant, &options()).unwrap_err();
    assert_eq!(error, ImportError::LineTooLong { line: 1 });
    assert!(giant.asked < 2 << 20, "{} bytes were read", giant.asked);
    // The same inside quotes, over many lines.
    let open = format!("{HEADER}b;\"{}", "x\n".repeat(600_000));
    assert_eq!(refused(open.as_bytes()), ImportError::LineTooLong { line: 2 });
}

#[test]
fn impossible_prices_are_named_by_their_lines() {
    let rows =
        "b;B;C;-3,00\nc;C;C;10000000001,00\nd;D;C;0,00\ne;E;C;gratis\nf;F;C;1,999\ng;G;C;2,50\n";
    let reasons = rejected(rows);
    assert!(matches!(&reasons[0], (2, Reason::Negative(_))));
    assert!(matches!(&reasons[1], (3, Reason::TooHigh(_))));
    assert!(matches!(&reasons[2], (4, Reason::Zero)));
    assert!(matches!(&reasons[3], (5, Reason::NoPrice(_))));
    assert!(matches!(&reasons[4], (6, Reason::Amount(_))));
    assert_eq!(reasons.len(), 5);
}

#[test]
fn an_id_stands_for_one_product() {
    let reasons = rejected("b;B;C;2,50\nb;B;D;2,50\nb;B;E;2,60\nb;Other;F;2,50\n");
    let conflict = |field: &str| Reason::Conflict { field: field.to_owned(), first: 2 };
    assert_eq!(reasons, [(4, conflict("price")), (5, conflict("name"))]);
    let told = reasons[0].1.to_string();
    assert!(told.starts_with("duplicate id with different content"), "{told}");
}

#[test]
fn categories_that_would_share_an_id_are_refused() {
    let reasons = rejected("b;B;Bed's;2,50\nc;B;Beds;2,50\n");
    assert!(matches!(&reasons[..], [(3, Reason::Collision { .. })]));
}

#[test]
fn the_shops_currency_is_not_mixed_with_another() {
    let shop = Shop::empty();
    let rupiah = Options { currency: Some(Currency::IDR), ..options() };
    let error = shop.load_with(&furniture::export(), &rupiah).unwrap_err();
    assert_eq!(error, ImportError::OtherCurrency { shop: Currency::IDR, file: Currency::SAR });
    let heading = "{\"currency\":\"USD\"}\n{\"id\":\"a\",\"name\":\"A\",\"categories\":[\"c\"],\"price\":\"2\"}\n";
    let error = shop.load_with(heading, &rupiah).unwrap_err();
    assert_eq!(error, ImportError::OtherCurrency { shop: Currency::IDR, file: Currency::USD });
}

#[test]
fn the_list_of_rejections_is_cut_short_and_counted_in_full() {
    let rows: String = (0..50).map(|n| format!("b{n};B;C;-1,00\n")).collect();
    let ImportError::Rejected(report) = refused(format!("{HEADER}{rows}").as_bytes()) else {
        panic!("fifty negative prices")
    };
    let told = report.to_string();
    assert_eq!(told.matches("rejected: line").count(), 20, "{told}");
    assert!(told.contains("and 30 more"), "{told}");
    assert_eq!(report.summary(), "50 products, 50 placements, 50 rejected, 0 changed");
}

fn warung(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_warung-server")).args(arguments).output().unwrap()
}

#[test]
fn the_command_line_says_it_plainly_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, good, bad) = (path("data"), path("good.csv"), path("bad.csv"));
    std::fs::write(&good, format!("{HEADER}a;A;C;1,50\n")).unwrap();
    std::fs::write(&bad, format!("{HEADER}a;A;C;-1,50\n")).unwrap();
    let refuse = |arguments: &[&str], words: &str| {
        let output = warung(&[&["import"], arguments, &["--data", &data]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    };
    refuse(&[folder.path().to_str().unwrap()], "This is a folder");
    refuse(&[&path("none.csv")], "cannot be read");
    refuse(&[&good, "--currency", "XXQ"], "not a currency");
    refuse(&[&good, "--seller", "a b"], "cannot be a seller");
    refuse(&[&good, "--map", "price=cost"], "no such column");
    refuse(&[&bad], "nothing was changed");
    assert!(!folder.path().join("data").exists(), "nothing was made for a file that is refused");

    let tried = warung(&["import", &good, "--data", &data, "--currency", "USD", "--dry-run"]);
    assert!(tried.status.success());
    assert!(!folder.path().join("data").exists(), "trying changes nothing");

    let done = warung(&["import", &good, "--data", &data, "--currency", "USD"]);
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{told}");
    assert!(told.ends_with("1 products, 1 placements, 0 rejected, 1 changed\n"), "{told}");
    refuse(&[&good, "--currency", "SAR"], "selling in USD");
    refuse(&[&bad], "nothing was changed");

    let (back, again) = (path("back.csv"), ["--data", &data]);
    let exported = warung(&[&["export", &back][..], &again].concat());
    assert!(exported.status.success());
    let read = warung(&[&["import", &back][..], &again].concat());
    let told = String::from_utf8_lossy(&read.stdout).into_owned();
    assert!(told.ends_with("1 products, 1 placements, 0 rejected, 0 changed\n"), "{told}");
}
