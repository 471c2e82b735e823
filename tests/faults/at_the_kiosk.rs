//! A kiosk, a cashier or the shop itself dies while a balance is filled or an order is carried:
//! nothing is lost, nothing is done twice, and drawers and books agree afterwards.

use anyhow::{Context, Result, ensure};
use warung_domain::order::Purpose;
use warung_domain::payment::{CounterCode, PaymentMethod, PaymentState};
use warung_domain::protocol::{MyChanges, OrderView};
use warung_tests::browser::Engine;
use warung_tests::film::Film;
use warung_tests::http::Client;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::proxy::Proxy;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Kiosk, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};
use warung_tests::waiting::{PATIENCE, until};

/// Sari's number, as somebody types it.
const NUMBER: &str = "081200000001";

const AMOUNT: &str = "50000";

/// The machine, the cashier, and who asks the shop what it has.
struct Counters {
    server: Server,
    kiosk: Kiosk,
    cashier: Seller,
    asking: Client,
    /// Of Sari's balance.
    code: String,
}

impl Counters {
    fn open(story: &str) -> Result<Self> {
        let server = Server::demo()?;
        let mut kiosk = Kiosk::put_up(story, &server, &BU_TINI)?;
        kiosk.browser.expect_faults();
        let mut cashier = Seller::arrive(&format!("{story}-cashier"), &server, &BU_TINI)?;
        cashier.browser.expect_faults();
        cashier.open("/counter/cash")?;
        cashier.browser.fill(&marked("drawer-float"), "200.000")?;
        cashier.browser.press(&marked("drawer-open"))?;
        cashier.browser.wait_for(&marked("cash-ask"))?;
        cashier.is_kept()?;
        // A browser that dies later has written its cookies down.
        kiosk.browser.restart()?;
        kiosk.open()?;
        cashier.next_launch("/counter/cash")?;
        cashier.browser.wait_for(&marked("cash-ask"))?;
        let mut asking = server.client();
        let session = SARI.sign_in(&mut asking)?;
        let code = CounterCode::of_balance(session.account.id).to_string();
        Ok(Self { server, kiosk, cashier, asking, code })
    }

    fn asks_for_the_bill(&self) -> Result<()> {
        self.kiosk.asks_for_the_bill(NUMBER, &self.code, AMOUNT)
    }

    /// The shop is killed in order and started to die at a place of its code.
    fn is_to_die_at(&mut self, place: &str) -> Result<()> {
        self.server.stop()?;
        self.server.start_to_die_at(place)
    }

    /// It has died there, is started anew, and the machine is told to go on.
    fn dies_and_the_machine_goes_on(&mut self, place: &str) -> Result<()> {
        self.server.wait_death(place)?;
        self.kiosk.browser.wait_for(&marked("kiosk-no-line"))?;
        self.server.start()?;
        self.kiosk.browser.press(&marked("kiosk-again"))
    }

    fn takes_the_cash(&self, slip: &str) -> Result<()> {
        self.cashier.types_the_code(slip)?;
        self.cashier.browser.press(&marked("cash-take"))?;
        self.cashier.browser.wait_for(&marked("cash-accepted"))
    }

    fn orders(&mut self) -> Result<Vec<OrderView>> {
        let mine: MyChanges = self.asking.get("/api/v1/me/changes?since=0")?.json()?;
        Ok(mine.orders)
    }

    /// One order of that purpose, paid once, into a drawer that has nothing else; and the shop's
    /// own doctor finds nothing.
    fn come_out_even(mut self, purpose: Purpose) -> Result<Outcome> {
        until(PATIENCE, "one payment", || {
            let orders = self.orders()?;
            let [view] = orders.as_slice() else {
                anyhow::bail!("{} orders instead of one", orders.len())
            };
            ensure!(view.order.purpose == purpose, "another purpose");
            let paid = matches!(view.order.payment, PaymentState::SettledProvisionally { .. });
            ensure!(paid, "it stands {}", view.order.payment.name());
            Ok(())
        })?;
        self.cashier.next_launch("/counter/cash")?;
        let lines = format!("{} li", marked("drawer-lines"));
        self.cashier.browser.wait_count(&lines, 2)?;
        let count = self.cashier.browser.count(&lines)?;
        ensure!(count == 2, "the drawer moved {count} times");
        self.cashier.leave()?;
        self.kiosk.leave()?;
        self.server.stop()?;
        self.server.is_well()?;
        Ok(Outcome::Held)
    }
}

/// The shop dies as it opens a top-up: with it stored and the answer lost, or before it is
/// stored. // N6
#[test]
fn shop_dies_while_the_machine_opens_a_top_up() -> Story {
    under("shop dies while a kiosk opens a top-up", |trial| {
        for place in ["kiosk.after-commit-before-answer", "kiosk.before-commit"] {
            let mut at = Counters::open("kiosk_top_up_dies")?;
            at.is_to_die_at(place)?;
            at.asks_for_the_bill()?;
            at.kiosk.browser.press(&marked("kiosk-confirm"))?;
            at.dies_and_the_machine_goes_on(place)?;
            let slip = at.kiosk.slip()?;
            at.takes_the_cash(&slip)?;
            at.come_out_even(Purpose::TopUp)?;
            trial.note(format!("died at {place}"));
        }
        Ok(Outcome::Held)
    })
}

/// The shop is taken away while the bill is on the screen; the slip is asked for twice. // N6
#[test]
fn shop_killed_at_the_bill() -> Story {
    under("shop killed while a kiosk shows the bill", |_| {
        let mut at = Counters::open("kiosk_killed_bill")?;
        at.asks_for_the_bill()?;
        at.server.kill()?;
        at.kiosk.browser.press(&marked("kiosk-confirm"))?;
        at.kiosk.browser.wait_for(&marked("kiosk-no-line"))?;
        at.server.start()?;
        at.kiosk.browser.press(&marked("kiosk-again"))?;
        let slip = at.kiosk.slip()?;
        at.takes_the_cash(&slip)?;
        at.come_out_even(Purpose::TopUp)
    })
}

/// The machine dies at the bill, of which nothing is left; and at the slip, which it prints again by
/// the code that the phone shows. // N6
#[test]
fn machine_killed_at_the_bill_and_at_the_slip() -> Story {
    under("kiosk killed at the bill and at the slip", |_| {
        let mut at = Counters::open("kiosk_machine_killed")?;
        at.asks_for_the_bill()?;
        at.kiosk.browser.kill()?;
        ensure!(at.orders()?.is_empty(), "a bill is no order");
        at.kiosk.browser.launch_again()?;
        at.kiosk.open()?;
        at.asks_for_the_bill()?;
        let slip = at.kiosk.takes_the_slip()?;
        at.kiosk.browser.kill()?;
        at.kiosk.browser.launch_again()?;
        at.kiosk.open()?;
        let again = at.kiosk.prints_again(NUMBER, &slip)?;
        ensure!(again == slip, "{slip} became {again}");
        at.takes_the_cash(&slip)?;
        at.come_out_even(Purpose::TopUp)
    })
}

/// Cash is recorded and the shop dies before it says so. // N2, O7
#[test]
fn shop_dies_after_the_cash_is_recorded() -> Story {
    under("shop dies after cash is recorded", |_| {
        let mut at = Counters::open("kiosk_cash_recorded")?;
        at.asks_for_the_bill()?;
        let slip = at.kiosk.takes_the_slip()?;
        let place = "push.after-commit-before-answer";
        at.is_to_die_at(place)?;
        at.cashier.types_the_code(&slip)?;
        at.cashier.browser.press(&marked("cash-take"))?;
        at.server.wait_death(place)?;
        at.server.start()?;
        at.cashier.browser.wait_for(&marked("cash-accepted"))?;
        at.come_out_even(Purpose::TopUp)
    })
}

/// The cashier has confirmed while the shop was away, and the cashier's browser dies. // N2, O2
#[test]
fn cashier_killed_after_confirming_without_a_line() -> Story {
    under("cashier killed after confirming without a line", |_| {
        let mut at = Counters::open("kiosk_cashier_killed")?;
        at.asks_for_the_bill()?;
        let slip = at.kiosk.takes_the_slip()?;
        at.cashier.types_the_code(&slip)?;
        at.cashier.browser.wait_for(&marked("cash-take"))?;
        at.server.stop()?;
        at.cashier.browser.press(&marked("cash-take"))?;
        at.cashier.browser.wait_for(&marked("cash-sending"))?;
        at.cashier.browser.kill()?;
        at.server.start()?;
        at.cashier.browser.launch_again()?;
        at.cashier.open("/counter/cash")?;
        at.come_out_even(Purpose::TopUp)
    })
}

/// An order goes to the machine by camera. The shop dies with it stored and the answer lost; then
/// the machine dies over the answer, and the phone shows its code once more. // N7, O7
#[test]
fn shop_and_machine_die_over_a_carried_order() -> Story {
    under("shop, then kiosk, die over a carried order", |_| {
        if !Engine::has_devtools()? {
            return Ok(Outcome::CannotBeMade("no film for its camera".to_owned()));
        }
        let mut at = Counters::open("kiosk_carried_dies")?;
        let line = Proxy::before(&at.server)?;
        let mut sari = Shopper::arrive_over("kiosk_carried_dies", &line)?;
        sari.browser.expect_faults();
        sari.sign_in(&SARI)?;
        line.cut();
        sari.search("telur ayam negeri")?;
        sari.open_first_found()?;
        sari.add_to_cart()?;
        sari.check_out(Delivery::PickUp, PaymentMethod::Counter)?;
        let order = sari.place_order()?;
        let film = code_on_screen(&mut sari, "dies-first")?;
        let place = "push.after-commit-before-answer";
        at.kiosk.stands_before(&film)?;
        at.is_to_die_at(place)?;
        at.kiosk.browser.press(&marked("kiosk-bring"))?;
        at.dies_and_the_machine_goes_on(place)?;
        at.kiosk.browser.wait_for(&marked_as("kiosk-answer", "data-verdict", "applied"))?;
        at.kiosk.browser.kill()?;
        at.kiosk.browser.launch_again()?;
        // Nobody has told the phone anything: it shows the very same bytes.
        let again = code_on_screen(&mut sari, "dies-again")?;
        at.kiosk.reads_the_order(&again, "applied")?;
        at.kiosk.browser.press(&marked("kiosk-bring-slip"))?;
        let slip = at.kiosk.slip()?;
        at.takes_the_cash(&slip)?;
        line.mend();
        sari.open(&order)?;
        sari.sees_standing("provisional").context("the phone, with a line")?;
        sari.leave()?;
        at.come_out_even(Purpose::Goods)
    })
}

fn code_on_screen(sari: &mut Shopper, film: &str) -> Result<Film> {
    sari.open("/outbox")?;
    sari.browser.press(&marked("show-code"))?;
    sari.browser.wait_for(&marked("qr"))?;
    Film::of(film, &sari.browser, &format!("{} .qr", marked("code")), 1)
}
