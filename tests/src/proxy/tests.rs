//! The bad line before a shop that is a few lines of Rust and counts what it hears.

use super::*;
use crate::http::{Answer, Client};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Answers every call with the length of its body, and counts whole calls.
fn shop() -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&heard);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            if Call::read(&mut stream).is_err() {
                continue;
            }
            count.fetch_add(1, Ordering::SeqCst);
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nheard";
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (port, heard)
}

fn opened(shop: u16) -> Proxy {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let line = Arc::new(Line { shop, state: Mutex::default() });
    let proxy = Proxy { port, line: Arc::clone(&line) };
    serve(listener, line);
    proxy
}

fn push(proxy: &Proxy) -> Result<Answer> {
    let mut client = Client::new(&proxy.origin());
    client.post_bytes("/api/v1/commands", "application/json", &[b'x'; 1_000])
}

#[test]
fn a_good_line_passes_everything_on() {
    let (port, heard) = shop();
    let proxy = opened(port);
    assert_eq!(push(&proxy).unwrap().text(), "heard");
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    let commands = proxy.commands();
    assert_eq!((commands.calls, commands.faults), (1, 0));
    assert!(commands.up > 1_000 && commands.down > 5, "{commands:?}");
}

#[test]
fn each_fault_is_what_its_name_says() {
    for (fault, reaches, answered) in [
        (Fault::Refused, 0, None),
        (Fault::CutRequest { quarters: 0 }, 0, None),
        (Fault::CutRequest { quarters: 3 }, 0, None),
        (Fault::CutRequest { quarters: 4 }, 0, None),
        (Fault::LostReply, 1, None),
        (Fault::CutReply { quarters: 4 }, 1, None),
        (Fault::Doubled, 2, Some(200)),
        (Fault::Portal, 0, Some(200)),
        (Fault::BadGateway, 0, Some(502)),
    ] {
        let (port, heard) = shop();
        let proxy = opened(port);
        proxy.once(COMMANDS, fault);
        let answer = push(&proxy);
        assert_eq!(answer.ok().map(|answer| answer.status), answered, "{fault:?}");
        assert_eq!(heard.load(Ordering::SeqCst), reaches, "{fault:?}");
        assert_eq!(proxy.traffic().faults, 1);
        // Only once: the next call is a good one again.
        assert_eq!(push(&proxy).unwrap().text(), "heard", "after {fault:?}");
    }
}

#[test]
fn what_hangs_is_let_go_of_by_mending() {
    for (fault, reaches) in [(Fault::Hung, 0), (Fault::HungReply, 1)] {
        let (port, heard) = shop();
        let proxy = opened(port);
        proxy.whenever(COMMANDS, fault);
        std::thread::scope(|scope| {
            let hanging = scope.spawn(|| push(&proxy));
            proxy.wait_faults(1).unwrap();
            until(PATIENCE, "the connection to hang", || {
                ensure!(!proxy.line.state().open.is_empty(), "it does not hang yet");
                Ok(())
            })
            .unwrap();
            assert!(!hanging.is_finished());
            proxy.mend();
            assert!(hanging.join().unwrap().is_err(), "{fault:?}");
        });
        assert_eq!(heard.load(Ordering::SeqCst), reaches);
    }
}

#[test]
fn a_long_and_narrow_road_takes_its_time_and_drops_every_third() {
    let (port, _) = shop();
    let proxy = opened(port);
    let round_trip = Duration::from_millis(40);
    proxy.lead_over(Road { round_trip, bytes_per_second: 10_000, drop_every: 3 });
    let began = Instant::now();
    let answers: Vec<bool> = (0..6).map(|_| push(&proxy).is_ok()).collect();
    assert_eq!(answers, [true, true, false, true, true, false]);
    // Two round trips a call, and a kilobyte takes a tenth of a second.
    assert!(began.elapsed() >= Duration::from_millis(4 * 180), "{:?}", began.elapsed());
}

#[test]
fn a_line_that_breaks_after_so_much_is_whole_again_for_the_next_call() {
    let (port, _) = shop();
    let proxy = opened(port);
    proxy.break_after(COMMANDS, 1);
    assert!(push(&proxy).is_err());
    assert_eq!(proxy.traffic().faults, 1);
    assert_eq!(push(&proxy).unwrap().text(), "heard");
    until(PATIENCE, "both answers to be noted", || {
        let heard = proxy.heard("/api/v1/commands");
        let whole: Vec<bool> = heard.iter().map(|heard| heard.whole).collect();
        ensure!(whole == [false, true], "{heard:?}");
        Ok(())
    })
    .unwrap();
}
