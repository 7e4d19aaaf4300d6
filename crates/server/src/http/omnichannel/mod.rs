//! The door for chats that sites built on the published omnichannel client (`@microsoft/omnichannel-chat-sdk`): its calls, each
//! answered by the handler of our own API that does the same. Nothing is decided here.
//!
//! The client knows two services: the connector, which begins and ends a chat, and the chat service behind it, which holds
//! messages in threads. A chat is a session of ours on one device, and its thread the conversation of whoever has that session.
//!
//! It is another system's protocol and not ours, so it stands beside the table of endpoints
//! (`docs/reference/omnichannel.md`).

mod chat;
mod config;
mod connector;
mod headers;
mod threads;
mod token;

use axum::{
    Router,
    http::{HeaderName, header},
    routing::{MethodRouter, get, post},
};

use crate::App;

/// What the paths begin with.
pub(super) const PATHS: [&str; 2] = ["/livechatconnector/", "/chat/"];
/// The headers of our answers that the client reads.
pub(super) const READ_BY_PAGES: [HeaderName; 5] =
    [headers::SESSION, headers::ERROR_CODE, headers::MESSAGE, header::RETRY_AFTER, header::DATE];

/// All that is answered.
pub(super) fn router() -> Router<App> {
    connector().merge(threads())
}

fn connector() -> Router<App> {
    let of_either_kind = |router: Router<App>, (base, begins): (&str, MethodRouter<App>)| {
        router
            .route(&format!("{base}/organization/{{org}}/widgetApp/{{widget}}/conversation"), begins)
            .route(
                &format!("{base}/getliveworkitemdetails/{{org}}/{{widget}}/{{request}}"),
                get(connector::details),
            )
            .route(
                &format!("{base}/getagentavailability/{{org}}/{{widget}}/{{request}}"),
                post(connector::availability),
            )
            .route(&format!("{base}/sessionclose/{{org}}/{{widget}}/{{request}}"), post(connector::close))
    };
    let router = Router::new().route("/livechatconnector/config/{org}/{widget}", get(config::config));
    let bases = [
        ("/livechatconnector", post(connector::begin)),
        ("/livechatconnector/auth", post(connector::begin_signed_in)),
    ];
    bases.into_iter().fold(router, of_either_kind)
}

fn threads() -> Router<App> {
    Router::new()
        .route("/chat/config/realTimeNotifications", get(threads::notifications))
        .route("/chat/threads/{thread}/messages", get(threads::messages).post(threads::send))
        .route("/chat/threads/{thread}/participants", get(threads::participants))
        .route("/chat/threads/{thread}/typing", post(threads::typing))
}

/// A header's name, in the form in which it is compared.
const fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}
