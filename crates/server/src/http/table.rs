//! The table of endpoints, and what is built from it.

use axum::Router;
use serde_json::Value;

use super::{ApiError, ErrorCode, Route, layers, markdown, omnichannel, openapi, pages, rest};
use crate::App;

/// All endpoints. The router, the OpenAPI document and the reference are three readings of the same rows, so none
/// of them can tell of something that is not there.
pub struct Table(Vec<Route>);

impl Table {
    /// The table with these rows, in the order of the reference.
    pub fn new(rows: impl IntoIterator<Item = Route>) -> Self {
        Self(rows.into_iter().collect())
    }

    /// What answers requests: every row behind its guard, the pages, everything else refused in our shape, and
    /// the layers that every answer goes through.
    pub fn router(self, app: App) -> Router {
        let rows = self.0.into_iter().fold(Router::new(), |router, row| {
            let path = row.path;
            router.route(path, row.guarded(&app))
        });
        let rows = rows
            .merge(pages::router())
            .merge(omnichannel::router())
            .merge(rest::router())
            .fallback(async || ApiError::new(ErrorCode::NotFound))
            .method_not_allowed_fallback(async || ApiError::new(ErrorCode::MethodNotAllowed));
        layers::around(rows, &app).with_state(app)
    }

    /// The OpenAPI 3.1 document.
    pub fn openapi(&self) -> Value {
        openapi::document(&self.0)
    }

    /// The reference in Markdown.
    pub fn reference(&self) -> String {
        markdown::reference(&self.0)
    }
}
