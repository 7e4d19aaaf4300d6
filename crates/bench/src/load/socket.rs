//! One WebSocket that is proved and then listened to.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig},
};

/// An open socket.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens the socket at `path` and says the first frame; comes back with it once it was answered.
    ///
    /// # Panics
    ///
    /// If it is refused.
    pub(crate) async fn open(address: SocketAddr, path: &str, session: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket's options can be set");
        // Small buffers, so that thousands fit into this program.
        let config = WebSocketConfig::default().read_buffer_size(2 * 1024).write_buffer_size(0);
        let (stream, _) = client_async_with_config(format!("ws://{address}{path}"), stream, Some(config))
            .await
            .expect("the server answers WebSockets");
        let mut socket = Self(stream);
        socket.say(format!(r#"{{"t":"auth","session":"{session}"}}"#)).await;
        let first = socket.hear().await;
        assert!(first.contains(r#""t":"ready""#), "the socket was not taken: {first}");
        socket
    }

    /// Says something.
    pub(crate) async fn say(&mut self, frame: String) {
        self.0.send(Message::text(frame)).await.expect("the socket is open");
    }

    /// The next frame; pings are answered meanwhile.
    ///
    /// # Panics
    ///
    /// If the server closes the socket.
    pub(crate) async fn hear(&mut self) -> Utf8Bytes {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return text,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("the server ended a socket: {other:?}"),
            }
        }
    }

    /// The next frame that has `part` in it; others are passed over.
    pub(crate) async fn hear_with(&mut self, part: &str) -> Utf8Bytes {
        loop {
            let frame = self.hear().await;
            if frame.contains(part) {
                return frame;
            }
        }
    }
}
