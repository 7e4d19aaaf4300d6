//! Headers that tell browsers to be careful with what we answer.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use crate::config::{Config, PublicUrl};

/// For answers that are data. A page or a file that needs other ones sets them itself, and they stay.
const ALWAYS: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Two years, as the lists of browsers ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// What depends on the configuration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Headers {
    https: bool,
}

impl Headers {
    pub(super) fn of(config: &Config) -> Self {
        Self { https: config.server.public_url.as_ref().is_some_and(PublicUrl::is_https) }
    }

    /// Adds what the handler did not set.
    pub(super) fn add_to(self, response: &mut Response) {
        for (name, value) in ALWAYS {
            response.headers_mut().entry(name).or_insert(value);
        }
        if self.https {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
    }
}
