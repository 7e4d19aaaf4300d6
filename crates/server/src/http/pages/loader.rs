//! The loader: the one script that a page of another origin carries (details 30-32), and what it brings in on pages that
//! call it as they called a system replaced.

use aws_lc_rs::digest;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    built,
    settings::{self, written_into},
};
use crate::{
    App,
    hex::hex,
    http::{ApiError, ErrorCode, Query},
    use_cases::channels,
};

/// Which channel.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Its public key.
    #[serde(default)]
    pub(super) key: String,
}

/// Says in the console of whoever builds the page what is wrong with it. It is a script that loads well, and has the
/// functions that the page calls, so that the rest of the page goes on.
const UNKNOWN_KEY: &str = "window.zE = window.bonafide = function () {};\n\
     console.warn(\"Bonafide: no channel has the key that this page's snippet names. \
     Copy the snippet again from Settings, Channels.\");\n";

/// Five minutes: a changed colour or name shows soon, and a page with many visitors does not ask much.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// `GET /ekr/snippet.js?key=…` and `GET /bonafide.js?key=…`: the loader of that channel. An unknown key is answered
/// with a script that says so.
pub(super) async fn script(
    State(app): State<App>,
    Query(Asked { key }): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let script = match channels::embedding(&app, key).await? {
        Some(shown) => {
            let built = built::text("loader/loader.js").ok_or(ErrorCode::NotFound)?;
            written_into(&built, &settings::Loader::of(&shown)).map_err(|_| ErrorCode::Internal)?
        }
        None => UNKNOWN_KEY.to_owned(),
    };
    Ok(tagged(&headers, script))
}

/// The files that the loader imports.
const FACES: [&str; 3] = ["chat.js", "omnichannel.js", "sign-in.js"];

/// `GET /faces/…`: what the loader imports on pages that call it as a system replaced, and for channels with a sign-in page. The name stays the same when what is
/// in it changes, so that a loader that a browser has kept still finds it.
pub(super) async fn face(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let face = FACES.into_iter().find(|name| *name == file).ok_or(ErrorCode::NotFound)?;
    built_script(&headers, &format!("faces/{face}"))
}

/// `GET /livechatwidget/scripts/LiveChatBootstrapper.js`: the script of pages whose tag names the channel in `data-app-id`.
pub(super) async fn bootstrap(headers: HeaderMap) -> Result<Response, ApiError> {
    built_script(&headers, "bootstrap.js")
}

fn built_script(headers: &HeaderMap, file: &str) -> Result<Response, ApiError> {
    Ok(tagged(headers, built::text(&format!("loader/{file}")).ok_or(ErrorCode::NotFound)?))
}

/// The script with a tag of what is in it, or 304 to whoever has the same one (RFC 9110, 13.1.2).
fn tagged(asked: &HeaderMap, script: String) -> Response {
    let hash = digest::digest(&digest::SHA256, script.as_bytes());
    let tag = format!("W/\"{}\"", &hex(hash.as_ref()));
    let has_it = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|one| one.trim() == tag);
    let mut response = if has_it { StatusCode::NOT_MODIFIED.into_response() } else { script.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, FIVE_MINUTES);
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    // Browsers ask for what is imported with CORS. There is nothing in it that is not for everybody.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
