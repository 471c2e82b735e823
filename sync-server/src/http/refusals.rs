//! What each service refuses, as a problem. Kept together so that one look
//! shows how every refusal is answered.

use super::problem::Problem;
use crate::service::accounts::{AccountError, PasswordFault};
use crate::service::cart::CartRefusal;
use crate::service::consent::{ConsentError, PINS};
use crate::service::counter::{CodeError, WRONG_CODES};
use crate::service::deliveries::{DELIVERIES, DeliveryError};
use crate::service::devices::DeviceError;
use crate::service::kiosk::{KioskError, WRONG_AT_A_KIOSK};
use crate::service::push::PushError;
use crate::service::settle::SettleError;
use crate::service::{GatewayError, StorageError};
use warung_domain::payment::CounterCodeError;
use warung_domain::protocol::ProblemKind;

/// How soon a caller should come back to a server that has too much to do.
const BUSY_SECONDS: u32 = 2;

/// How soon to look whether somebody has put the storage right.
const REPAIR_SECONDS: u32 = 60;

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => {
                tracing::error!("the disk is full");
                Self::of(ProblemKind::StorageFull).after(REPAIR_SECONDS)
            }
            StorageError::ReadOnly => {
                tracing::error!("the database cannot be written");
                Self::of(ProblemKind::StorageReadOnly).after(REPAIR_SECONDS)
            }
            StorageError::Damaged(what) => {
                tracing::error!(what, "the database is damaged");
                Self::of(ProblemKind::StorageDamaged).after(REPAIR_SECONDS)
            }
            StorageError::Busy | StorageError::Stopped | StorageError::Crashed(_) => {
                Self::of(ProblemKind::Busy).after(BUSY_SECONDS)
            }
            StorageError::Version { .. } | StorageError::Codec(_) | StorageError::Engine(_) => {
                Self::internal(&error)
            }
        }
    }
}

impl From<CounterCodeError> for Problem {
    fn from(error: CounterCodeError) -> Self {
        let problem = Self::field("/code");
        match error {
            CounterCodeError::Length => problem.saying(
                "Kode bayar ada 12 angka. Periksa lagi, lalu ketik semuanya.",
                "A payment code has 12 digits. Look again and type all of them.",
            ),
            CounterCodeError::NotADigit => problem
                .saying("Kode bayar hanya berisi angka.", "A payment code has nothing but digits."),
            CounterCodeError::CheckDigit => problem.saying(
                "Ada angka yang salah atau tertukar. Bandingkan dengan slip, angka demi angka.",
                "A digit is wrong, or two are swapped. Compare with the slip, digit by digit.",
            ),
        }
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Unknown => Self::of(ProblemKind::NotFound).at("/code").saying(
                "Tidak ada pembayaran dengan kode ini. Minta pembeli membuka halaman bayar.",
                "There is no payment under this code. Ask the customer to open the payment page.",
            ),
            CodeError::TooMany => {
                Self::of(ProblemKind::TooManyAttempts).after(WRONG_CODES.within_seconds)
            }
            CodeError::Storage(error) => error.into(),
        }
    }
}

impl From<ConsentError> for Problem {
    fn from(error: ConsentError) -> Self {
        match error {
            ConsentError::Digits => {
                Self::field("/pin").saying("PIN ada 6 angka.", "A PIN has 6 digits.")
            }
            ConsentError::TooEasy => Self::field("/pin").saying(
                "PIN ini terlalu mudah ditebak. Jangan pakai angka yang sama atau berurutan.",
                "This PIN is too easy to guess. Do not repeat one digit or count up or down.",
            ),
            ConsentError::Password => Self::of(ProblemKind::WrongCredentials)
                .at("/password")
                .saying("Kata sandi Anda tidak cocok.", "This is not your password."),
            ConsentError::Wrong => Self::of(ProblemKind::WrongCredentials).at("/pin").saying(
                "PIN ini bukan milik orang yang dipilih. Minta ia mengetiknya sendiri.",
                "This is not the PIN of the person who was chosen. Let them type it themselves.",
            ),
            ConsentError::TooMany => {
                Self::of(ProblemKind::TooManyAttempts).after(PINS.within_seconds)
            }
            ConsentError::Account(error) => error.into(),
            ConsentError::Storage(error) => error.into(),
        }
    }
}

impl From<KioskError> for Problem {
    fn from(error: KioskError) -> Self {
        match error {
            KioskError::NotEnrolled => Self::of(ProblemKind::NotAllowed).saying(
                "Perangkat ini belum menjadi kios toko. Penjual bisa mendaftarkannya.",
                "This device is not a kiosk of the shop. A seller can make it one.",
            ),
            KioskError::Name => Self::field("/name").saying(
                "Beri nama kios ini, paling banyak 40 huruf.",
                "Give this kiosk a name of at most 40 characters.",
            ),
            KioskError::Phone => Self::field("/phone").saying(
                "Nomor HP ini tidak terbaca. Ketik seperti 0812 3456 7890.",
                "This phone number cannot be read. Type it like 0812 3456 7890.",
            ),
            KioskError::Code(error) => error.into(),
            KioskError::Unknown => Self::of(ProblemKind::NotFound).saying(
                "Nomor HP dan kode ini tidak cocok. Periksa keduanya di HP, lalu coba lagi.",
                "This phone number and code do not belong together. Look at both on the phone and try again.",
            ),
            KioskError::TooMany => {
                Self::of(ProblemKind::TooManyAttempts).after(WRONG_AT_A_KIOSK.within_seconds)
            }
            KioskError::Amount => Self::field("/amount").saying(
                "Jumlah ini tidak bisa diisikan ke saldo ini. Coba jumlah lain.",
                "This amount cannot be put onto this balance. Try another one.",
            ),
            KioskError::Storage(error) => error.into(),
        }
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Count => Self::field("/commands").saying(
                "Kirim 1 sampai 50 perintah sekaligus.",
                "Hand in 1 to 50 commands at once.",
            ),
            DeliveryError::TooMany => {
                Self::of(ProblemKind::TooManyAttempts).after(DELIVERIES.within_seconds)
            }
            DeliveryError::Push(error) => error.into(),
            DeliveryError::Storage(error) => error.into(),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Phone(_) => Self::field("/phone").saying(
                "Nomor HP ini tidak terbaca. Tulis seperti 0812 3456 7890.",
                "This phone number cannot be read. Write it like 0812 3456 7890.",
            ),
            AccountError::Name => Self::field("/name").saying(
                "Isi nama, paling banyak 80 huruf.",
                "Fill in a name of at most 80 characters.",
            ),
            AccountError::Password(fault) => password(fault),
            AccountError::WrongCredentials => Self::of(ProblemKind::WrongCredentials),
            AccountError::WrongCode => Self::of(ProblemKind::WrongCode).at("/code"),
            AccountError::CodeExpired => Self::of(ProblemKind::CodeExpired).at("/code"),
            AccountError::TooManyAttempts { retry_after_seconds } => {
                Self::of(ProblemKind::TooManyAttempts).after(retry_after_seconds)
            }
            AccountError::Sms(cause) => {
                tracing::error!(%cause, "a text message was not sent");
                Self::of(ProblemKind::Busy).after(BUSY_SECONDS).saying(
                    "SMS belum dapat dikirim. Coba lagi sebentar lagi.",
                    "The text message could not be sent. Try again in a moment.",
                )
            }
            AccountError::Storage(error) => error.into(),
            AccountError::Hashing(cause) => Self::internal(&cause),
        }
    }
}

fn password(fault: PasswordFault) -> Problem {
    let problem = Problem::field("/password");
    match fault {
        PasswordFault::TooShort => problem.saying(
            "Kata sandi terlalu pendek. Pakai paling sedikit 8 karakter.",
            "The password is too short. Use at least 8 characters.",
        ),
        PasswordFault::TooLong => problem.saying(
            "Kata sandi terlalu panjang. Pakai paling banyak 128 karakter.",
            "The password is too long. Use at most 128 characters.",
        ),
        PasswordFault::TooCommon => problem.saying(
            "Kata sandi ini mudah ditebak. Gabungkan beberapa kata yang tidak berhubungan.",
            "This password is easy to guess. Put a few unrelated words together.",
        ),
    }
}

impl From<DeviceError> for Problem {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::Key => Self::field("/public_key").saying(
                "Kunci perangkat harus kunci publik P-256.",
                "The device key has to be a P-256 public key.",
            ),
            DeviceError::Taken => Self::of(ProblemKind::DeviceTaken),
            DeviceError::Storage(error) => error.into(),
        }
    }
}

impl From<CartRefusal> for Problem {
    fn from(refusal: CartRefusal) -> Self {
        let unusable = |at: String| {
            Self::field(at).saying(
                "Baris keranjang ini tidak terbaca.",
                "This line of the cart cannot be read.",
            )
        };
        match refusal {
            CartRefusal::Upgrade => Self::of(ProblemKind::Upgrade),
            CartRefusal::NotYours => Self::of(ProblemKind::NotAllowed).at("/account").saying(
                "Di ponsel ini baru saja masuk akun lain. Buka lagi halaman ini.",
                "Another account has just signed in on this phone. Open this page again.",
            ),
            CartRefusal::TooManyLines => Self::of(ProblemKind::TooLarge).at("/cart/lines").saying(
                "Keranjang ini terlalu penuh. Keluarkan beberapa barang.",
                "There is too much in this cart. Take some things out.",
            ),
            CartRefusal::TooManyRemovals => {
                Self::of(ProblemKind::TooLarge).at("/cart/gone").saying(
                    "Terlalu banyak baris yang dikeluarkan dalam sekali kirim.",
                    "Too many lines that were taken out are sent at once.",
                )
            }
            CartRefusal::Line { index } => unusable(format!("/cart/lines/{index}")),
            CartRefusal::Removal { index } => unusable(format!("/cart/gone/{index}")),
            CartRefusal::Storage(error) => error.into(),
        }
    }
}

impl From<PushError> for Problem {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Upgrade { .. } => Self::of(ProblemKind::Upgrade),
            PushError::TooMany { .. } => Self::of(ProblemKind::TooLarge).at("/commands").saying(
                "Paling banyak 50 perintah sekali kirim. Bagi menjadi beberapa kiriman.",
                "At most 50 commands can be sent at once. Split them up.",
            ),
            PushError::Envelope { index, .. } => Self::field(format!("/commands/{index}")).saying(
                "Perintah ini rusak dan tidak terbaca.",
                "This command is broken and cannot be read.",
            ),
            PushError::Storage(error) => error.into(),
        }
    }
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        let error = match error {
            SettleError::Storage(error) => return error.into(),
            SettleError::Gateway(error) => error,
        };
        tracing::warn!(%error, "a payment notification was not taken");
        match error {
            GatewayError::Forged => Self::of(ProblemKind::BadNotification),
            GatewayError::Unreadable(_) => Self::of(ProblemKind::MalformedRequest),
            GatewayError::NotFound => Self::of(ProblemKind::NotFound),
            // The gateway repeats what was not taken; the poller asks as well.
            GatewayError::Unknown(_) | GatewayError::Refused(_) | GatewayError::Unsupported(_) => {
                Self::of(ProblemKind::Busy).after(BUSY_SECONDS)
            }
        }
    }
}
