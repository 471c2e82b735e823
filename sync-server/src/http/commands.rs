//! Commands up: a batch in, a verdict for each out. No session is asked for,
//! because a command is its own proof: the key that signed it belongs to
//! somebody, or it waits until it does.

use super::Http;
use super::endpoint::{Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::Problem;
use crate::service::{answers, push};
use axum::extract::{Path, State};
use warung_domain::answer::{AnswerQuestion, SignedAnswer};
use warung_domain::command::envelope::{MAX_BATCH, MAX_ENVELOPE_BYTES};
use warung_domain::ids::CommandId;
use warung_domain::protocol::{ProblemKind, Push, PushAnswer};

/// A full batch of the largest envelopes, and the JSON around them.
pub(super) const PUSH_BYTES: usize = MAX_BATCH * MAX_ENVELOPE_BYTES + 64 * 1024;

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Post, "/commands", "Hand in signed commands, oldest first", receive)
            .up_to(PUSH_BYTES)
            .takes("Push")
            .answers(200, Content::Json("PushAnswer"))
            .may_refuse(&[ProblemKind::Upgrade]),
        // The hash opens the answer: it travels in the body, which no log of addresses holds.
        Endpoint::new(
            Verb::Post,
            "/commands/{id}/answer",
            "The signed answer to a command, for whoever holds the command",
            answer,
        )
        .takes("AnswerQuestion")
        .answers(200, Content::Json("SignedAnswer"))
        .may_refuse(&[ProblemKind::NotFound]),
    ]
}

async fn receive(
    State(http): State<Http>,
    Json(batch): Json<Push>,
) -> Result<axum::Json<PushAnswer>, Problem> {
    let answer = push::push(&http.shop, batch).await?;
    for answer in &answer.answers {
        http.counters.verdict(&answer.verdict);
    }
    Ok(axum::Json(answer))
}

async fn answer(
    State(http): State<Http>,
    Path(id): Path<String>,
    Json(question): Json<AnswerQuestion>,
) -> Result<axum::Json<SignedAnswer>, Problem> {
    let id: CommandId = id.parse().map_err(|_| Problem::of(ProblemKind::NotFound))?;
    match answers::answer(&http.shop, id, question.hash).await? {
        Some(answer) => Ok(axum::Json(SignedAnswer { answer })),
        // A wrong hash learns no more than a wrong id.
        None => Err(ProblemKind::NotFound.into()),
    }
}
