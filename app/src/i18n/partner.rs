//! Words about partners' bills, at the machine and at the counter.

use warung_domain::lang::Lang;

/// Words of partners.
pub struct Partner {
    pub look: &'static str,
    pub look_note: &'static str,
    pub amount: &'static str,
    pub amount_hint: &'static str,
    pub due_hint: &'static str,
    pub digits_hint: fn(u32, u32) -> String,
    pub phone: &'static str,
    pub phone_hint: &'static str,
    pub customer: &'static str,
    pub name: &'static str,
    pub what: &'static str,
    pub number: &'static str,
    pub back: &'static str,
    pub slip_text: &'static str,
    pub slip_note: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub open_title: &'static str,
    pub open_text: &'static str,
    pub over_title: &'static str,
    pub over_text: &'static str,
    pub waiting_title: &'static str,
    pub waiting_text: &'static str,
    pub done_title: &'static str,
    pub done_text: &'static str,
    pub serial: &'static str,
    pub token: &'static str,
    pub refused_title: &'static str,
    pub credited: &'static str,
    pub at_counter: &'static str,
    pub given_back: &'static str,
    pub proof: &'static str,
    pub proof_note: &'static str,
    /// At the counter.
    pub bill: fn(&str, &str) -> String,
    pub give_back: fn(&str) -> String,
    pub give_back_reason: &'static str,
    pub give_back_saved: &'static str,
}

/// In a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Partner {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Partner = Partner {
    look: "Cek hasil bayar",
    look_note: "Ketik kode dari slip untuk melihat token atau statusnya",
    amount: "Jumlah",
    amount_hint: "Pilih atau ketik jumlahnya",
    due_hint: "Jumlahnya diberitahukan setelah nomor diperiksa",
    digits_hint: |least, most| {
        if least == most {
            format!("{least} angka")
        } else {
            format!("{least} sampai {most} angka")
        }
    },
    phone: "Nomor HP Anda (boleh kosong)",
    phone_hint: "Kalau gagal, uang kembali ke saldo Anda di toko ini",
    customer: "Nomor",
    name: "Atas nama",
    what: "Layanan",
    number: "Tagihan",
    back: "Kalau mitra menolak, uang masuk ke saldo nomor HP itu. Tanpa nomor yang terdaftar, uang dikembalikan di kasir dengan kode yang sama.",
    slip_text: "Bawa slip ini ke kasir dan bayar tunai. Simpan kodenya: dengan itu hasilnya bisa dicek.",
    slip_note: "Bayar di kasir mana saja. Cek hasilnya di kios dengan kode ini.",
    code: "Kode dari slip",
    code_hint: "12 angka",
    open_title: "Belum dibayar",
    open_text: "Bawa slip ke kasir dan bayar tunai.",
    over_title: "Slip ini sudah lewat waktunya",
    over_text: "Jangan dibayar lagi. Buat slip baru di kios.",
    waiting_title: "Sudah dibayar, menunggu mitra",
    waiting_text: "Mitra belum memberi kabar. Kami terus menanyakannya; uang Anda tidak hilang.",
    done_title: "Berhasil",
    done_text: "Mitra sudah mengerjakannya.",
    serial: "Nomor seri",
    token: "Token",
    refused_title: "Mitra menolak",
    credited: "Uangnya sudah masuk ke saldo pembayar.",
    at_counter: "Uangnya bisa diambil di kasir mana saja dengan kode ini.",
    given_back: "Uangnya sudah dikembalikan tunai.",
    proof: "Bukti dari mitra",
    proof_note: "Simpan bukti ini. Token hanya bisa dipakai sekali.",
    bill: |biller, number| format!("{biller} · {number}"),
    give_back: |amount| format!("Kembalikan {amount} tunai"),
    give_back_reason: "Ditolak mitra",
    give_back_saved: "Dicatat. Serahkan uangnya setelah toko menerima catatan ini.",
};

static EN: Partner = Partner {
    look: "Look up a payment",
    look_note: "Type the code of a slip to see its token or where it stands",
    amount: "Amount",
    amount_hint: "Choose or type how much",
    due_hint: "You hear how much once the number was looked up",
    digits_hint: |least, most| {
        if least == most { format!("{least} digits") } else { format!("{least} to {most} digits") }
    },
    phone: "Your phone number (may be empty)",
    phone_hint: "If it fails, the money goes onto your balance at this shop",
    customer: "Number",
    name: "In the name of",
    what: "Service",
    number: "Bill",
    back: "If the partner refuses, the money goes onto the balance of that phone number. Without a registered number a cashier gives it back for the same code.",
    slip_text: "Take this slip to a cashier and pay in cash. Keep the code: it tells what became of it.",
    slip_note: "Pay at any counter. Look the result up at the kiosk with this code.",
    code: "Code of the slip",
    code_hint: "12 digits",
    open_title: "Not paid yet",
    open_text: "Take the slip to a cashier and pay in cash.",
    over_title: "This slip is out of date",
    over_text: "Do not pay it any more. Make a new one at the kiosk.",
    waiting_title: "Paid, waiting for the partner",
    waiting_text: "The partner has not told yet. We go on asking; your money is not lost.",
    done_title: "Done",
    done_text: "The partner has done it.",
    serial: "Serial number",
    token: "Token",
    refused_title: "The partner refused",
    credited: "The money is on the payer's balance.",
    at_counter: "Any cashier gives the money back for this code.",
    given_back: "The money was given back in cash.",
    proof: "The partner's proof",
    proof_note: "Keep this proof. A token can be used once only.",
    bill: |biller, number| format!("{biller} · {number}"),
    give_back: |amount| format!("Give {amount} back in cash"),
    give_back_reason: "Refused by the partner",
    give_back_saved: "Noted. Hand the money over once the shop has taken this note.",
};
