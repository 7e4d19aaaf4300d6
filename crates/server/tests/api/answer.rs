//! An answer, and what a case expects of it.

use std::fmt;

use axum::http::HeaderMap;
use serde_json::Value;

/// What was answered to a call.
pub(crate) struct Answer {
    /// Method and target, for the words of a failure.
    pub(crate) to: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// How a call was refused.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) description: String,
    pub(crate) reason: Option<String>,
    pub(crate) retry_after: Option<u64>,
}

/// Short enough for the words of a failure.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target: String = self.to.chars().take(200).collect();
        let text: String = self.text.chars().take(500).collect();
        write!(f, "{target}: {} {text}", self.status)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code, where it is a refusal.
    pub(crate) fn code(&self) -> Option<String> {
        (self.status >= 400).then(|| self.json()["error"]["code"].as_str().unwrap().to_owned())
    }

    /// The check that failed, where a login was refused.
    pub(crate) fn reason(&self) -> Option<String> {
        self.code()?;
        self.json()["error"]["reason"].as_str().map(str::to_owned)
    }

    /// The body of a success with this status.
    #[track_caller]
    pub(crate) fn gives(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    /// A refusal with this code.
    #[track_caller]
    pub(crate) fn refused(&self, code: &str) -> Refused {
        assert_eq!(self.code().as_deref(), Some(code), "{self:?}");
        let error = &self.json()["error"];
        Refused {
            description: error["description"].as_str().unwrap().to_owned(),
            reason: self.reason(),
            retry_after: self.header("retry-after").map(|seconds| seconds.parse().unwrap()),
        }
    }

    /// A login that was refused for this reason.
    #[track_caller]
    pub(crate) fn refused_for(&self, reason: &str) -> Refused {
        let refused = self.refused("invalid_auth");
        assert_eq!(refused.reason.as_deref(), Some(reason), "{self:?}");
        refused
    }
}
