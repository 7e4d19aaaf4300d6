//! The console: one page for all its paths, which it tells apart by itself.

use aws_lc_rs::digest;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{built, sources};
use crate::{
    App,
    http::{ApiError, ErrorCode},
};

/// Where the console's page is served: its sections, and what is below them.
pub(super) const PATHS: [&str; 9] = [
    "/",
    "/setup",
    "/key",
    "/sign-in",
    "/first-steps",
    "/inbox",
    "/inbox/{conversation}",
    "/settings",
    "/settings/{*section}",
];

/// `GET` of one of [`PATHS`].
pub(super) async fn page(State(app): State<App>) -> Result<Response, ApiError> {
    let page = built::text("console/index.html").ok_or(ErrorCode::NotFound)?;
    let sources = sources(&app, &inline_scripts(&page)).await?;
    let policy = format!("{sources}; frame-ancestors 'none'");
    let mut response = Html(page).into_response();
    let policy = HeaderValue::try_from(policy).map_err(|_| ErrorCode::Internal)?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// `GET /_app/…`: what the page loads. Names below `immutable/` carry a hash.
pub(super) async fn file(Path(path): Path<String>) -> Response {
    let from = format!("console/_app/{path}");
    if path.starts_with("immutable/") { built::immutable(&from) } else { built::named(&from) }
}

/// `GET /seal.svg`: the console's icon.
pub(super) async fn seal() -> Response {
    built::named("console/seal.svg")
}

/// The hashes of the scripts that are written in the page itself, as a policy names them (CSP 3, 2.3.1): the one that
/// starts it is, and no other may run.
fn inline_scripts(page: &str) -> Vec<String> {
    page.split("<script>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</script>"))
        .map(|(script, _)| STANDARD.encode(digest::digest(&digest::SHA256, script.as_bytes())))
        .map(|hash| format!("'sha256-{hash}'"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_in_the_page_is_named_by_its_hash() {
        assert!(inline_scripts("<p>none</p><script src=\"/a.js\"></script>").is_empty());
        assert_eq!(
            inline_scripts("<script>go()</script>"),
            ["'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"]
        );
    }
}
