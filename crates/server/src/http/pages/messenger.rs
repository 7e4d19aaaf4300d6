//! The messenger's page, which pages of the channel's origins show in a frame.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
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
    embeddings::Page,
    http::{ApiError, ErrorCode, Query},
    use_cases::channels,
};

/// `GET /messenger?key=…`: the page with the channel's settings in it.
pub(super) async fn page(
    State(app): State<App>,
    Query(Asked { key }): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shown = channels::embedding(&app, key).await?.ok_or(ErrorCode::ChannelNotFound)?;
    if let Some(origin) = origin_around(&headers) {
        app.embeddings.note(shown.channel.id, &shown.origins, Page { origin, at: app.now() });
    }
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

/// The origin of the page that a browser says it shows ours in, from `Referer` (RFC 9110, 10.1.3); the loader's frame
/// has browsers send the origin alone.
fn origin_around(headers: &HeaderMap) -> Option<String> {
    let is_frame = headers.get("sec-fetch-dest").is_some_and(|value| value == "iframe");
    let page: Uri = headers.get(header::REFERER).filter(|_| is_frame)?.to_str().ok()?.parse().ok()?;
    Some(format!("{}://{}", page.scheme_str()?, page.authority()?))
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
