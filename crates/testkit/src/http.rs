//! One server over HTTP: a call is a method, a path, a bearer token and JSON.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use reqwest::{Method, header::RETRY_AFTER};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// How long an answer, or something that must happen, is waited for. Generous: machines that test are busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Where a server is, and the connections to it.
#[derive(Debug)]
pub(crate) struct Http {
    base: String,
    connections: reqwest::Client,
    loses_next_answer: AtomicBool,
}

/// A refusal, as every API of ours words it: `{"error": {"code", "description", "reason"?}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status; none where it was said on a socket.
    pub status: Option<u16>,
    /// The word for programs.
    pub code: String,
    /// The sentence for people.
    pub description: String,
    /// The check that failed, with `invalid_auth`.
    pub reason: Option<String>,
    /// After how many seconds to repeat, where that helps.
    pub retry_after: Option<u64>,
}

/// Why a call did not do what it was to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// The server said no.
    Refused(Refusal),
    /// No answer came: it may have happened, or not.
    Lost(String),
}

impl Failed {
    /// The refusal's code, or `lost`.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => &refusal.code,
            Self::Lost(_) => "lost",
        }
    }

    /// The check that failed, where a login was refused.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.reason.as_deref(),
            Self::Lost(_) => None,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(Refusal { status, code, description, reason, .. }) => {
                let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
                let status = status.map(|status| format!("{status} ")).unwrap_or_default();
                write!(f, "{status}{code}{reason}: {description}")
            }
            Self::Lost(words) => write!(f, "no answer: {words}"),
        }
    }
}

/// The body of a refusal.
#[derive(Deserialize)]
struct RefusalBody {
    error: RefusalDetail,
}

#[derive(Deserialize)]
pub(crate) struct RefusalDetail {
    code: String,
    description: String,
    reason: Option<String>,
}

impl RefusalDetail {
    /// With what came beside it.
    pub(crate) fn refusal(self, status: Option<u16>, retry_after: Option<u64>) -> Refusal {
        let Self { code, description, reason } = self;
        Refusal { status, code, description, reason, retry_after }
    }
}

impl Http {
    /// Calls to the server at `base`: `http://HOST:PORT`.
    pub(crate) fn new(base: &str) -> Self {
        let connections = reqwest::Client::builder()
            .timeout(PATIENCE)
            .no_proxy()
            .build()
            .expect("a client without TLS can be built");
        let base = base.trim_end_matches('/').to_owned();
        Self { base, connections, loses_next_answer: AtomicBool::new(false) }
    }

    /// Where the server is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The next call arrives, and its answer is lost on the way back.
    pub(crate) fn lose_next_answer(&self) {
        self.loses_next_answer.store(true, Ordering::Relaxed);
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &Value,
    ) -> Result<T, Failed> {
        self.call(Method::POST, path, bearer, Some(body)).await
    }

    /// One call. Secrets go into the header and the body alone, never into the path.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        bearer: Option<&str>,
        body: Option<&Value>,
    ) -> Result<T, Failed> {
        let mut request = self.connections.request(method, format!("{}{path}", self.base));
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let lost = |error: reqwest::Error| Failed::Lost(format!("{path}: {error:?}"));
        let response = request.send().await.map_err(lost)?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.text().await.map_err(lost)?;
        if self.loses_next_answer.swap(false, Ordering::Relaxed) {
            return Err(Failed::Lost(format!("{path}: the answer was lost, as it was meant to be")));
        }
        if status.is_success() {
            return Ok(read(path, &text));
        }
        let RefusalBody { error } = read(path, &text);
        Err(Failed::Refused(error.refusal(Some(status.as_u16()), retry_after)))
    }
}

fn read<T: DeserializeOwned>(path: &str, text: &str) -> T {
    serde_json::from_str(text)
        .unwrap_or_else(|error| panic!("{path} answered what the reference does not say ({error}): {text}"))
}
