//! The shop's machine dies, or has no room left.

use std::path::Path;

use anyhow::{Result, ensure};
use warung_tests::small_disk::SmallDisk;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, Trial, under};

use crate::scene::Scene;

/// Every place at which the server can be told to die while it takes an order and asks for the
/// money.
const PLACES: [&str; 10] = [
    "push.before-write",
    "push.before-ledger",
    "push.before-commit",
    "push.after-commit-before-answer",
    "commit.before",
    "commit.after-before-answer",
    "charge.before-call",
    "charge.after-call-before-write",
    "charge.before-commit",
    "charge.after-commit",
];

/// Killed at each place in turn, it is started again and goes on; the phone only ever waits. // O6, M2
#[test]
fn server_killed_at_each_failpoint() -> Story {
    under("server killed at each failpoint", |trial| {
        let mut scene = Scene::at_the_review("server_killed_at_each_failpoint")?;
        for (number, place) in PLACES.into_iter().enumerate() {
            if number > 0 {
                scene.sari.make_ready_again("telur ayam negeri")?;
            }
            die_at(&mut scene, place, trial)?;
        }
        trial.note(format!("{} failpoints", PLACES.len()));
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

fn die_at(scene: &mut Scene, place: &str, trial: &mut Trial) -> Result<()> {
    scene.server.stop()?;
    scene.server.start_to_die_at(place)?;
    let order = scene.sari.place_order()?;
    trial.saved(&order);
    scene.server.wait_death(place)?;
    scene.server.start()?;
    scene.is_accepted(&order)
}

/// The disk fills up between two orders: the second is refused without a word lost, and taken as
/// soon as there is room, with no restart.
#[test]
fn server_disk_full_and_back() -> Story {
    under("server's disk full and back", |trial| {
        let disk = match SmallDisk::mount("server_disk_full_and_back") {
            Ok(disk) => disk,
            Err(why) => return Ok(Outcome::CannotBeMade(format!("{why:#}"))),
        };
        let mut scene = Scene::on_disk("server_disk_full_and_back", disk.path())?;
        scene.sari.make_ready()?;
        let first = scene.sari.place_order()?;
        trial.saved(&first);
        scene.sari.sees_standing("accepted")?;
        trial.arrived(&scene.server, 1)?;

        scene.sari.make_ready_again("telur ayam negeri")?;
        disk.fill()?;
        let tried = scene.line.commands().calls;
        let second = scene.sari.place_order()?;
        trial.saved(&second);
        scene.line.wait_commands(tried + 2)?;
        scene.sari.sees_standing("saved")?;
        stays_at(&scene.server.data(), disk.path())?;
        trial.arrived(&scene.server, 1)?;

        disk.empty()?;
        scene.asks_for_another_try()?;
        scene.is_accepted(&second)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

fn stays_at(data: &Path, disk: &Path) -> Result<()> {
    ensure!(data.starts_with(disk), "the shop keeps its data in {}", data.display());
    Ok(())
}
