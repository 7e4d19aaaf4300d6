//! The requests that become sockets.
//!
//! Pages of any origin may open one: nothing is taken from cookies, and the token is in the first frame, never in the
//! URL (SES-3).

use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::Response,
};

use super::{
    agent, client,
    line::{self, Line},
};
use crate::{
    App,
    http::{ApiError, ErrorCode, Peer},
    limits::RetryAfter,
};

/// A request, if it asked for a WebSocket.
type Asked = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// `GET /client/v1/socket`: what happens to a user, on one of their devices.
pub async fn client(State(app): State<App>, Peer(address): Peer, asked: Asked) -> Result<Response, ApiError> {
    let upgrade = line::sized(websocket(asked)?);
    let waiting = app.hub.gate().let_in(address).ok_or(RetryAfter::SOON)?;
    let stopping = app.shutdown.watch();
    Ok(upgrade.on_upgrade(move |socket| client::serve(app, Line::new(socket, stopping), waiting)))
}

/// `GET /agent/v1/socket`: what happens in the account, to an agent.
pub async fn agent(State(app): State<App>, Peer(address): Peer, asked: Asked) -> Result<Response, ApiError> {
    let upgrade = line::sized(websocket(asked)?);
    let waiting = app.hub.gate().let_in(address).ok_or(RetryAfter::SOON)?;
    let stopping = app.shutdown.watch();
    Ok(upgrade.on_upgrade(move |socket| agent::serve(app, Line::new(socket, stopping), waiting)))
}

fn websocket(asked: Asked) -> Result<WebSocketUpgrade, ApiError> {
    asked.map_err(|_| ApiError::new(ErrorCode::BadRequest).saying("This address answers WebSockets alone."))
}
