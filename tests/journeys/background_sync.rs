//! An order is placed with no signal and the shop is closed at once. When the line returns the
//! browser wakes the worker, which delivers the order while no page is open; the page that is opened
//! afterwards, with no line again, knows that the shop has it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::MyChanges;
use warung_tests::browser::Engine;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::{PATIENCE, until};

/// What the page leaves with the browser, and the worker listens for.
const TAG: &str = "warung-outbox";

// W1, O3, O7: the worker sends the frozen bytes and stores the verdict; nothing happens twice.
#[test]
fn the_worker_delivers_while_the_shop_is_closed() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("background_sync", &server)?;
    sari.sign_in(&SARI)?;
    sari.browser.expect_outage();
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;

    server.stop()?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.browser.wait_js("the page to leave word with the browser", LEFT_WORD)?;
    let page = sari.browser.new_tab("about:blank")?;
    let blank = sari.browser.switch_tab(&page)?;
    sari.browser.close_tab(&blank)?;

    server.start()?;
    wake_the_worker(&sari)?;
    until(PATIENCE, "the order to arrive", || has_orders(&server, 1))?;
    // Once more, as browsers do when they are not sure; and once more by the page.
    wake_the_worker(&sari)?;

    server.stop()?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    server.start()?;
    sari.open("/orders")?;
    sari.browser.wait_for(&marked("order-row"))?;
    has_orders(&server, 1)?;
    Ok(sari.leave()?)
}

// W2, S4: a login page that answers in the shop's place is no answer.
#[test]
fn a_login_page_in_between_settles_nothing() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("background_sync_portal", &server)?;
    sari.sign_in(&SARI)?;
    sari.browser.expect_outage();
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    server.stop()?;
    sari.place_order()?;
    sari.sees_standing("saved")?;
    let page = sari.browser.new_tab("about:blank")?;
    let blank = sari.browser.switch_tab(&page)?;
    sari.browser.close_tab(&blank)?;

    let portal = Portal::open(&sari.origin)?;
    wake_the_worker(&sari)?;
    portal.hears("POST /api/v1/commands")?;
    portal.close()?;
    server.start()?;
    has_orders(&server, 0)?;
    wake_the_worker(&sari)?;
    until(PATIENCE, "the order to arrive", || has_orders(&server, 1))?;
    Ok(())
}

/// Something on the shop's address that answers everything with a page of its own.
struct Portal {
    address: String,
    heard: Receiver<String>,
    thread: JoinHandle<()>,
}

impl Portal {
    fn open(origin: &str) -> Result<Self> {
        let address = origin.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(&address)?;
        let (tell, heard) = channel();
        let thread = std::thread::spawn(move || {
            for line in listener.incoming().map_while(Result::ok) {
                let mut request = String::new();
                // A line that breaks off says nothing and gets nothing.
                let _ = BufReader::new(&line).read_line(&mut request);
                let _ = (&line).write_all(LOGIN_PAGE.as_bytes());
                let is_last = request.starts_with("CLOSE");
                if tell.send(request).is_err() || is_last {
                    return;
                }
            }
        });
        Ok(Self { address, heard, thread })
    }

    fn hears(&self, wanted: &str) -> Result<()> {
        loop {
            if self.heard.recv_timeout(PATIENCE)?.starts_with(wanted) {
                return Ok(());
            }
        }
    }

    fn close(self) -> Result<()> {
        TcpStream::connect(&self.address)?.write_all(b"CLOSE\r\n")?;
        self.thread.join().ok().context("the portal broke")
    }
}

const LOGIN_PAGE: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 17\r\n\
    connection: close\r\n\r\n<h1>Wi-Fi</h1>ok\n";

/// True once the tag is registered; the value is kept because WebDriver does not wait for promises.
const LEFT_WORD: &str = "(navigator.serviceWorker.getRegistration()
    .then((registration) => registration.sync.getTags())
    .then((tags) => { window.leftWord = tags.includes('warung-outbox') }), window.leftWord)";

fn wake_the_worker(sari: &Shopper) -> Result<()> {
    sari.browser.devtools("ServiceWorker.enable", &json!({}))?;
    let wake = json!({
        "origin": sari.origin, "registrationId": "0", "tag": TAG, "lastChance": false,
    });
    sari.browser.devtools("ServiceWorker.dispatchSyncEvent", &wake).map(drop)
}

fn has_orders(server: &Server, wanted: usize) -> Result<()> {
    let mut client = server.client();
    SARI.sign_in(&mut client)?;
    let mine: MyChanges = client.get("/api/v1/me/changes?since=0")?.json().context("no list")?;
    ensure!(mine.orders.len() == wanted, "the shop has {} orders", mine.orders.len());
    Ok(())
}
