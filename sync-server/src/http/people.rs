//! Signing up and in, sessions and devices.

use super::Http;
use super::auth::{Caller, Cookie, SignedIn};
use super::endpoint::{Access, Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::{Problem, language};
use crate::service::accounts::{self, view};
use crate::service::devices;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use warung_domain::protocol::{
    DeviceAnswer, DeviceRegistration, MyDevices, ProblemKind, SessionView, SignIn, SignUp,
    VerifyPhone,
};

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Post, "/accounts", "Sign up; a code is sent to the number", sign_up)
            .takes("SignUp")
            .answers(202, Content::Json("SignUpAnswer"))
            .may_refuse(&[ProblemKind::InvalidField, ProblemKind::TooManyAttempts]),
        Endpoint::new(Verb::Post, "/accounts/verify", "Confirm a number by its code", verify)
            .takes("VerifyPhone")
            .answers(200, Content::Json("SessionView"))
            .may_refuse(&[
                ProblemKind::WrongCode,
                ProblemKind::CodeExpired,
                ProblemKind::TooManyAttempts,
            ]),
        Endpoint::new(Verb::Post, "/session", "Sign in", sign_in)
            .takes("SignIn")
            .answers(200, Content::Json("SessionView"))
            .may_refuse(&[ProblemKind::WrongCredentials, ProblemKind::TooManyAttempts]),
        Endpoint::new(Verb::Get, "/session", "Who is signed in", session)
            .for_(Access::SignedIn)
            .answers(200, Content::Json("SessionView")),
        Endpoint::new(Verb::Delete, "/session", "Sign out", sign_out)
            .answers(204, Content::Nothing),
        Endpoint::new(Verb::Get, "/devices", "The account's devices, last seen first", my_devices)
            .for_(Access::SignedIn)
            .answers(200, Content::Json("MyDevices")),
        Endpoint::new(Verb::Post, "/devices", "Bind this device's key to the account", device)
            .for_(Access::SignedIn)
            .takes("DeviceRegistration")
            .answers(200, Content::Json("DeviceAnswer"))
            .may_refuse(&[ProblemKind::InvalidField, ProblemKind::DeviceTaken]),
    ]
}

async fn sign_up(
    State(http): State<Http>,
    Caller(ip): Caller,
    headers: HeaderMap,
    Json(wanted): Json<SignUp>,
) -> Result<Response, Problem> {
    let sent = accounts::sign_up(&http.shop, wanted, &ip, language(&headers)).await?;
    let cookie = Cookie::SignUp.hand_over(&http.shop.config, &sent.secret);
    let headers = [(header::SET_COOKIE, cookie)];
    Ok((StatusCode::ACCEPTED, headers, axum::Json(sent.answer)).into_response())
}

async fn verify(
    State(http): State<Http>,
    Caller(ip): Caller,
    headers: HeaderMap,
    Json(wanted): Json<VerifyPhone>,
) -> Result<Response, Problem> {
    let config = &http.shop.config;
    let asked_with = Cookie::SignUp.read(config, &headers);
    let old = Cookie::Session.read(config, &headers);
    let signed_in = accounts::verify(&http.shop, wanted, asked_with, &ip, old).await?;
    Ok(welcome(&http, &signed_in, Some(Cookie::SignUp)))
}

async fn sign_in(
    State(http): State<Http>,
    Caller(ip): Caller,
    headers: HeaderMap,
    Json(wanted): Json<SignIn>,
) -> Result<Response, Problem> {
    let old = Cookie::Session.read(&http.shop.config, &headers);
    let signed_in = accounts::sign_in(&http.shop, wanted, &ip, old).await?;
    Ok(welcome(&http, &signed_in, None))
}

/// The session and its cookie, and a cookie that is of no more use.
fn welcome(http: &Http, signed_in: &accounts::SignedIn, spent: Option<Cookie>) -> Response {
    let config = &http.shop.config;
    let cookie = Cookie::Session.hand_over(config, &signed_in.secret);
    let spent = spent.map(|cookie| (header::SET_COOKIE, cookie.take_back(config)));
    let cookies: Vec<_> = [(header::SET_COOKIE, cookie)].into_iter().chain(spent).collect();
    (AppendHeaders(cookies), axum::Json(view(&signed_in.account))).into_response()
}

async fn session(signed_in: SignedIn) -> axum::Json<SessionView> {
    axum::Json(view(&signed_in.account))
}

async fn sign_out(State(http): State<Http>, headers: HeaderMap) -> Result<Response, Problem> {
    let config = &http.shop.config;
    if let Some(secret) = Cookie::Session.read(config, &headers) {
        accounts::sign_out(&http.shop, &secret).await?;
    }
    let gone = [(header::SET_COOKIE, Cookie::Session.take_back(config))];
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}

async fn device(
    State(http): State<Http>,
    signed_in: SignedIn,
    Json(wanted): Json<DeviceRegistration>,
) -> Result<axum::Json<DeviceAnswer>, Problem> {
    let answer = devices::register(&http.shop, signed_in.account.id, wanted).await?;
    Ok(axum::Json(answer))
}

async fn my_devices(
    State(http): State<Http>,
    signed_in: SignedIn,
) -> Result<axum::Json<MyDevices>, Problem> {
    Ok(axum::Json(devices::mine(&http.shop, signed_in.account.id).await?))
}
