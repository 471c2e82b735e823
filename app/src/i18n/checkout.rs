//! Words of the checkout: address, delivery, payment, review.

use warung_domain::phone::PhoneError;

/// Words of the checkout.
pub struct Checkout {
    pub title: &'static str,
    pub step_address: &'static str,
    pub step_delivery: &'static str,
    pub step_payment: &'static str,
    pub steps_label: &'static str,
    pub change: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub to_cart: &'static str,
    pub no_catalog_title: &'static str,
    pub no_catalog_text: &'static str,

    pub how_title: &'static str,
    pub to_my_address: &'static str,
    pub pick_up: &'static str,
    pub pick_up_note: &'static str,
    pub saved_addresses: &'static str,
    pub other_address: &'static str,
    pub recipient: &'static str,
    pub phone: &'static str,
    pub phone_hint: &'static str,
    pub street: &'static str,
    pub street_hint: &'static str,
    pub city: &'static str,
    pub postcode: &'static str,
    pub door_note: &'static str,
    pub door_note_hint: &'static str,
    pub missing: fn(&str) -> String,
    pub too_long: fn(&str) -> String,
    pub bad_postcode: &'static str,
    pub bad_phone: fn(PhoneError) -> &'static str,
    pub to_delivery: &'static str,

    pub delivery_title: &'static str,
    pub per_parcel: fn(usize) -> String,
    pub free_from: fn(&str) -> String,
    pub free: &'static str,
    pub choose_delivery: &'static str,
    pub to_payment: &'static str,
    pub needs_address: &'static str,

    pub payment_title: &'static str,
    pub delivery_first: &'static str,
    pub below_minimum: fn(&str) -> String,
    pub above_maximum: fn(&str) -> String,
    pub pay_within: fn(&str) -> String,
    pub choose_payment: &'static str,
    pub to_review: &'static str,
    pub total_now: &'static str,

    pub review_title: &'static str,
    pub picked_up: &'static str,
    pub note_label: &'static str,
    pub note_hint: &'static str,
    pub left_behind: fn(usize) -> String,
    pub price_until: fn(&str) -> String,
    pub price_old: &'static str,
    pub guest_title: &'static str,
    pub guest_text: &'static str,
    pub offline_title: &'static str,
    pub offline_text: &'static str,
    pub place: &'static str,
    pub placing: &'static str,
    pub placed_note: &'static str,
    pub failed_title: &'static str,
    pub failed_quota: &'static str,
    pub failed_other: &'static str,
    pub nothing_to_order: &'static str,
    pub no_delivery: &'static str,
    pub no_address: &'static str,
    pub no_payment: &'static str,
    pub amount_trouble: &'static str,
    pub go_there: &'static str,
}

pub const ID: Checkout = Checkout {
    title: "Pesan",
    step_address: "Alamat",
    step_delivery: "Pengiriman",
    step_payment: "Bayar",
    steps_label: "Langkah pemesanan",
    change: "Ubah",
    empty_title: "Belum ada yang bisa dipesan",
    empty_text: "Keranjang kosong, atau barang di dalamnya sedang habis.",
    to_cart: "Lihat keranjang",
    no_catalog_title: "Katalog belum sampai di HP ini",
    no_catalog_text: "Buka Warung sekali saja dengan sinyal. Setelah itu kamu bisa memesan tanpa sinyal.",

    how_title: "Bagaimana barang sampai ke kamu?",
    to_my_address: "Diantar ke alamat",
    pick_up: "Ambil sendiri",
    pick_up_note: "Untuk ambil sendiri tidak perlu alamat. Barang diambil di tempat penjual setelah siap.",
    saved_addresses: "Alamat yang pernah dipakai",
    other_address: "Alamat lain",
    recipient: "Nama penerima",
    phone: "Nomor HP penerima",
    phone_hint: "Misalnya 0812 3456 7890",
    street: "Alamat lengkap",
    street_hint: "Jalan, nomor, RT/RW, kelurahan",
    city: "Kota atau kabupaten",
    postcode: "Kode pos",
    door_note: "Patokan (boleh kosong)",
    door_note_hint: "Misalnya: pagar hijau, sebelah masjid",
    missing: |field| format!("{field} belum diisi."),
    too_long: |field| format!("{field} terlalu panjang: paling banyak 160 huruf."),
    bad_postcode: "Kode pos terdiri dari 3 sampai 10 huruf atau angka, misalnya 40115.",
    bad_phone: |error| match error {
        PhoneError::Character => "Nomor HP hanya boleh berisi angka.",
        PhoneError::Length => {
            "Nomor HP terdiri dari 8 sampai 15 angka. Periksa lagi, mungkin ada yang kurang."
        }
        PhoneError::Prefix => "Mulai dengan 08, atau dengan + dan kode negara.",
    },
    to_delivery: "Lanjut ke pengiriman",

    delivery_title: "Pilih pengiriman",
    per_parcel: |sellers| {
        format!(
            "Barang dari {sellers} penjual dikirim dalam {sellers} paket, ongkir dihitung per paket."
        )
    },
    free_from: |amount| format!("Gratis ongkir untuk paket mulai {amount}"),
    free: "Gratis",
    choose_delivery: "Pilih dulu cara pengirimannya.",
    to_payment: "Lanjut ke pembayaran",
    needs_address: "Pengiriman ini perlu alamat.",

    payment_title: "Pilih pembayaran",
    delivery_first: "Pilih pengiriman dulu, supaya total yang dibayar jelas.",
    below_minimum: |amount| format!("Belum bisa dipakai: total paling sedikit {amount}."),
    above_maximum: |amount| format!("Tidak bisa dipakai: total paling banyak {amount}."),
    pay_within: |time| format!("Dibayar paling lambat {time} setelah kode keluar."),
    choose_payment: "Pilih dulu cara membayarnya.",
    to_review: "Periksa pesanan",
    total_now: "Total sekarang",

    review_title: "Periksa pesanan",
    picked_up: "Diambil sendiri, tanpa alamat",
    note_label: "Catatan untuk penjual (boleh kosong)",
    note_hint: "Misalnya: tolong digiling halus",
    left_behind: |lines| {
        format!("{lines} barang di keranjang tidak bisa dipesan sekarang dan tetap di keranjang.")
    },
    price_until: |time| {
        format!(
            "Harga dijamin sampai {time}. Kalau toko menerima pesanan setelah itu dan harganya berubah, kamu ditanya dulu."
        )
    },
    price_old: "Daftar harga di HP ini sudah lama. Kalau ada harga yang berubah, kamu ditanya dulu sebelum membayar.",
    guest_title: "Kamu belum masuk",
    guest_text: "Kamu tetap bisa memesan sekarang. Pesanan tersimpan di HP ini dan baru dikirim ke toko setelah kamu masuk.",
    offline_title: "Sedang tanpa sinyal",
    offline_text: "Tidak apa-apa. Pesanan disimpan di HP ini dan dikirim sendiri begitu sinyal kembali.",
    place: "Pesan sekarang",
    placing: "Menyimpan pesanan…",
    placed_note: "Belum ada yang dibayar sekarang.",
    failed_title: "Pesanan belum tersimpan",
    failed_quota: "Penyimpanan HP ini penuh. Hapus beberapa foto atau aplikasi, lalu coba lagi. Keranjang kamu tidak berubah.",
    failed_other: "HP ini tidak bisa menyimpannya. Coba lagi, atau tutup dan buka Warung. Keranjang kamu tidak berubah.",
    nothing_to_order: "Tidak ada barang di keranjang yang bisa dipesan sekarang.",
    no_delivery: "Pengiriman belum dipilih.",
    no_address: "Alamat belum lengkap.",
    no_payment: "Pembayaran belum dipilih.",
    amount_trouble: "Jumlahnya terlalu besar untuk dihitung. Kurangi barang di keranjang.",
    go_there: "Lengkapi",
};

pub const EN: Checkout = Checkout {
    title: "Checkout",
    step_address: "Address",
    step_delivery: "Delivery",
    step_payment: "Payment",
    steps_label: "Steps of the checkout",
    change: "Change",
    empty_title: "Nothing to order yet",
    empty_text: "The cart is empty, or what is in it is sold out right now.",
    to_cart: "See the cart",
    no_catalog_title: "The catalog has not reached this phone yet",
    no_catalog_text: "Open Warung once while you have signal. After that you can order without it.",

    how_title: "How should it reach you?",
    to_my_address: "Deliver to an address",
    pick_up: "Pick up myself",
    pick_up_note: "Picking up needs no address. You fetch the goods from the seller when they are ready.",
    saved_addresses: "Addresses used before",
    other_address: "Another address",
    recipient: "Recipient's name",
    phone: "Recipient's mobile number",
    phone_hint: "For example 0812 3456 7890",
    street: "Street address",
    street_hint: "Street, number, neighbourhood",
    city: "City or regency",
    postcode: "Postcode",
    door_note: "How to find the door (optional)",
    door_note_hint: "For example: green gate, next to the mosque",
    missing: |field| format!("{field} is missing."),
    too_long: |field| format!("{field} is too long: at most 160 characters."),
    bad_postcode: "A postcode has 3 to 10 letters or digits, such as 40115.",
    bad_phone: |error| match error {
        PhoneError::Character => "A mobile number has digits only.",
        PhoneError::Length => {
            "A mobile number has 8 to 15 digits. Please check, some may be missing."
        }
        PhoneError::Prefix => "Begin with 08, or with + and the country code.",
    },
    to_delivery: "Continue to delivery",

    delivery_title: "Choose a delivery",
    per_parcel: |sellers| {
        format!(
            "Goods from {sellers} sellers travel in {sellers} parcels; each parcel has its own delivery fee."
        )
    },
    free_from: |amount| format!("Free for parcels from {amount}"),
    free: "Free",
    choose_delivery: "Please choose how it should be delivered.",
    to_payment: "Continue to payment",
    needs_address: "This delivery needs an address.",

    payment_title: "Choose a payment",
    delivery_first: "Choose the delivery first, so that the total to pay is clear.",
    below_minimum: |amount| format!("Not possible yet: the total must be at least {amount}."),
    above_maximum: |amount| format!("Not possible: the total may be at most {amount}."),
    pay_within: |time| format!("To be paid within {time} after the code is issued."),
    choose_payment: "Please choose how to pay.",
    to_review: "Review the order",
    total_now: "Total now",

    review_title: "Review your order",
    picked_up: "Picked up, no address",
    note_label: "Note to the seller (optional)",
    note_hint: "For example: finely ground, please",
    left_behind: |lines| {
        let things = if lines == 1 { "item" } else { "items" };
        format!("{lines} {things} in the cart cannot be ordered now and will stay there.")
    },
    price_until: |time| {
        format!(
            "Prices are guaranteed until {time}. If the shop receives the order later and a price has changed, you are asked first."
        )
    },
    price_old: "The prices on this phone are old. If any has changed, you are asked before paying.",
    guest_title: "You are not signed in",
    guest_text: "You can still order now. The order is saved on this phone and goes to the shop once you sign in.",
    offline_title: "No signal right now",
    offline_text: "That is fine. The order is saved on this phone and sent by itself when signal returns.",
    place: "Place order",
    placing: "Saving the order…",
    placed_note: "Nothing is paid yet.",
    failed_title: "The order is not saved yet",
    failed_quota: "This phone's storage is full. Remove some photos or apps, then try again. Your cart has not changed.",
    failed_other: "This phone could not save it. Try again, or close and reopen Warung. Your cart has not changed.",
    nothing_to_order: "Nothing in the cart can be ordered right now.",
    no_delivery: "No delivery is chosen.",
    no_address: "The address is not complete.",
    no_payment: "No payment is chosen.",
    amount_trouble: "The amount is too large to add up. Take something out of the cart.",
    go_there: "Complete it",
};
