//! How to pay by each channel, step by step.

use warung_domain::payment::PaymentMethod;

type Steps = &'static [&'static str];

pub(super) const fn id(method: PaymentMethod) -> Steps {
    match method {
        PaymentMethod::Indomaret => &[
            "Datang ke Indomaret mana saja.",
            "Bilang ke kasir: mau bayar pesanan online dengan kode pembayaran.",
            "Tunjukkan kode di atas dan cocokkan jumlahnya.",
            "Bayar, lalu simpan struk dari kasir.",
        ],
        PaymentMethod::Alfamart => &[
            "Datang ke Alfamart, Alfamidi atau Dan+Dan.",
            "Bilang ke kasir: mau bayar pesanan online dengan kode pembayaran.",
            "Tunjukkan kode di atas dan cocokkan jumlahnya.",
            "Bayar, lalu simpan struk dari kasir.",
        ],
        PaymentMethod::Qris => &[
            "Buka aplikasi bank atau dompet digital apa saja, lalu pilih bayar dengan QR.",
            "Pindai kode di atas, atau pilih gambarnya dari galeri.",
            "Cocokkan nama toko dan jumlahnya, lalu bayar.",
        ],
        PaymentMethod::Gopay => &[
            "Tekan tombol di atas. Aplikasi Gojek terbuka.",
            "Cocokkan nama toko dan jumlahnya.",
            "Bayar dengan PIN, lalu kembali ke sini.",
        ],
        PaymentMethod::VaBni => &[
            "Buka BNI Mobile Banking, atau ATM BNI.",
            "Pilih Transfer, lalu Virtual Account Billing.",
            "Masukkan nomor di atas.",
            "Cocokkan nama dan jumlahnya, lalu selesaikan pembayaran.",
        ],
        PaymentMethod::VaBri => &[
            "Buka BRImo, atau ATM BRI.",
            "Pilih BRIVA.",
            "Masukkan nomor di atas.",
            "Cocokkan nama dan jumlahnya, lalu selesaikan pembayaran.",
        ],
        PaymentMethod::VaPermata => &[
            "Buka PermataMobile, atau ATM Permata atau ATM Bersama.",
            "Pilih Pembayaran, lalu Virtual Account.",
            "Masukkan nomor di atas.",
            "Cocokkan nama dan jumlahnya, lalu selesaikan pembayaran.",
        ],
        PaymentMethod::MandiriBill => &[
            "Buka Livin' by Mandiri, atau ATM Mandiri.",
            "Pilih Bayar, lalu Multipayment.",
            "Masukkan kode perusahaan, lalu nomor tagihan di atas.",
            "Cocokkan jumlahnya, lalu selesaikan pembayaran.",
        ],
        PaymentMethod::VaBca => &[
            "Buka m-BCA, KlikBCA, atau ATM BCA.",
            "Pilih Transfer, lalu BCA Virtual Account.",
            "Masukkan nomor di atas.",
            "Cocokkan nama dan jumlahnya, lalu selesaikan pembayaran.",
        ],
        PaymentMethod::CashOnDelivery => &[
            "Siapkan uang pas.",
            "Periksa barang saat datang, lalu bayar kepada yang mengantar.",
            "Setelah penjual mencatat uangnya, struk muncul di sini.",
        ],
        PaymentMethod::Counter => &[
            "Datang ke kasir mana saja milik toko ini, atau ke kiosnya.",
            "Tunjukkan kode di atas. Tanpa sinyal pun bisa dibaca.",
            "Cocokkan jumlahnya, lalu bayar tunai.",
            "Simpan bukti dari kasir. Lunasnya juga muncul di sini.",
        ],
        PaymentMethod::Balance => &[],
    }
}

pub(super) const fn en(method: PaymentMethod) -> Steps {
    match method {
        PaymentMethod::Indomaret => &[
            "Go to any Indomaret.",
            "Tell the cashier that you want to pay an online order with a payment code.",
            "Show the code above and check that the amount is the same.",
            "Pay, and keep the till's slip.",
        ],
        PaymentMethod::Alfamart => &[
            "Go to an Alfamart, Alfamidi or Dan+Dan.",
            "Tell the cashier that you want to pay an online order with a payment code.",
            "Show the code above and check that the amount is the same.",
            "Pay, and keep the till's slip.",
        ],
        PaymentMethod::Qris => &[
            "Open the app of any bank or wallet and choose to pay by QR.",
            "Scan the code above, or choose its picture from the gallery.",
            "Check the shop's name and the amount, then pay.",
        ],
        PaymentMethod::Gopay => &[
            "Press the button above. The Gojek app opens.",
            "Check the shop's name and the amount.",
            "Pay with your PIN, then come back here.",
        ],
        PaymentMethod::VaBni => &[
            "Open BNI Mobile Banking, or go to a BNI cash machine.",
            "Choose Transfer, then Virtual Account Billing.",
            "Enter the number above.",
            "Check name and amount, then finish the payment.",
        ],
        PaymentMethod::VaBri => &[
            "Open BRImo, or go to a BRI cash machine.",
            "Choose BRIVA.",
            "Enter the number above.",
            "Check name and amount, then finish the payment.",
        ],
        PaymentMethod::VaPermata => &[
            "Open PermataMobile, or go to a Permata or ATM Bersama machine.",
            "Choose Payment, then Virtual Account.",
            "Enter the number above.",
            "Check name and amount, then finish the payment.",
        ],
        PaymentMethod::MandiriBill => &[
            "Open Livin' by Mandiri, or go to a Mandiri cash machine.",
            "Choose Pay, then Multipayment.",
            "Enter the company code, then the bill number above.",
            "Check the amount, then finish the payment.",
        ],
        PaymentMethod::VaBca => &[
            "Open m-BCA or KlikBCA, or go to a BCA cash machine.",
            "Choose Transfer, then BCA Virtual Account.",
            "Enter the number above.",
            "Check name and amount, then finish the payment.",
        ],
        PaymentMethod::CashOnDelivery => &[
            "Have the exact amount ready.",
            "Look at the goods when they come, then pay whoever brings them.",
            "The receipt appears here once the seller has recorded the money.",
        ],
        PaymentMethod::Counter => &[
            "Go to any counter of this shop, or to its kiosk.",
            "Show the code above. It can be read without signal.",
            "Compare the amount and pay in cash.",
            "Keep the cashier's slip. The payment shows up here as well.",
        ],
        PaymentMethod::Balance => &[],
    }
}
