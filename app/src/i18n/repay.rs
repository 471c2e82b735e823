//! Words of paying in another way, of money that came beside a payment, and of money that
//! was given back.

use warung_domain::payment::{RefundWay, Stray, StrayState};

/// Words of paying in another way, and of money that goes back.
pub struct Repay {
    pub title: &'static str,
    pub text: &'static str,
    pub legend: &'static str,
    pub change: &'static str,
    pub choose_first: &'static str,
    pub again: &'static str,
    pub again_text: &'static str,
    pub changing_title: &'static str,
    pub changing_text: &'static str,
    pub changing_offline: &'static str,
    pub stray_title: fn(Stray) -> &'static str,
    pub stray_text: fn(Stray, &str) -> String,
    /// What became of it; the last two are the channel and a moment.
    pub stray_end: fn(&StrayState, &str, &str) -> String,
    pub see_balance: &'static str,
    pub refunds: &'static str,
    pub way: fn(&RefundWay) -> &'static str,
    pub asked: &'static str,
    pub refused: &'static str,
    pub done: fn(&str) -> String,
    pub refund: &'static str,
    pub refund_title: &'static str,
    pub refund_text: fn(&str, &str) -> String,
    pub amount: &'static str,
    pub amount_hint: fn(&str) -> String,
    pub amount_wrong: fn(&str) -> String,
    pub way_legend: &'static str,
    pub way_note: fn(&RefundWay) -> &'static str,
    pub reference: &'static str,
    pub reference_hint: &'static str,
    pub reference_missing: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_missing: &'static str,
    pub give_back: &'static str,
}

pub const ID: Repay = Repay {
    title: "Bayar dengan cara lain",
    text: "Kode yang lama ditutup dulu, supaya kamu tidak membayar dua kali.",
    legend: "Cara bayar",
    change: "Ganti cara bayar",
    choose_first: "Pilih dulu cara bayarnya.",
    again: "Minta kode baru",
    again_text: "Harganya tetap selama barangnya masih ada.",
    changing_title: "Cara bayar sedang diganti",
    changing_text: "Jangan membayar dengan kode yang lama. Kode baru muncul di sini setelah yang lama ditutup.",
    changing_offline: "Jangan membayar dengan kode yang lama. Kode baru muncul di sini begitu sinyal kembali.",
    stray_title: |why| match why {
        Stray::Late => "Uang datang terlambat",
        Stray::Duplicate => "Pesanan terbayar dua kali",
        Stray::Short => "Uang yang masuk kurang",
        Stray::Over => "Uang yang masuk lebih",
    },
    stray_text: |why, amount| match why {
        Stray::Late => {
            format!("{amount} masuk setelah kodenya ditutup. Uang itu tetap milik kamu.")
        }
        Stray::Duplicate => {
            format!("{amount} masuk padahal pesanan sudah lunas. Uang itu tetap milik kamu.")
        }
        Stray::Short => format!(
            "Hanya {amount} yang masuk, jadi pesanan belum dibayar. Uang itu tetap milik kamu."
        ),
        Stray::Over => {
            format!("{amount} lebih dari yang harus dibayar. Uang itu tetap milik kamu.")
        }
    },
    stray_end: |state, channel, time| match state {
        StrayState::Held { .. } => {
            format!("Kasir masih bisa membatalkannya sampai {time}. Setelah itu dikembalikan.")
        }
        StrayState::GoingBack => format!("Sedang dikembalikan lewat {channel}."),
        StrayState::SentBack { .. } => format!("Dikembalikan lewat {channel} pada {time}."),
        StrayState::Credited { .. } => format!("Masuk ke saldo kamu di toko ini pada {time}."),
        StrayState::TakenBack { .. } => {
            format!("Diambil kembali oleh tempat kamu membayar pada {time}.")
        }
    },
    see_balance: "Lihat saldo",
    refunds: "Uang yang dikembalikan",
    way: |way| match way {
        RefundWay::Channel => "Lewat jalur pembayarannya",
        RefundWay::Balance => "Ke saldo pembeli di toko ini",
        RefundWay::Cash => "Tunai",
        RefundWay::Transfer { .. } => "Transfer bank",
    },
    asked: "Sedang diproses",
    refused: "Ditolak. Penjual perlu memilih cara lain.",
    done: |time| format!("Selesai pada {time}"),
    refund: "Kembalikan uang",
    refund_title: "Kembalikan uang",
    refund_text: |buyer, number| format!("Kepada {buyer}, untuk pesanan {number}."),
    amount: "Jumlah",
    amount_hint: |most| format!("Paling banyak {most}."),
    amount_wrong: |most| format!("Isi jumlah antara 1 dan {most}."),
    way_legend: "Dikembalikan dengan",
    way_note: |way| match way {
        RefundWay::Channel => "Dikirim otomatis, bisa perlu beberapa hari.",
        RefundWay::Balance => "Langsung bisa dipakai pembeli untuk belanja lagi.",
        RefundWay::Cash => "Catat setelah uangnya kamu serahkan.",
        RefundWay::Transfer { .. } => "Catat setelah kamu transfer.",
    },
    reference: "Nomor referensi transfer",
    reference_hint: "Seperti tertulis di bukti transfer.",
    reference_missing: "Isi nomor referensinya.",
    reason: "Alasan",
    reason_hint: "Dibaca oleh pembeli.",
    reason_missing: "Isi alasannya.",
    give_back: "Kembalikan",
};

pub const EN: Repay = Repay {
    title: "Pay in another way",
    text: "The code you have is closed first, so that you never pay twice.",
    legend: "Ways to pay",
    change: "Change how to pay",
    choose_first: "Choose a way to pay first.",
    again: "Get a new code",
    again_text: "The price stays the same as long as the goods are there.",
    changing_title: "How you pay is being changed",
    changing_text: "Do not pay with the old code. The new one appears here once the old one is closed.",
    changing_offline: "Do not pay with the old code. The new one appears here when signal returns.",
    stray_title: |why| match why {
        Stray::Late => "Your money came late",
        Stray::Duplicate => "The order was paid twice",
        Stray::Short => "Too little arrived",
        Stray::Over => "Too much arrived",
    },
    stray_text: |why, amount| match why {
        Stray::Late => format!("{amount} arrived after the code was closed. It is still yours."),
        Stray::Duplicate => {
            format!("{amount} arrived though the order was paid. It is still yours.")
        }
        Stray::Short => {
            format!("Only {amount} arrived, so the order is not paid. It is still yours.")
        }
        Stray::Over => format!("{amount} more than was due arrived. It is still yours."),
    },
    stray_end: |state, channel, time| match state {
        StrayState::Held { .. } => {
            format!("The till may still take it back until {time}. After that you get it back.")
        }
        StrayState::GoingBack => format!("It is on its way back by {channel}."),
        StrayState::SentBack { .. } => format!("It was sent back by {channel} on {time}."),
        StrayState::Credited { .. } => {
            format!("It was put onto your balance at this shop on {time}.")
        }
        StrayState::TakenBack { .. } => format!("Where you paid took it back on {time}."),
    },
    see_balance: "See the balance",
    refunds: "Money given back",
    way: |way| match way {
        RefundWay::Channel => "The way it was paid",
        RefundWay::Balance => "Onto the buyer's balance at this shop",
        RefundWay::Cash => "In cash",
        RefundWay::Transfer { .. } => "By bank transfer",
    },
    asked: "Under way",
    refused: "Refused. The seller has to choose another way.",
    done: |time| format!("Done on {time}"),
    refund: "Give money back",
    refund_title: "Give money back",
    refund_text: |buyer, number| format!("To {buyer}, for order {number}."),
    amount: "Amount",
    amount_hint: |most| format!("At most {most}."),
    amount_wrong: |most| format!("Enter an amount between 1 and {most}."),
    way_legend: "How it goes back",
    way_note: |way| match way {
        RefundWay::Channel => "Sent by itself; it may take some days.",
        RefundWay::Balance => "The buyer can shop with it at once.",
        RefundWay::Cash => "Record it when you have handed it over.",
        RefundWay::Transfer { .. } => "Record it when you have sent it.",
    },
    reference: "Reference of the transfer",
    reference_hint: "As it stands on the bank's proof.",
    reference_missing: "Enter the reference.",
    reason: "Reason",
    reason_hint: "The buyer reads it.",
    reason_missing: "Enter a reason.",
    give_back: "Give back",
};
