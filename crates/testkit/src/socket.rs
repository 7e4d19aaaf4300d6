//! One WebSocket: JSON texts in and out, and the words it closes with.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::http::PATIENCE;

/// An open socket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// How the server ended a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// 4001 to 4004 as the reference lists them; 1006 if the connection broke without a word.
    pub code: u16,
    /// The code of an error, where there is one.
    pub reason: String,
}

/// What came.
#[derive(Debug)]
pub(crate) enum Frame {
    Said(Value),
    Closed(Closed),
}

/// What RFC 6455 calls a connection that ended without a closing frame.
const BROKEN: u16 = 1006;

impl Socket {
    /// Opens the socket at `path` of the server at `base`.
    pub(crate) async fn open(base: &str, path: &str) -> Result<Self, String> {
        let host = base.strip_prefix("http://").expect("tests speak plain http on loopback");
        let opening = timeout(PATIENCE, connect_async(format!("ws://{host}{path}")));
        let opened = opening.await.map_err(|_| format!("{path} was not answered within {PATIENCE:?}"))?;
        let (stream, _) = opened.map_err(|error| format!("{path}: {error}"))?;
        Ok(Self { stream })
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        // A socket that the server has closed tells so when it is heard.
        let _ = self.stream.send(Message::text(frame.to_string())).await;
    }

    /// The next frame; pings are answered meanwhile. The caller bounds the wait.
    pub(crate) async fn hear(&mut self) -> Frame {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame = serde_json::from_str(&text);
                    return Frame::Said(frame.unwrap_or_else(|error| panic!("not JSON ({error}): {text}")));
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    let closed = Closed { code: frame.code.into(), reason: frame.reason.to_string() };
                    return Frame::Closed(closed);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(_) | Message::Frame(_))) => {
                    panic!("the server sends texts alone")
                }
                Some(Ok(Message::Close(None))) | None => return Frame::Closed(broken(String::new())),
                Some(Err(error)) => return Frame::Closed(broken(error.to_string())),
            }
        }
    }
}

fn broken(reason: String) -> Closed {
    Closed { code: BROKEN, reason }
}
