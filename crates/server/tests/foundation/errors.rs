//! The one shape in which our own APIs say no.

use std::collections::BTreeSet;

use axum::response::IntoResponse;
use bonafide_domain::token::Reason;
use bonafide_server::{
    http::{ApiError, ErrorCode, errors_page},
    limits::RetryAfter,
    passwords,
    secrets::{SealerError, Unopened},
};
use bonafide_store::StoreError;
use serde_json::json;

use crate::world::{Answer, run};

fn answered(error: ApiError) -> Answer {
    run(Answer::of(error.into_response()))
}

#[test]
fn every_code_is_answered_with_its_status_and_its_sentence() {
    for code in ErrorCode::ALL {
        let answer = answered(ApiError::new(*code));
        assert_eq!(answer.status, code.status());
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let body = json!({ "error": { "code": code.as_str(), "description": code.description() } });
        assert_eq!(answer.json(), body);
        let way_in = match (answer.status.as_u16(), code.as_str()) {
            (401, "key_required") => Some("Basic realm=\"REST API\""),
            (401, _) => Some("Bearer"),
            (_, _) => None,
        };
        assert_eq!(answer.header("www-authenticate"), way_in, "RFC 9110, 11.6.1: {}", code.as_str());
    }
}

#[test]
fn codes_are_words_of_their_own_and_sentences_end() {
    let words: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(words.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        assert!(
            code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            code.as_str()
        );
        assert!(code.description().ends_with('.') && !code.description().contains(". "), "{}", code.as_str());
        assert!(code.status().is_client_error() || code.status().is_server_error(), "{}", code.as_str());
    }
}

#[test]
fn a_refused_login_names_the_check_that_failed() {
    for reason in Reason::ALL.iter().filter(|reason| **reason != Reason::RateLimited) {
        let answer = answered(ApiError::invalid_auth(*reason));
        assert_eq!(answer.status, 401);
        let (code, description) = ("invalid_auth", reason.description());
        let error = json!({ "code": code, "description": description, "reason": reason.as_str() });
        assert_eq!(answer.json(), json!({ "error": error }));
    }
}

#[test]
fn what_the_database_could_not_do_is_told_without_its_words() {
    let secret = || "db.internal: user hunter2".to_owned();
    for (error, status, code, retry_after) in [
        (StoreError::Busy, 503, "busy", Some("1")),
        (StoreError::Unavailable(secret()), 503, "unavailable", Some("10")),
        (StoreError::Unknown, 503, "outcome_unknown", Some("1")),
        (StoreError::Conflict("agents_email"), 500, "internal", None),
        (StoreError::Corrupt(secret()), 500, "internal", None),
        (StoreError::Bug(secret()), 500, "internal", None),
        (StoreError::Panicked, 500, "internal", None),
    ] {
        for error in [ApiError::from(error.clone()), ApiError::from(SealerError::from(error))] {
            let answer = answered(error);
            assert_eq!(answer.refusal(), (status, code.to_owned()));
            assert_eq!(answer.header("retry-after"), retry_after, "{code}");
            assert!(!answer.text.contains("hunter2") && !answer.text.contains("agents_email"));
        }
    }
}

#[test]
fn a_secret_that_does_not_open_is_a_fault_inside() {
    assert_eq!(answered(Unopened::Refused.into()).refusal(), (500, "internal".to_owned()));
    assert_eq!(answered(SealerError::from(Unopened::Refused).into()).refusal(), (500, "internal".to_owned()));
}

#[test]
fn ses_9_a_limit_tells_when_to_come_back() {
    let answer = answered(RetryAfter(17).into());
    assert_eq!(answer.refusal(), (429, "rate_limited".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("17"));
    let answer = answered(ApiError::invalid_auth(Reason::RateLimited));
    assert_eq!(answer.refusal(), (429, "rate_limited".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("10"));
    let answer = answered(passwords::Busy.into());
    assert_eq!(answer.refusal(), (429, "rate_limited".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[test]
fn a_refusal_can_say_more_exactly_what_was_wrong() {
    let answer =
        answered(ApiError::new(ErrorCode::NameTaken).saying("The name “shop” is taken: choose another."));
    assert_eq!(answer.json()["error"]["description"], "The name “shop” is taken: choose another.");
}

#[test]
fn the_reference_lists_every_code_and_every_reason() {
    let page = errors_page();
    for code in ErrorCode::ALL {
        let row = format!("\n| `{}` | {} |", code.as_str(), code.status().as_u16());
        assert_eq!(page.matches(&row).count(), 1, "{row}");
    }
    for reason in Reason::ALL {
        let row = format!("\n| `{}` | {} |", reason.as_str(), reason.rule());
        assert_eq!(page.matches(&row).count(), 1, "{row}");
    }
}
