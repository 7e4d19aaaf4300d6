//! The headers of the shop's pages. Their content security policy is as strict as can be: of Bonafide it names the one
//! host, twice, which is all that a page has to allow.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};

/// What every answer of the shop carries.
#[derive(Clone)]
pub(super) struct Headers {
    policy: HeaderValue,
}

impl Headers {
    /// With the messenger from this host, scheme included.
    #[expect(clippy::expect_used, reason = "a public address has no character that a header may not have")]
    pub(super) fn of(host: &str) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self' {host}; frame-src {host}; style-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        Self { policy: policy.parse().expect("a policy is a header's value") }
    }
}

/// Adds them. Nothing is kept by the browser: a page that is left by logging out does not come back.
pub(super) async fn added(State(headers): State<Headers>, mut response: Response) -> Response {
    let add = response.headers_mut();
    add.insert(header::CONTENT_SECURITY_POLICY, headers.policy);
    add.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    add.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
