//! The files that the shop's pages ask for.

use axum::{
    Router,
    http::header,
    routing::{MethodRouter, get},
};

use super::Shop;

pub(super) fn routes() -> Router<Shop> {
    Router::new()
        .route("/shop.css", file("text/css; charset=utf-8", include_str!("shop.css")))
        .route("/shop.js", file("text/javascript; charset=utf-8", include_str!("shop.js")))
        .route("/portal.js", file("text/javascript; charset=utf-8", include_str!("portal.js")))
        .route("/icon.svg", file("image/svg+xml", include_str!("icon.svg")))
}

fn file(kind: &'static str, text: &'static str) -> MethodRouter<Shop> {
    get(async move || ([(header::CONTENT_TYPE, kind)], text))
}
