//! Which pages of other origins may read our answers: those of the client API, errors included, and of chats that are built on
//! the omnichannel client.

use std::{convert::Infallible, sync::LazyLock, time::Duration};

use axum::{
    extract::Request,
    http::{Method, header},
    response::Response,
};
use tower::{Layer, Service, ServiceExt};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use crate::http::omnichannel;

/// What the client API's paths begin with.
const CLIENT: &str = "/client/";

/// Any origin may call the client API: what counts is the session's token in a header, which no browser adds by
/// itself. Credentials are therefore never allowed (details 29).
static ANY_ORIGIN: LazyLock<CorsLayer> = LazyLock::new(|| {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(24 * 60 * 60))
});

/// The same for what the omnichannel client calls. It sends headers of its own, of which each version has others.
static OMNICHANNEL: LazyLock<CorsLayer> = LazyLock::new(|| {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(omnichannel::READ_BY_PAGES)
        .max_age(Duration::from_secs(24 * 60 * 60))
});

/// What `handler` answers, readable by pages where it is for them.
pub(super) async fn for_pages<H>(request: Request, handler: H) -> Response
where
    H: Service<Request, Response = Response, Error = Infallible>,
{
    let path = request.uri().path();
    let answered: Result<Response, Infallible> = if path.starts_with(CLIENT) {
        ANY_ORIGIN.layer(handler).oneshot(request).await
    } else if omnichannel::PATHS.iter().any(|of_it| path.starts_with(of_it)) {
        OMNICHANNEL.layer(handler).oneshot(request).await
    } else {
        handler.oneshot(request).await
    };
    answered.unwrap_or_else(|never| match never {})
}
