//! A bad line makes a phone send the same command again and again, sometimes twice at once. The
//! shop hears it once: one order, one verdict, said to everybody who asks.

use anyhow::{Context, Result, ensure};
use warung_domain::command::Verdict;
use warung_domain::protocol::{MyChanges, PushAnswer};
use warung_domain::time::Timestamp;
use warung_tests::device::{Device, Offer, push};
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::story::Story;

const TIMES: usize = 10;

#[test]
fn the_same_bytes_ten_times_over_two_connections_are_one_order() -> Story {
    let mut server = Server::demo()?;
    let mut client = server.client();
    SARI.sign_in(&mut client)?;
    let mut phone = Device::bind(&mut client)?;
    let offer = Offer::read(&mut client)?;
    let command = phone.order(&offer, 1, Timestamp::from_millis(1_795_320_000_000))?;

    let answers = push_over_two_connections(&server, &command)?;
    ensure_all(&answers, "at once")?;
    let first_times = answers.iter().filter(|answer| !answer.answers[0].replay).count();
    same(first_times, 1, "answers that were no replay")?;

    // The verdict outlives the process that gave it.
    server.kill()?;
    server.start()?;
    let again = push_over_two_connections(&server, &command)?;
    ensure_all(&again, "after a restart")?;
    same(again.iter().filter(|answer| answer.answers[0].replay).count(), TIMES, "replays")?;

    let mine: MyChanges = client.get("/api/v1/me/changes?since=0").and_then(|a| a.json())?;
    same(mine.orders.len(), 1, "orders")?;
    Ok(())
}

fn push_over_two_connections(server: &Server, command: &str) -> Result<Vec<PushAnswer>> {
    let bytes = serde_json::to_vec(&push(&[command.to_owned()]))?;
    let half = || -> Result<Vec<PushAnswer>> {
        let mut line = server.client();
        let once = |_| line.post_bytes("/api/v1/commands", "application/json", &bytes)?.json();
        (0..TIMES / 2).map(once).collect()
    };
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(half);
        let other = scope.spawn(half);
        (one.join(), other.join())
    });
    let mut answers = one.ok().context("the first connection broke")??;
    answers.extend(other.ok().context("the second connection broke")??);
    Ok(answers)
}

fn ensure_all(answers: &[PushAnswer], when: &str) -> Result<()> {
    ensure!(answers.len() == TIMES, "{} answers {when}", answers.len());
    for answer in answers {
        let [answer] = answer.answers.as_slice() else {
            anyhow::bail!("{} verdicts for one command {when}", answer.answers.len())
        };
        ensure!(answer.verdict == Verdict::Applied, "the verdict {when} is {:?}", answer.verdict);
    }
    Ok(())
}

fn same(found: usize, wanted: usize, what: &str) -> Result<()> {
    ensure!(found == wanted, "{found} {what}, not {wanted}");
    Ok(())
}
