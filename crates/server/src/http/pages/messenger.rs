//! The messenger's page, which pages of the channel's origins show in a frame.

use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};

use super::{
    built,
    loader::Asked,
    settings::{self, written_into},
    sources,
};
use crate::{
    App,
    http::{ApiError, ErrorCode, Query},
    use_cases::channels,
};

/// `GET /messenger?key=…`: the page with the channel's settings in it.
pub(super) async fn page(
    State(app): State<App>,
    Query(Asked { key }): Query<Asked>,
) -> Result<Response, ApiError> {
    let shown = channels::embedding(&app, key).await?.ok_or(ErrorCode::ChannelNotFound)?;
    let built = built::text("widget/index.html").ok_or(ErrorCode::NotFound)?;
    let page = written_into(&built, &settings::Messenger::of(&shown)).map_err(|_| ErrorCode::Internal)?;
    let policy = format!("{}; {}", sources(&app, &[]).await?, ancestors(&shown.origins));
    let mut response = Html(page).into_response();
    let policy = HeaderValue::try_from(policy).map_err(|_| ErrorCode::Internal)?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

/// `GET /messenger/assets/…`: what the page loads.
pub(super) async fn file(Path(path): Path<String>) -> Response {
    built::immutable(&format!("widget/assets/{path}"))
}

/// Which pages may show the messenger: those of the channel's origins, and our own. The browser asks this of all pages
/// around it (details 31).
fn ancestors(origins: &[String]) -> String {
    let ancestors: Vec<&str> =
        ["frame-ancestors", "'self'"].into_iter().chain(origins.iter().map(String::as_str)).collect();
    ancestors.join(" ")
}
