//! What browsers load: the console, the messenger's page, and the loader that pages of other origins carry.
//!
//! These are files and not an API, so they stand beside the table of endpoints and not in it. All of them are built
//! from `web/` and are part of the binary. Each page says in its own policy what it may load and who may show it.

mod built;
mod console;
mod loader;
mod messenger;
mod settings;

use axum::{Router, routing::get};
use tower_http::compression::CompressionLayer;

use super::ApiError;
use crate::App;

/// The pages, with what they load.
pub(super) fn router() -> Router<App> {
    let console =
        console::PATHS.iter().fold(Router::new(), |router, path| router.route(path, get(console::page)));
    console
        .route("/_app/{*path}", get(console::file))
        .route("/seal.svg", get(console::seal))
        .route("/messenger", get(messenger::page))
        .route("/messenger/assets/{*path}", get(messenger::file))
        .route("/ekr/snippet.js", get(loader::script))
        .route("/bonafide.js", get(loader::script))
        .route("/faces/{file}", get(loader::face))
        .route("/livechatwidget/scripts/LiveChatBootstrapper.js", get(loader::bootstrap))
        .layer(CompressionLayer::new())
}

/// What our pages may load: what this server serves, and nothing written in the page but the scripts named. The
/// sockets are named besides `'self'`, which older browsers do not read as meaning them.
async fn sources(app: &App, inline_scripts: &[String]) -> Result<String, ApiError> {
    let scripts: Vec<&str> =
        ["'self'"].into_iter().chain(inline_scripts.iter().map(String::as_str)).collect();
    let (scripts, sockets) = (scripts.join(" "), app.public_url().await?.sockets());
    Ok(format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'"
    ))
}
