//! What every partner has to keep to, whoever it is. One runs it by building a [`Company`]: the
//! partner, and what somebody behind its desk sees and does.

use super::{Biller, BillerError, Inquiry, Outcome, Purchase};
use std::future::Future;
use warung_domain::money::{Currency, Money};

/// How a company behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    Prompt,
    /// Decides later.
    Late,
    Refusing,
    /// Does it, and the answer gets lost.
    AnswerLost,
    /// The question gets lost.
    Deaf,
}

/// A partner and its other side. It sells to the number `14235678901`, and knows no `14230000`.
pub trait Company {
    fn biller(&self) -> &dyn Biller;
    fn behave(&self, conduct: Conduct);
    /// So much time goes by that what was late is decided.
    fn wait(&self);
    /// How many payments it has done.
    fn done(&self) -> usize;
}

const CUSTOMER: &str = "14235678901";

const fn rupiah(amount: i64) -> Money {
    Money::new(amount, Currency::IDR)
}

fn purchase(reference: &str) -> Purchase {
    Purchase {
        reference: reference.to_owned(),
        customer: CUSTOMER.to_owned(),
        product: None,
        amount: rupiah(20_000),
        quote: None,
    }
}

fn inquiry(customer: &str) -> Inquiry {
    Inquiry {
        reference: "i-1".to_owned(),
        customer: customer.to_owned(),
        product: None,
        amount: Some(rupiah(20_000)),
    }
}

/// Runs every law, each with a company of its own.
pub async fn keeps_the_contract<C: Company, F: Future<Output = C>>(open: impl Fn() -> F) {
    tells_whose_it_is(&open().await).await;
    does_it_once(&open().await).await;
    tells_what_became_of_a_lost_answer(&open().await).await;
    tells_that_it_never_heard(&open().await).await;
    decides_later(&open().await).await;
    refuses_for_good(&open().await).await;
    reverses_what_is_not_done(&open().await).await;
    does_not_reverse_what_is_done(&open().await).await;
}

// Holds T1.
async fn tells_whose_it_is(company: &impl Company) {
    let quote = company.biller().inquire(&inquiry(CUSTOMER)).await.unwrap();
    assert_eq!((quote.amount, quote.fee), (rupiah(20_000), rupiah(0)));
    assert!(!quote.name.is_empty() && !quote.description.is_empty() && !quote.reference.is_empty());
    let nobody = company.biller().inquire(&inquiry("14230000")).await;
    assert!(matches!(nobody, Err(BillerError::NoSuchCustomer(_))), "{nobody:?}");
    company.behave(Conduct::Deaf);
    let silent = company.biller().inquire(&inquiry(CUSTOMER)).await;
    assert!(matches!(silent, Err(BillerError::Unknown(_))), "{silent:?}");
    assert_eq!(company.done(), 0, "asking does nothing");
}

// Holds T2.
async fn does_it_once(company: &impl Company) {
    let first = company.biller().pay(&purchase("r-1")).await.unwrap();
    let Outcome::Paid { proof, .. } = &first else { panic!("{first:?}") };
    assert!(!proof.serial.is_empty());
    assert_eq!(company.biller().pay(&purchase("r-1")).await.as_ref(), Ok(&first));
    assert_eq!(company.biller().advise("r-1").await, Ok(first));
    assert_eq!(company.done(), 1);
    // The same name for something else is nobody's refusal: the first is done.
    let other = Purchase { amount: rupiah(50_000), ..purchase("r-1") };
    let other = company.biller().pay(&other).await;
    assert!(matches!(other, Err(BillerError::Unknown(_))), "{other:?}");
    company.biller().pay(&purchase("r-2")).await.unwrap();
    assert_eq!(company.done(), 2);
}

// Holds T2.
async fn tells_what_became_of_a_lost_answer(company: &impl Company) {
    company.behave(Conduct::AnswerLost);
    let lost = company.biller().pay(&purchase("r-1")).await;
    assert!(matches!(lost, Err(BillerError::Unknown(_))), "{lost:?}");
    company.behave(Conduct::Prompt);
    let advice = company.biller().advise("r-1").await;
    assert!(matches!(advice, Ok(Outcome::Paid { .. })), "{advice:?}");
    assert_eq!(company.done(), 1);
}

async fn tells_that_it_never_heard(company: &impl Company) {
    company.behave(Conduct::Deaf);
    let lost = company.biller().pay(&purchase("r-1")).await;
    assert!(matches!(lost, Err(BillerError::Unknown(_))), "{lost:?}");
    let still = company.biller().advise("r-1").await;
    assert!(matches!(still, Err(BillerError::Unknown(_))), "{still:?}");
    company.behave(Conduct::Prompt);
    assert_eq!(company.biller().advise("r-1").await, Ok(Outcome::Unheard));
    assert_eq!(company.done(), 0);
}

async fn decides_later(company: &impl Company) {
    company.behave(Conduct::Late);
    assert_eq!(company.biller().pay(&purchase("r-1")).await, Ok(Outcome::Pending));
    assert_eq!(company.biller().advise("r-1").await, Ok(Outcome::Pending));
    company.wait();
    let advice = company.biller().advise("r-1").await;
    assert!(matches!(advice, Ok(Outcome::Paid { .. })), "{advice:?}");
    assert_eq!(company.done(), 1);
}

async fn refuses_for_good(company: &impl Company) {
    company.behave(Conduct::Refusing);
    let refused = company.biller().pay(&purchase("r-1")).await.unwrap();
    assert!(matches!(&refused, Outcome::Refused { reason } if !reason.is_empty()), "{refused:?}");
    company.behave(Conduct::Prompt);
    assert_eq!(company.biller().advise("r-1").await.as_ref(), Ok(&refused));
    assert_eq!(company.biller().pay(&purchase("r-1")).await, Ok(refused));
    assert_eq!(company.done(), 0);
}

// Holds T3.
async fn reverses_what_is_not_done(company: &impl Company) {
    // Of what never came it is remembered that it is not to be done.
    assert_eq!(company.biller().reverse("r-1").await, Ok(Outcome::Reversed));
    assert_eq!(company.biller().pay(&purchase("r-1")).await, Ok(Outcome::Reversed));
    company.behave(Conduct::Late);
    assert_eq!(company.biller().pay(&purchase("r-2")).await, Ok(Outcome::Pending));
    for _ in 0..2 {
        assert_eq!(company.biller().reverse("r-2").await, Ok(Outcome::Reversed));
    }
    company.wait();
    assert_eq!(company.biller().advise("r-2").await, Ok(Outcome::Reversed));
    assert_eq!(company.done(), 0);
}

// Holds T3.
async fn does_not_reverse_what_is_done(company: &impl Company) {
    let done = company.biller().pay(&purchase("r-1")).await.unwrap();
    assert_eq!(company.biller().reverse("r-1").await.as_ref(), Ok(&done));
    assert_eq!(company.biller().advise("r-1").await, Ok(done));
    assert_eq!(company.done(), 1);
}
