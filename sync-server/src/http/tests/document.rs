//! The OpenAPI document and the router say the same.

use super::Browser;
use crate::http::endpoints;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read as _;

#[tokio::test]
async fn every_route_is_described_and_every_description_is_a_route() {
    let mut browser = Browser::new().await;
    let document: Value = browser.get("/api/v1/openapi.json").await.json();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |verb| (path.clone(), verb.clone()))
        })
        .collect();
    let registered: BTreeSet<(String, String)> = endpoints()
        .iter()
        .map(|endpoint| (endpoint.path.to_owned(), endpoint.verb.name().to_owned()))
        .collect();
    assert_eq!(described, registered);
    for (path, verb) in described {
        let method: Method = verb.to_uppercase().parse().unwrap();
        let address = format!("/api/v1{}", path.replace(['{', '}'], "x"));
        let request = Request::builder().method(method).uri(&address).body(Body::empty()).unwrap();
        let answer = browser.send(request).await;
        assert_ne!(answer.status, 405, "{verb} {address}");
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let is_parametric = path.contains('{');
        assert!(is_parametric || !body.contains("problem:not-found"), "{verb} {address}: {body}");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = crate::http::openapi::document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for rest in text.split("\"#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    let ids: Vec<&str> = text
        .split("\"operationId\":\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[tokio::test]
async fn large_answers_are_packed_for_who_takes_them() {
    let mut browser = Browser::new().await;
    let path = "/api/v1/openapi.json";
    let plain = browser.get(path).await;
    let packed = browser.get_with(path, "accept-encoding", "gzip, br").await;
    assert_eq!(plain.header("vary"), "accept-encoding");
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    assert!(packed.body.len() * 2 < plain.body.len());
}
