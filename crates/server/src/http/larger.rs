//! Larger bodies, for those alone who may send them.

use axum::{
    extract::{DefaultBodyLimit, Request, State},
    middleware::Next,
    response::Response,
};

use super::ApiError;
use crate::{App, secrets::AgentToken, use_cases::admission};

/// Lets an administrator send a body of up to so many bytes. They are looked up before anything of it is read, so that nobody else
/// has the server hold more than any endpoint takes.
pub(super) async fn from_administrators(
    State((app, most)): State<(App, usize)>,
    token: AgentToken,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    app.read(token.account, move |tx| admission::admit_administrator(tx, &token)).await?;
    DefaultBodyLimit::max(most).apply(&mut request);
    Ok(next.run(request).await)
}
