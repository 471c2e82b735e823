//! What a self-service machine asks about partners' bills.

use super::Http;
use super::auth::AtKiosk;
use super::endpoint::{Access, Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::Problem;
use crate::service::kiosk::{KioskError, WRONG_AT_A_KIOSK};
use crate::service::partner::{self, PartnerError};
use axum::extract::State;
use warung_domain::partner::NotTaken;
use warung_domain::protocol::{
    PartnerBillView, PartnerQuestion, PartnerResultQuestion, PartnerWish, ProblemKind,
};

/// What a bill may be refused for.
const REFUSALS: [ProblemKind; 3] =
    [ProblemKind::InvalidField, ProblemKind::NotFound, ProblemKind::TooManyAttempts];

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Verb::Post,
            "/kiosk/partner-inquiries",
            "Asks a partner whose account a number is and how much",
            inquiry,
        )
        .for_(Access::Kiosk)
        .takes("PartnerQuestion")
        .answers(200, Content::Json("PartnerBillView"))
        .may_refuse(&REFUSALS),
        Endpoint::new(
            Verb::Post,
            "/kiosk/partner-bills",
            "Opens a partner's bill to be paid in cash",
            bill,
        )
        .for_(Access::Kiosk)
        .takes("PartnerWish")
        .answers(200, Content::Json("PartnerBillView"))
        .may_refuse(&REFUSALS),
        Endpoint::new(
            Verb::Post,
            "/kiosk/partner-results",
            "What became of a partner's bill, by the code on its slip",
            result,
        )
        .for_(Access::Kiosk)
        .takes("PartnerResultQuestion")
        .answers(200, Content::Json("PartnerBillView"))
        .may_refuse(&REFUSALS),
    ]
}

async fn inquiry(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(question): Json<PartnerQuestion>,
) -> Result<axum::Json<PartnerBillView>, Problem> {
    Ok(axum::Json(partner::inquire(&http.shop, &machine, question).await?))
}

async fn bill(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(wish): Json<PartnerWish>,
) -> Result<axum::Json<PartnerBillView>, Problem> {
    Ok(axum::Json(partner::open(&http.shop, &machine, wish).await?))
}

/// The code stands in the body, because addresses are logged.
async fn result(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(question): Json<PartnerResultQuestion>,
) -> Result<axum::Json<PartnerBillView>, Problem> {
    Ok(axum::Json(partner::result(&http.shop, &machine, &question).await?))
}

impl From<PartnerError> for Problem {
    fn from(error: PartnerError) -> Self {
        match error {
            PartnerError::NoPartner => Self::field("/biller"),
            PartnerError::NotTaken(NotTaken::Customer) => Self::field("/customer").saying(
                "Nomor ini tidak lengkap atau terlalu panjang. Periksa lagi angkanya.",
                "This number is not whole or too long. Look at its digits again.",
            ),
            PartnerError::NotTaken(NotTaken::Amount) => Self::field("/amount").saying(
                "Jumlah ini tidak bisa dibayar di sini. Coba jumlah lain.",
                "This amount cannot be paid here. Try another one.",
            ),
            PartnerError::Phone => KioskError::Phone.into(),
            PartnerError::Code(error) => error.into(),
            PartnerError::NoSuchCustomer => Self::of(ProblemKind::NotFound).at("/customer").saying(
                "Nomor ini tidak dikenal. Periksa lagi angkanya.",
                "This number is not known. Look at its digits again.",
            ),
            PartnerError::Refused(_) => Self::field("/amount").saying(
                "Mitra menolak pembayaran ini. Tidak ada uang yang diambil.",
                "The partner refuses this payment. No money was taken.",
            ),
            PartnerError::Silent => Self::of(ProblemKind::Busy).after(10).saying(
                "Mitra sedang tidak menjawab. Coba lagi sebentar; tidak ada uang yang diambil.",
                "The partner does not answer. Try again in a moment; no money was taken.",
            ),
            PartnerError::Unknown => Self::of(ProblemKind::NotFound).at("/code").saying(
                "Tidak ada tagihan dengan kode ini. Periksa lagi slipnya.",
                "There is no bill under this code. Look at the slip again.",
            ),
            PartnerError::TooMany => {
                Self::of(ProblemKind::TooManyAttempts).after(WRONG_AT_A_KIOSK.within_seconds)
            }
            PartnerError::Storage(error) => error.into(),
        }
    }
}
