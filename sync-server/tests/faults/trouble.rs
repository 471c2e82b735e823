//! The database's own troubles. Whatever it is, an order that is not durable is never called
//! accepted, the caller is told when to come back, and reading goes on. (E4)

use crate::line::Line;
use crate::phone::{ALWAYS, Phone, Seen, push, pushed};
use crate::program::{Shop, command, database, run, said};
use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Puts a small disk under the data folder, for the program alone.
const ON_A_SMALL_DISK: &str = "mount -t tmpfs -o size=24m tmpfs \"$2\" && cp -a \"$1\"/. \"$2\" && \
                               exec \"$3\" serve --port 0 --data \"$2\"";

/// The same, on a disk that has become read-only.
const ON_A_FROZEN_DISK: &str = "mount -t tmpfs -o size=24m tmpfs \"$2\" && cp -a \"$1\"/. \"$2\" \
                                && mount -o remount,ro \"$2\" && \
                                exec \"$3\" serve --port 0 --data \"$2\"";

/// The program with mounts of its own, if this machine lets its user have them.
fn with_own_mounts(shop: &Shop, script: &str) -> Option<Command> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let way = ways.into_iter().find(|way| {
        let tried = Command::new("unshare").args(*way).args(["--", "true"]).output();
        tried.is_ok_and(|output| output.status.success())
    });
    let Some(way) = way else {
        eprintln!("skipped: this machine gives nobody a disk of their own (unshare --mount)");
        return None;
    };
    std::fs::create_dir_all(shop.beside("disk")).unwrap();
    let mut inside = Command::new("unshare");
    inside.args(way).args(["--", "sh", "-c", script, "sh"]).arg(shop.data());
    inside.arg(shop.beside("disk")).arg(command().get_program()).env_clear();
    inside
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("RUST_LOG", "off")
        .env("WARUNG_CASH_UNPAID", "0");
    Some(inside)
}

fn reading_goes_on(line: &mut Line) {
    for path in ["/api/v1/catalog/manifest", "/readyz"] {
        let answer = line.get(path).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
}

// Holds E4.
#[test]
fn a_full_disk_takes_nothing_and_goes_on_when_there_is_room() {
    let mut shop = Shop::open();
    let mut line = shop.signed_in();
    let (mut phone, seen) = (Phone::bound(&mut line), Seen::now(&mut line));
    shop.kill();
    let Some(mut inside) = with_own_mounts(&shop, ON_A_SMALL_DISK) else { return };
    // Its log lies on a full disk too, and must not take the writer down with it.
    let log = OpenOptions::new().write(true).open("/dev/full").unwrap();
    inside.env("RUST_LOG", "info").stderr(log);
    shop.start_as(inside);
    let mut line = shop.line();
    let disk = PathBuf::from(format!("/proc/{}/root{}", shop.pid(), shop.beside("disk").display()));
    let filler = disk.join("filler");
    fill(&filler);
    let mut taken = 0;
    let mut orders = || -> Vec<String> {
        (0..50).map(|_| phone.order(&seen, ALWAYS, 1, "cash-on-delivery")).collect()
    };
    let (refused, answer) = (0..200)
        .find_map(|_| {
            let batch = orders();
            let answer = push(&mut line, &batch).unwrap();
            if answer.status == 200 {
                taken += applied(&answer.json());
                return None;
            }
            Some((batch, answer))
        })
        .expect("a disk without room refuses at last");
    answer.is_trouble(503, "storage-full");
    reading_goes_on(&mut line);
    push(&mut line, &refused).unwrap().is_trouble(503, "storage-full");
    std::fs::remove_file(filler).unwrap();
    // The same program, the same connection, the same bytes.
    let answer = push(&mut line, &refused).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    taken += applied(&answer.json());
    assert_eq!(taken % 50, 0);
    // SQLite would follow the links of /proc to the other side of the mount.
    let copy = shop.beside("copy");
    std::fs::create_dir_all(&copy).unwrap();
    for name in ["warung.sqlite", "warung.sqlite-wal"] {
        std::fs::copy(disk.join(name), copy.join(name)).unwrap();
    }
    let there = database(&copy).query_row("select count(*) from orders", [], |row| row.get(0));
    assert_eq!(there, Ok(taken), "what was accepted is there, and nothing else");
}

/// Leaves not a single block.
fn fill(path: &Path) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    for size in [1 << 20, 4_096, 1] {
        let block = vec![0; size];
        while file.write_all(&block).is_ok() {}
    }
}

fn applied(answer: &serde_json::Value) -> i64 {
    let answers = answer["answers"].as_array().unwrap();
    assert!(answers.iter().all(|answer| answer["verdict"] == "applied"), "{answer}");
    i64::try_from(answers.len()).unwrap()
}

// Holds E4.
#[test]
fn a_folder_that_cannot_be_written_keeps_the_shop_closed_with_a_reason() {
    let shop = Shop::closed();
    let Some(mut inside) = with_own_mounts(&shop, ON_A_FROZEN_DISK) else { return };
    let output = inside.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.trim().lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("cannot be written") && said.contains("--data"), "{said}");
}

// Holds E4.
#[test]
fn a_locked_database_is_busy_until_it_is_let_go() {
    let shop = Shop::open();
    let mut line = shop.signed_in();
    let (mut phone, seen) = (Phone::bound(&mut line), Seen::now(&mut line));
    let order = phone.order(&seen, ALWAYS, 1, "cash-on-delivery");
    let other_program = shop.database();
    other_program.execute_batch("begin immediate").unwrap();
    push(&mut line, std::slice::from_ref(&order)).unwrap().is_trouble(503, "busy");
    reading_goes_on(&mut line);
    other_program.execute_batch("rollback").unwrap();
    assert_eq!(pushed(&mut line, &order), ("applied".into(), false));
}

// Holds E4.
#[test]
fn a_damaged_page_is_called_damage_and_the_rest_is_served() {
    let mut shop = Shop::open();
    let mut line = shop.signed_in();
    let (mut phone, seen) = (Phone::bound(&mut line), Seen::now(&mut line));
    let order = phone.order(&seen, ALWAYS, 1, "cash-on-delivery");
    shop.kill();
    let database = shop.database();
    database.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    let sql = "select rootpage from sqlite_schema where name = 'orders'";
    let page: u32 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    let size: u32 = database.query_row("pragma page_size", [], |row| row.get(0)).unwrap();
    drop(database);
    let file = shop.data().join("warung.sqlite");
    let sound = std::fs::read(&file).unwrap();
    let mut open = OpenOptions::new().write(true).open(&file).unwrap();
    open.seek(SeekFrom::Start(u64::from(page - 1) * u64::from(size))).unwrap();
    open.write_all(&vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
    drop(open);

    shop.start(&[]);
    let mut line = shop.line();
    push(&mut line, std::slice::from_ref(&order)).unwrap().is_trouble(503, "storage-damaged");
    reading_goes_on(&mut line);
    shop.kill();
    let data = shop.data();
    let output = run(&["doctor", "--data", data.to_str().unwrap()]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success() && report.contains("WRONG  database"), "{report}");

    for name in ["warung.sqlite-wal", "warung.sqlite-shm"] {
        // There may be none.
        let _ = std::fs::remove_file(data.join(name));
    }
    std::fs::write(&file, sound).unwrap();
    shop.start(&[]);
    assert_eq!(pushed(&mut shop.line(), &order), ("applied".into(), false));
    shop.kill();
    said(&["doctor", "--data", data.to_str().unwrap()]);
}
