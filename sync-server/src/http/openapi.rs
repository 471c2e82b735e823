//! The API described for machines (OpenAPI 3.1), made from the same rows that
//! make the router. Schemas stand in `schemas.json`.

use super::endpoint::{Access, Content, Endpoint, Verb};
use super::problem::status;
use super::{Http, endpoints};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use warung_domain::protocol::{PROTOCOL_VERSION, ProblemKind};

const SCHEMAS: &str = include_str!("schemas.json");

pub fn endpoint() -> Endpoint {
    Endpoint::new(Verb::Get, "/openapi.json", "This document", serve)
        .answers(200, Content::Other("application/json"))
}

async fn serve(State(http): State<Http>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, http.openapi.to_string()).into_response()
}

/// The document as it is sent. It is the same for every server of this build.
pub static TEXT: LazyLock<Arc<str>> = LazyLock::new(|| document().to_string().into());

/// The whole document.
#[must_use]
pub fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in endpoints() {
        let verb = endpoint.verb.name().to_owned();
        paths.entry(endpoint.path).or_default().insert(verb, operation(&endpoint));
    }
    // The file is part of this program and a test reads it.
    let schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Warung",
            "version": format!("{PROTOCOL_VERSION}"),
            "description": "Catalog down, signed commands up. Every error is a problem document (RFC 9457).",
        },
        "servers": [{ "url": "/api/v1" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-warung" },
            },
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut operation = json!({
        "summary": endpoint.summary,
        "operationId": operation_id(endpoint),
        "responses": responses(endpoint),
    });
    let parameters = parameters(endpoint);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(schema) = endpoint.request {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": reference(schema) } },
        });
    }
    if endpoint.access != Access::Anyone {
        operation["security"] = json!([{ "session": [] }]);
    }
    operation
}

/// `get-catalog-shards-hash`.
fn operation_id(endpoint: &Endpoint) -> String {
    let words =
        endpoint.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(endpoint.verb.name()).chain(words).collect::<Vec<_>>().join("-")
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let in_path = endpoint
        .path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        });
    let in_query = endpoint.query.iter().map(|parameter| {
        let schema = if parameter.values.is_empty() {
            json!({ "type": "integer", "minimum": 0 })
        } else {
            json!({ "type": "string", "enum": parameter.values })
        };
        json!({
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": parameter.description,
            "schema": schema,
        })
    });
    let as_text = endpoint.text_query.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": "query",
            "required": false,
            "description": parameter.description,
            "schema": { "type": "string" },
        })
    });
    in_path.chain(in_query).chain(as_text).collect()
}

fn responses(endpoint: &Endpoint) -> Value {
    let mut responses = Map::new();
    let success = match endpoint.answer {
        Content::Nothing => json!({ "description": "Done" }),
        Content::Json(schema) => json!({
            "description": schema,
            "content": { "application/json": { "schema": reference(schema) } },
        }),
        Content::Other(media_type) => json!({
            "description": endpoint.summary,
            "content": { media_type: {} },
        }),
    };
    responses.insert(endpoint.status.to_string(), success);
    for (status, names) in problems_by_status(endpoint) {
        let problem = json!({
            "description": names.join(", "),
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        });
        responses.insert(status.to_string(), problem);
    }
    Value::Object(responses)
}

/// What the handler refuses, and what every route of its sort can refuse.
fn problems_by_status(endpoint: &Endpoint) -> BTreeMap<u16, Vec<&'static str>> {
    let mut kinds = endpoint.problems.to_vec();
    kinds.extend([ProblemKind::Busy, ProblemKind::Internal]);
    if endpoint.request.is_some() {
        kinds.extend([
            ProblemKind::MalformedRequest,
            ProblemKind::InvalidField,
            ProblemKind::UnsupportedMediaType,
            ProblemKind::TooLarge,
            ProblemKind::CrossSite,
            ProblemKind::StorageFull,
            ProblemKind::StorageReadOnly,
            ProblemKind::StorageDamaged,
        ]);
    }
    match endpoint.access {
        Access::Anyone => {}
        Access::SignedIn => kinds.push(ProblemKind::NotSignedIn),
        Access::Seller => kinds.extend([ProblemKind::NotSignedIn, ProblemKind::NotAllowed]),
        Access::Kiosk => kinds.push(ProblemKind::NotAllowed),
    }
    let mut by_status: BTreeMap<u16, Vec<&'static str>> = BTreeMap::new();
    for kind in kinds {
        let names = by_status.entry(status(kind).as_u16()).or_default();
        if !names.contains(&kind.name()) {
            names.push(kind.name());
        }
    }
    by_status
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}
