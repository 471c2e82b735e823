//! Words of what is still out there. Apart from [`super::Phrases`], because no shopper's phone
//! has any use for them.

use warung_domain::lang::Lang;
use warung_domain::protocol::FlightState;

/// Words of the page.
pub struct Outstanding {
    pub title: &'static str,
    /// The way there.
    pub open: &'static str,
    pub as_of: fn(&str) -> String,
    pub refresh: &'static str,
    pub trouble: &'static str,
    pub money: &'static str,
    pub no_money: &'static str,
    pub state: fn(FlightState) -> &'static str,
    pub orders: fn(&str) -> String,
    pub hour: &'static str,
    pub day: &'static str,
    pub older: &'static str,
    pub oldest: fn(&str) -> String,
    pub cut: &'static str,
    pub devices: &'static str,
    pub no_devices: &'static str,
    pub this_one: &'static str,
    pub seen: fn(&str) -> String,
    pub unsent: fn(&str, &str) -> String,
    pub all_sent: &'static str,
    pub never_said: &'static str,
    pub missing: fn(&str) -> String,
    pub drawer: fn(&str) -> String,
    pub shoppers: &'static str,
    pub shoppers_none: &'static str,
    pub shoppers_text: fn(&str, &str, &str) -> String,
    pub silent: fn(&str) -> String,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Outstanding {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Outstanding = Outstanding {
    title: "Yang belum selesai",
    open: "Lihat yang belum selesai",
    as_of: |time| format!("Menurut toko, {time}"),
    refresh: "Perbarui",
    trouble: "Daftar ini belum bisa diambil.",
    money: "Uang di jalan",
    no_money: "Tidak ada uang yang masih di jalan.",
    state: |state| match state {
        FlightState::Unconfirmed => "Menunggu persetujuan pembeli",
        FlightState::AwaitsPayment => "Menunggu dibayar",
        FlightState::AwaitsCash => "Ditagih saat diterima",
        FlightState::Provisional => "Diterima, masih bisa ditarik",
        FlightState::GoingBack => "Sedang dikembalikan",
    },
    orders: |count| format!("{count} pesanan"),
    hour: "Di bawah 1 jam",
    day: "Di bawah 1 hari",
    older: "Lebih lama",
    oldest: |age| format!("Tertua: {age}"),
    cut: "Masih ada lagi di luar daftar ini.",
    devices: "Perangkat kita",
    no_devices: "Belum ada perangkat yang mencatat sesuatu.",
    this_one: "perangkat ini",
    seen: |age| format!("Kabar terakhir {age}"),
    unsent: |count, value| format!("{count} catatan belum terkirim, senilai {value}"),
    all_sent: "Semua sudah terkirim",
    never_said: "Belum pernah memberi kabar tentang kiriman",
    missing: |count| format!("{count} nomor urut belum sampai"),
    drawer: |amount| format!("Laci dibuka: {amount}"),
    shoppers: "HP pembeli",
    shoppers_none: "Tidak ada HP pembeli yang bilang masih menyimpan pesanan.",
    shoppers_text: |devices, commands, value| {
        format!("{devices} HP masih menyimpan {commands} catatan, pesanannya senilai {value}.")
    },
    silent: |age| format!("Yang paling lama diam: {age}"),
};

static EN: Outstanding = Outstanding {
    title: "Still out there",
    open: "See what is still out there",
    as_of: |time| format!("As the shop knows it, {time}"),
    refresh: "Refresh",
    trouble: "This list could not be fetched.",
    money: "Money on its way",
    no_money: "No money is on its way.",
    state: |state| match state {
        FlightState::Unconfirmed => "Waits for the shopper's word",
        FlightState::AwaitsPayment => "Waits to be paid",
        FlightState::AwaitsCash => "Collected on delivery",
        FlightState::Provisional => "There, may still be taken back",
        FlightState::GoingBack => "Going back",
    },
    orders: |count| number_of(count, "order", "orders"),
    hour: "Under 1 hour",
    day: "Under 1 day",
    older: "Older",
    oldest: |age| format!("Oldest: {age}"),
    cut: "There are more than are in this list.",
    devices: "Our devices",
    no_devices: "No device has recorded anything yet.",
    this_one: "this device",
    seen: |age| format!("Last heard of {age}"),
    unsent: |count, value| {
        format!("{} not sent, worth {value}", number_of(count, "record", "records"))
    },
    all_sent: "Everything is sent",
    never_said: "Has never said what it still holds",
    missing: |count| match count {
        "1" => "1 sequence number has not come in".to_owned(),
        _ => format!("{count} sequence numbers have not come in"),
    },
    drawer: |amount| format!("Drawer open: {amount}"),
    shoppers: "Shoppers' phones",
    shoppers_none: "No shopper's phone has said that it still holds an order.",
    shoppers_text: |devices, commands, value| {
        let phones = number_of(devices, "phone still holds", "phones still hold");
        format!("{phones} {}, with orders worth {value}.", number_of(commands, "record", "records"))
    },
    silent: |age| format!("Silent for longest: {age}"),
};

/// A count as it is written, and its noun.
fn number_of(count: &str, one: &str, many: &str) -> String {
    format!("{count} {}", if count == "1" { one } else { many })
}
