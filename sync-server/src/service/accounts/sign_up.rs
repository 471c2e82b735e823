//! Signing up: a number, a name, a password, and a code by text message.
//!
//! The code counts only together with a secret that stays in the browser which
//! asked for it. So whoever signs up with somebody else's number cannot have
//! the owner confirm the stranger's password by typing the code.

use super::limits::{CODES_PER_IP, CODES_PER_PHONE, GUESSES_PER_IP, take_all};
use super::session::{Secret, SignedIn, open};
use super::{AccountError, clean_name, password};
use crate::service::Shop;
use crate::storage::{AccountRecord, OtpRecord, StorageError, WriteTxn};
use sha2::{Digest, Sha256};
use warung_domain::ids::AccountId;
use warung_domain::lang::Lang;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::{Role, SignUp, SignUpAnswer, VerifyPhone};
use warung_domain::time::Timestamp;

/// How long a code can be used.
pub const CODE_SECONDS: i64 = 600;

/// Five guesses at a million codes.
const MAX_GUESSES: u32 = 5;

/// A code is on its way to `answer.phone`.
pub struct CodeSent {
    pub answer: SignUpAnswer,
    /// Has to come back with the code.
    pub secret: Secret,
}

enum Asked {
    /// The number is free, or waits for its first code.
    Code,
    /// Somebody is known by this number; they are told, the asker is not.
    Known,
}

/// Begins an account and sends a code to its number.
pub async fn sign_up(
    shop: &Shop,
    wanted: SignUp,
    ip: &str,
    lang: Lang,
) -> Result<CodeSent, AccountError> {
    let phone: PhoneNumber = wanted.phone.parse()?;
    let name = clean_name(&wanted.name)?;
    password::check(&wanted.password, &[&name, phone.as_str(), &wanted.phone])?;
    let (now, ip) = (shop.clock.now(), ip.to_owned());
    let key = phone.to_string();
    let refused = shop
        .storage
        .write(move |txn| take_all(txn, &[(CODES_PER_IP, &ip), (CODES_PER_PHONE, &key)], now))
        .await
        .map_err(|error: StorageError| error)?;
    if let Some(refused) = refused {
        return Err(refused.into());
    }
    let password_hash = password::hash(wanted.password, shop.entropy.as_ref()).await?;
    let secret = Secret::draw(shop.entropy.as_ref());
    let code = draw_code(shop);
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    let account = AccountRecord {
        id: AccountId::mint(now, &random),
        phone: phone.clone(),
        name,
        password_hash,
        verified: false,
        role: Role::Shopper,
        created_at: now,
    };
    let code_hash = hash_code(&secret, &phone, &code);
    let asked = shop.storage.write(move |txn| begin(txn, account, code_hash, now)).await?;
    let text = match asked {
        Asked::Code => code_text(lang, &shop.config.shop_name, &code),
        Asked::Known => known_text(lang, &shop.config.shop_name),
    };
    shop.sms.send(&phone, &text).await?;
    Ok(CodeSent { answer: SignUpAnswer { phone }, secret })
}

fn begin(
    txn: &mut dyn WriteTxn,
    account: AccountRecord,
    code_hash: [u8; 32],
    now: Timestamp,
) -> Result<Asked, StorageError> {
    let mut otp = OtpRecord {
        phone: account.phone.clone(),
        code_hash,
        expires_at: now.plus_seconds(CODE_SECONDS),
        attempts: 0,
    };
    let (asked, kept) = match txn.account_by_phone(&account.phone)? {
        // A hash of nothing anybody knows: guessing at it answers as elsewhere.
        Some(known) if known.verified => {
            otp.code_hash = Sha256::digest(code_hash).into();
            (Asked::Known, None)
        }
        Some(begun) => (Asked::Code, Some(AccountRecord { id: begun.id, ..account })),
        None => (Asked::Code, Some(account)),
    };
    if let Some(account) = kept {
        txn.put_account(&account)?;
    }
    txn.put_otp(&otp)?;
    Ok(asked)
}

enum Guess {
    Right(Box<AccountRecord>),
    Wrong,
    Expired,
    Refused(super::limits::Refused),
}

/// Confirms a number by its code and opens the first session.
pub async fn verify(
    shop: &Shop,
    wanted: VerifyPhone,
    asked_with: Option<Secret>,
    ip: &str,
    old: Option<Secret>,
) -> Result<SignedIn, AccountError> {
    let phone: PhoneNumber = wanted.phone.parse()?;
    let (now, ip) = (shop.clock.now(), ip.to_owned());
    let code: String = wanted.code.chars().filter(|c| !c.is_whitespace()).collect();
    let offered = asked_with.map(|secret| hash_code(&secret, &phone, &code));
    let secret = Secret::draw(shop.entropy.as_ref());
    let fresh = secret.clone();
    let guess = shop
        .storage
        .write(move |txn| {
            if let Some(refused) = GUESSES_PER_IP.take(txn, &ip, now)? {
                return Ok(Guess::Refused(refused));
            }
            let guess = check_guess(txn, &phone, offered, now)?;
            if let Guess::Right(account) = &guess {
                open(txn, account.id, &fresh, old.as_ref(), now)?;
            }
            Ok::<_, StorageError>(guess)
        })
        .await?;
    match guess {
        Guess::Right(account) => Ok(SignedIn { account: *account, secret }),
        Guess::Wrong => Err(AccountError::WrongCode),
        Guess::Expired => Err(AccountError::CodeExpired),
        Guess::Refused(refused) => Err(refused.into()),
    }
}

fn check_guess(
    txn: &mut dyn WriteTxn,
    phone: &PhoneNumber,
    offered: Option<[u8; 32]>,
    now: Timestamp,
) -> Result<Guess, StorageError> {
    let Some(otp) = txn.otp(phone)?.filter(|otp| otp.expires_at > now) else {
        return Ok(Guess::Expired);
    };
    if otp.attempts >= MAX_GUESSES {
        return Ok(Guess::Expired);
    }
    let begun = txn.account_by_phone(phone)?.filter(|account| !account.verified);
    match begun {
        Some(account) if offered == Some(otp.code_hash) => {
            let account = AccountRecord { verified: true, ..account };
            txn.put_account(&account)?;
            txn.delete_otp(phone)?;
            Ok(Guess::Right(Box::new(account)))
        }
        _ => {
            txn.put_otp(&OtpRecord { attempts: otp.attempts + 1, ..otp })?;
            Ok(Guess::Wrong)
        }
    }
}

/// Six digits. A draw that would favour the low codes is thrown away.
fn draw_code(shop: &Shop) -> String {
    const CODES: u32 = 1_000_000;
    const FAIR: u32 = u32::MAX - u32::MAX % CODES;
    loop {
        let mut bytes = [0; 4];
        shop.entropy.fill(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        if drawn < FAIR {
            return format!("{:06}", drawn % CODES);
        }
    }
}

/// Hashes are compared, not codes, so the time of comparing tells nothing.
fn hash_code(secret: &Secret, phone: &PhoneNumber, code: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(secret.hash())
        .chain_update(phone.as_str())
        .chain_update(b"/")
        .chain_update(code)
        .finalize()
        .into()
}

fn code_text(lang: Lang, shop: &str, code: &str) -> String {
    match lang {
        Lang::Id => {
            format!("{shop}: kode Anda {code}. Berlaku 10 menit. Jangan berikan kepada siapa pun.")
        }
        Lang::En => format!("{shop}: your code is {code}. Valid for 10 minutes. Never pass it on."),
    }
}

fn known_text(lang: Lang, shop: &str) -> String {
    match lang {
        Lang::Id => format!(
            "{shop}: nomor ini sudah terdaftar, silakan masuk dengan kata sandi Anda. Bukan Anda yang mendaftar? Abaikan pesan ini."
        ),
        Lang::En => format!(
            "{shop}: this number is already registered, please sign in with your password. Not you? Ignore this message."
        ),
    }
}
