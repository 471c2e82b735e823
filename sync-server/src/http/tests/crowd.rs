//! A full shop says so at the door, and troubles of the database have names.

use super::Browser;
use crate::http::problem::Problem;
use crate::service::StorageError;
use axum::response::IntoResponse as _;
use serde_json::json;

// Holds E3.
#[tokio::test]
async fn who_finds_no_place_is_told_when_to_come_back() {
    let mut browser = Browser::new().await;
    let push = json!({"v": 1, "commands": []});
    let http = browser.http.clone();
    let crowd = http.crowded();
    let mut moments = Vec::new();
    for _ in 0..4 {
        let away = browser.post("/api/v1/commands", &push).await;
        assert!(away.problem(503, "busy").retryable);
        moments.push(away.header("retry-after").parse::<u32>().unwrap());
    }
    assert_eq!(moments, [1, 2, 3, 4], "not all at once again");
    assert_eq!(browser.get("/readyz").await.status, 200, "who runs the shop always gets in");
    drop(crowd);
    assert_eq!(browser.post("/api/v1/commands", &push).await.status, 200);
}

// Holds E4.
#[test]
fn every_trouble_of_the_database_may_be_tried_again_later() {
    for trouble in [
        StorageError::Full,
        StorageError::ReadOnly,
        StorageError::Busy,
        StorageError::Damaged("page 7".into()),
    ] {
        let answer = Problem::from(trouble.clone()).into_response();
        assert_eq!(answer.status(), 503, "{trouble}");
    }
}
