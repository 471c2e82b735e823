//! The self-service machine: a browser with a cookie of its own, and perhaps a camera.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{Seller, marked, marked_as};
use crate::browser::Browser;
use crate::film::Film;
use crate::people::Person;
use crate::scanner::scan;
use crate::server::Server;

/// Moves the page's clock on: an hour in the life of a machine nobody touches.
const LATER: &str = "const real = Date.now.bind(Date); Date.now = () => real() + 3_600_000;";

/// Remembers what the camera gives, so that it can be seen whether it was turned off.
const WATCH_THE_CAMERA: &str = "window.streams = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async wish => {
        const stream = await ask(wish);
        window.streams.push(stream);
        return stream;
    };";

/// True once the camera was on and is off.
const CAMERA_IS_OFF: &str = "window.streams.length > 0 && window.streams.every(
    stream => stream.getTracks().every(track => track.readyState === 'ended'))";

/// A machine of the shop's that anybody may use.
pub struct Kiosk {
    pub browser: Browser,
    origin: String,
}

impl Kiosk {
    /// A seller makes a device a machine, and is signed out of it by that.
    pub fn put_up(story: &str, server: &Server, by: &Person) -> Result<Self> {
        let seller = Seller::arrive(&format!("{story}-machine"), server, by)?;
        seller.open("/counter/kiosk")?;
        seller.browser.fill(&marked("kiosk-name"), "Depan pintu")?;
        seller.browser.press(&marked("kiosk-enrol"))?;
        seller.browser.wait_for(&marked("kiosk-balance"))?;
        Ok(Self { browser: seller.browser, origin: seller.origin })
    }

    /// Opens the machine's page anew.
    pub fn open(&self) -> Result<()> {
        self.browser.go(&format!("{}/counter/kiosk", self.origin))?;
        self.browser.wait_for(&marked("kiosk-balance"))
    }

    /// Somebody begins to fill a balance: number, code and amount, up to the bill.
    pub fn asks_for_the_bill(&self, number: &str, code: &str, amount: &str) -> Result<()> {
        self.browser.press(&marked("kiosk-balance"))?;
        self.browser.fill(&marked("kiosk-phone"), number)?;
        self.browser.fill(&marked("kiosk-code"), code)?;
        self.browser.fill(&marked("kiosk-amount"), amount)?;
        self.browser.press(&marked("kiosk-next"))?;
        self.browser.wait_for(&marked("kiosk-confirm"))
    }

    /// Confirms, and reads the code off the slip.
    pub fn takes_the_slip(&self) -> Result<String> {
        self.browser.press(&marked("kiosk-confirm"))?;
        self.slip()
    }

    /// The code on the slip on screen.
    pub fn slip(&self) -> Result<String> {
        self.browser.wait_for(&marked("slip-code"))?;
        let shown = self.browser.text(&marked("slip-code"))?;
        Ok(shown.chars().filter(char::is_ascii_digit).collect())
    }

    /// Bars and picture of the slip say its code to a scanner and to a camera.
    pub fn slip_is_scanned(&self) -> Result<()> {
        let slip = self.slip()?;
        for shown in [marked("barcode"), ".slip-qr".to_owned()] {
            let into_view =
                "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
            self.browser.js(into_view, &json!([shown]))?;
            let seen = scan(&self.browser)?;
            ensure!(!seen.is_empty() && seen.iter().all(|code| code.text == slip), "{seen:?}");
        }
        Ok(())
    }

    /// A lost slip is printed again by phone number and code.
    pub fn prints_again(&self, number: &str, code: &str) -> Result<String> {
        self.browser.press(&marked("kiosk-order"))?;
        self.browser.fill(&marked("kiosk-phone"), number)?;
        self.browser.fill(&marked("kiosk-code"), code)?;
        self.browser.press(&marked("kiosk-next"))?;
        self.browser.wait_for(&marked("kiosk-confirm"))?;
        self.takes_the_slip()
    }

    /// Starts the machine before what a phone shows.
    pub fn stands_before(&mut self, film: &Film) -> Result<()> {
        self.browser.restart_with(&film.arguments())?;
        self.open()
    }

    /// Holds a phone's order to the camera, and waits for the shop's answer of that kind.
    pub fn reads_the_order(&mut self, film: &Film, verdict: &str) -> Result<()> {
        self.stands_before(film)?;
        self.browser.press(&marked("kiosk-bring"))?;
        self.browser.wait_for(&marked_as("kiosk-answer", "data-verdict", verdict))
    }

    /// The answer on screen, for a phone's camera.
    pub fn answer(&self, name: &str) -> Result<Film> {
        Film::of(name, &self.browser, &format!("{} .qr", marked("answer-code")), 1)
    }

    /// Whoever opened the camera walks away: the screen is wiped and the camera off.
    pub fn is_left_alone_with_the_camera_on(&self) -> Result<()> {
        self.browser.js(WATCH_THE_CAMERA, &json!([]))?;
        self.browser.press(&marked("kiosk-bring"))?;
        let plays = "document.querySelector('video')?.videoWidth > 0";
        self.browser.wait_js("the camera's picture", plays)?;
        self.browser.js(LATER, &json!([]))?;
        self.browser.wait_for(&marked("kiosk-bring"))?;
        self.browser
            .wait_js("the camera to be off", CAMERA_IS_OFF)
            .context("a camera that stays on")?;
        Ok(())
    }

    pub fn leave(self) -> Result<()> {
        self.browser.check_console()
    }
}
