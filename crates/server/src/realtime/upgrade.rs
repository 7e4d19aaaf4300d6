//! The requests that become sockets.
//!
//! Pages of any origin may open one: nothing is taken from cookies, and the token is in the first frame, never in the
//! URL (SES-3).

use axum::{
    extract::{
        State,
        ws::{WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
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
    Ok(upgraded(upgrade, move |socket| client::serve(app, Box::new(Line::new(socket, stopping)), waiting)))
}

/// `GET /agent/v1/socket`: what happens in the account, to an agent.
pub async fn agent(State(app): State<App>, Peer(address): Peer, asked: Asked) -> Result<Response, ApiError> {
    let upgrade = line::sized(websocket(asked)?);
    let waiting = app.hub.gate().let_in(address).ok_or(RetryAfter::SOON)?;
    let stopping = app.shutdown.watch();
    Ok(upgraded(upgrade, move |socket| agent::serve(app, Box::new(Line::new(socket, stopping)), waiting)))
}

/// Serves the socket in a task of its own: the one of the upgrade would keep what it needed besides for as long.
fn upgraded<F>(upgrade: WebSocketUpgrade, serve: impl FnOnce(WebSocket) -> F + Send + 'static) -> Response
where
    F: Future<Output = ()> + Send + 'static,
{
    upgrade.on_upgrade(async move |socket| drop(tokio::spawn(serve(socket))))
}

fn websocket(asked: Asked) -> Result<WebSocketUpgrade, ApiError> {
    asked.map_err(|_| ApiError::new(ErrorCode::BadRequest).saying("This address answers WebSockets alone."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{App, realtime::gate::Waiting};

    /// The most that the task of a socket and its line hold, in bytes. Ten thousand idle ones hold it ten thousand
    /// times: what is done once or seldom belongs in a box of its own.
    const HELD: usize = 1_150;

    fn held<F: Future>(_serve: impl FnOnce(App, Box<Line>, Waiting) -> F) -> usize {
        size_of::<F>() + size_of::<Line>()
    }

    #[test]
    fn an_idle_socket_holds_little_more_than_its_websocket() {
        for (kind, held) in [("device", held(client::serve)), ("agent", held(agent::serve))] {
            assert!(held <= HELD, "{kind}: {held}");
        }
    }
}
