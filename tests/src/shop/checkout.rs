//! From the cart to a saved order: three short steps and a review.

use anyhow::Result;
use serde_json::json;
use warung_domain::payment::PaymentMethod;

use super::{Shopper, marked, marked_as};

/// Where a parcel goes.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub recipient: &'static str,
    pub phone: &'static str,
    pub street: &'static str,
    pub city: &'static str,
    pub postcode: &'static str,
}

pub const HOME_IN_BANDUNG: Place = Place {
    recipient: "Sari Puspita",
    phone: "081200000001",
    street: "Jl. Melati No. 5 RT 03/RW 02",
    city: "Bandung",
    postcode: "40115",
};

/// How the goods arrive.
#[derive(Debug, Clone, Copy)]
pub enum Delivery {
    To(Place),
    PickUp,
}

impl Shopper {
    /// From the cart through all steps to the review, where everything stands before it is ordered.
    pub fn check_out(&mut self, delivery: Delivery, payment: PaymentMethod) -> Result<()> {
        self.go_to_tab("/cart")?;
        self.browser.press(&marked("checkout-button"))?;
        self.browser.wait_address("/checkout/address")?;
        match delivery {
            Delivery::To(place) => {
                self.fill_in_address(place)?;
                self.picture("address")?;
            }
            Delivery::PickUp => self.browser.press(&marked("how-pick-up"))?,
        }
        self.browser.press(&marked("address-continue"))?;
        self.browser.wait_address("/checkout/delivery")?;
        if matches!(delivery, Delivery::To(_)) {
            // The first is the ordinary one. Picking up was chosen a step earlier.
            self.browser.press("label[data-test^=\"delivery-\"]")?;
        }
        self.picture("delivery")?;
        self.browser.press(&marked("delivery-continue"))?;
        self.browser.wait_address("/checkout/payment")?;
        self.browser.press(&marked(&format!("payment-{}", payment.code())))?;
        self.picture("payment")?;
        self.browser.press(&marked("payment-continue"))?;
        self.browser.wait_address("/checkout/review")?;
        self.browser.wait_for(&marked("place-order"))
    }

    fn fill_in_address(&self, place: Place) -> Result<()> {
        let fields = [
            ("address-recipient", place.recipient),
            ("address-phone", place.phone),
            ("address-street", place.street),
            ("address-city", place.city),
            ("address-postcode", place.postcode),
        ];
        fields.into_iter().try_for_each(|(field, text)| self.browser.fill(&marked(field), text))
    }

    /// Places the order under review and waits until the phone has it. Gives back its page.
    pub fn place_order(&self) -> Result<String> {
        self.browser.press(&marked("place-order"))?;
        self.browser.wait_for(&marked("order-standing"))?;
        let address = self.browser.address()?;
        Ok(address.trim_start_matches(&self.origin).to_owned())
    }

    /// Puts one thing into the cart and goes all the way to the review.
    pub fn make_ready(&mut self) -> Result<()> {
        self.search("telur ayam negeri")?;
        self.open_first_found()?;
        self.add_to_cart()?;
        self.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::Indomaret)
    }

    /// The next order, to the same place by the same means: the phone remembers both.
    pub fn make_ready_again(&mut self, goods: &str) -> Result<()> {
        self.search(goods)?;
        self.open_first_found()?;
        self.add_to_cart()?;
        // A cart is no promise: left at once, the page would take the newest line with it.
        self.cart_lines()?;
        self.open("/checkout/review")?;
        self.browser.wait_for(&marked("place-order"))
    }

    /// Waits until the page of the outbox has read what waits, and gives back the pages of the
    /// orders it lists.
    pub fn reads_the_outbox(&self) -> Result<Vec<String>> {
        self.open("/outbox")?;
        let listed = format!(
            "document.querySelector('main .empty') || document.querySelector('{}')",
            marked("outbox-entry")
        );
        self.browser.wait_js("the outbox to be read", &format!("!!({listed})"))?;
        let script = "return [...document.querySelectorAll(arguments[0])].map(
            entry => entry.querySelector('a[href^=\"/orders/\"]').getAttribute('href'))";
        let pages = self.browser.js(script, &json!([marked("outbox-entry")]))?;
        Ok(serde_json::from_value(pages)?)
    }

    /// Waits until the page of the outbox says that nothing waits.
    pub fn sees_an_empty_outbox(&self) -> Result<()> {
        let empty = format!(
            "document.querySelector('main .empty') && !document.querySelector('{}')",
            marked("outbox-entry")
        );
        self.browser.wait_js("an empty outbox", &empty).map(drop)
    }

    /// Waits until the order on screen stands so: `saved`, `accepted`, `provisional`, `paid`.
    pub fn sees_standing(&self, standing: &str) -> Result<()> {
        self.browser.wait_for(&marked_as("order-standing", "data-standing", standing))
    }
}
