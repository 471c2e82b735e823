//! One row of the API: what a route is, said once, for the router and for the
//! OpenAPI document alike. A route that is not documented cannot be registered.

use super::Http;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use warung_domain::protocol::ProblemKind;

/// Enough for every request that is not a push.
const SMALL_BODY_BYTES: usize = 64 * 1024;

/// The methods the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Delete,
}

impl Verb {
    /// As OpenAPI spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Delete => "delete",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Anyone,
    SignedIn,
    Seller,
    /// A machine that a seller put up.
    Kiosk,
}

/// What a success carries.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    Nothing,
    /// A schema by name.
    Json(&'static str),
    /// Some other media type.
    Other(&'static str),
}

/// A parameter in the query.
#[derive(Debug, Clone, Copy)]
pub struct QueryParameter {
    pub name: &'static str,
    pub required: bool,
    /// What may be said; none for any whole number.
    pub values: &'static [&'static str],
    pub description: &'static str,
}

/// A parameter in the query that is any text, and need not be there.
#[derive(Debug, Clone, Copy)]
pub struct TextParameter {
    pub name: &'static str,
    pub description: &'static str,
}

/// A route under `/api/v1` and everything said about it.
pub struct Endpoint {
    pub verb: Verb,
    pub path: &'static str,
    pub summary: &'static str,
    pub access: Access,
    pub query: &'static [QueryParameter],
    pub text_query: &'static [TextParameter],
    pub request: Option<&'static str>,
    pub status: u16,
    pub answer: Content,
    pub problems: &'static [ProblemKind],
    pub(super) handler: MethodRouter<Http>,
}

impl Endpoint {
    /// A route that anyone may call and that answers 200 with nothing, until
    /// more is said.
    pub fn new<H, T>(verb: Verb, path: &'static str, summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Http>,
        T: 'static,
    {
        Self {
            verb,
            path,
            summary,
            access: Access::Anyone,
            query: &[],
            text_query: &[],
            request: None,
            status: 200,
            answer: Content::Nothing,
            problems: &[],
            handler: on(verb.filter(), handler).layer(DefaultBodyLimit::max(SMALL_BODY_BYTES)),
        }
    }

    pub fn for_(self, access: Access) -> Self {
        Self { access, ..self }
    }

    pub fn query(self, query: &'static [QueryParameter]) -> Self {
        Self { query, ..self }
    }

    pub fn text_query(self, text_query: &'static [TextParameter]) -> Self {
        Self { text_query, ..self }
    }

    pub fn takes(self, request: &'static str) -> Self {
        Self { request: Some(request), ..self }
    }

    pub fn answers(self, status: u16, answer: Content) -> Self {
        Self { status, answer, ..self }
    }

    pub fn may_refuse(self, problems: &'static [ProblemKind]) -> Self {
        Self { problems, ..self }
    }

    /// A larger body than usual.
    pub fn up_to(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}
