//! Checks of the phone's databases that only a real browser can run. Not
//! shipped: the journeys `store_contract` and `storage_upgrade` open it, and
//! read the outcome from the page.

use futures::channel::oneshot;
use std::cell::RefCell;
use std::collections::BTreeMap;
use warung_app::i18n;
use warung_app::platform::db::outbox::{self, Keys, Outbox, StoredDevice};
use warung_app::platform::db::schema::{Schema, Upgrade, make_stores};
use warung_app::platform::db::shop::{self, Fact, Orders};
use warung_app::platform::db::trouble::{self, Trouble};
use warung_app::platform::{PlatformError, db, device_key, navigation, timer};
use warung_app::sync::delivery;
use warung_domain::command::Verdict;
use warung_domain::ids::AccountId;
use warung_domain::lang::Lang;
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::protocol::{AccountView, Role, SessionView};
use warung_phone::batch::Occasion;
use warung_phone::contract::{self, Bench};
use warung_phone::device::KeyedDevice;
use warung_phone::store::OutboxStore;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

fn main() {
    console_error_panic_hook::set_once();
    timer::spawn(async {
        let outcome = match navigation::query("check").as_deref() {
            Some("stores") => stores().await,
            Some("upgrade") => upgrade().await,
            Some("deliver") => deliver().await,
            other => Err(format!("no check is called {other:?}")),
        };
        match outcome {
            Ok(what) => show("done", &what),
            Err(what) => show("failed", &what),
        }
    });
}

/// The contract every store of a phone answers to.
async fn stores() -> Result<String, String> {
    let bench = RealDatabases::default();
    contract::outbox(&bench).await.map_err(|breach| breach.to_string())?;
    contract::orders(&bench).await.map_err(|breach| breach.to_string())?;
    Ok("the contract is kept".to_owned())
}

/// Brings the outbox of an older app to a version that does not exist yet, and
/// counts what is in it then.
async fn upgrade() -> Result<String, String> {
    trouble::listen(|trouble| {
        if trouble == Trouble::Blocked {
            show("blocked", i18n::of(Lang::Id).common.storage_blocked);
        }
    });
    let entries = entries_of_a_later_version().await?;
    let devices = Outbox.devices().await.map_err(|error| error.to_string())?;
    let unsent = entries.iter().filter(|entry| entry.state.is_unsent()).count();
    Ok(format!("{unsent} unsent, {} keys", devices.len()))
}

/// Sends what the older app left, as a later one would, and counts what the shop
/// has applied.
async fn deliver() -> Result<String, String> {
    let before = entries_of_a_later_version().await?.len();
    let drained = loop {
        let drained = delivery::drain(Occasion::LineMayBeBack, || {}).await;
        if let Some(drained) = drained.map_err(|error| error.to_string())? {
            break drained;
        }
        // Another tab still has the lock.
        timer::breathe().await;
    };
    let entries = entries_of_a_later_version().await?;
    let is_applied = |entry: &&OutboxEntry| {
        matches!(entry.state, EntryState::Answered { verdict: Verdict::Applied, .. })
    };
    let applied = entries.iter().filter(is_applied).count();
    Ok(format!("{applied} of {before} applied, {drained:?}"))
}

/// What is in the outbox once it has a version that does not exist yet.
async fn entries_of_a_later_version() -> Result<Vec<OutboxEntry>, String> {
    let first = *outbox::SCHEMA.upgrades.last().ok_or("no version")?;
    let steps: &'static [Upgrade] =
        Box::leak(Box::new([first, |db, _| make_stores(db, &["of-a-later-version"])]));
    let later = Schema { upgrades: steps, ..outbox::SCHEMA };
    db::bring_up(later).await.map_err(|error| error.to_string())?;
    Outbox.entries().await.map_err(|error| error.to_string())
}

/// The databases of this browser.
#[derive(Default)]
struct RealDatabases {
    keys: RefCell<BTreeMap<u8, StoredDevice>>,
}

impl Bench for RealDatabases {
    type Outbox = Outbox;
    type Orders = Orders;

    async fn fresh(&self) -> (Outbox, Orders) {
        db::forget_connections();
        for name in ["warung-outbox", "warung-shop"] {
            delete(name).await.expect("a database can be deleted");
        }
        (Outbox, Orders)
    }

    async fn reopened(&self) -> (Outbox, Orders) {
        db::forget_connections();
        (Outbox, Orders)
    }

    async fn sign_in(&self, account: Option<AccountId>) {
        shop::forget_account().await.expect("an account can be forgotten");
        let Some(id) = account else { return };
        let phone = "+6281200000001".parse().expect("a number");
        let account = AccountView { id, name: "Sari".to_owned(), phone, role: Role::Shopper };
        let kept = shop::put_fact(Fact::Session, &SessionView { account }).await;
        kept.expect("a session can be kept");
    }

    async fn device(&self, n: u8) -> KeyedDevice<Keys> {
        if let Some(known) = self.keys.borrow().get(&n) {
            return known.clone();
        }
        let made = device_key::generate().await.expect("a browser makes keys");
        self.keys.borrow_mut().entry(n).or_insert(made).clone()
    }
}

async fn delete(name: &str) -> Result<(), PlatformError> {
    let factory = web_sys::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .ok_or(PlatformError::Missing("IndexedDB"))?;
    let request = factory.delete_database(name)?;
    let (done, finished) = oneshot::channel::<()>();
    let on_success = Closure::once_into_js(move |_: JsValue| {
        // The one who waits is below.
        let _ = done.send(());
    });
    request.set_onsuccess(Some(on_success.unchecked_ref()));
    finished.await.map_err(|_| PlatformError::ConnectionLost)
}

fn show(state: &str, what: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let place = document.and_then(|document| document.get_element_by_id("outcome"));
    if let Some(place) = place {
        place.set_text_content(Some(what));
        place.set_attribute("data-state", state).expect("an attribute can be set");
    }
}
