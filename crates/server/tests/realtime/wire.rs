//! The other end of a socket, as a client has it.

use std::time::Duration;

use bonafide_domain::id::ConversationId;
use bonafide_server::secrets::AgentToken;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message},
};

use crate::{people::Device, world::World};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a connection is said to have closed with that ended without a closing frame.
pub(crate) const BROKEN: (u16, &str) = (1006, "");

pub(crate) const CLIENT: &str = "/client/v1/socket";
pub(crate) const AGENT: &str = "/agent/v1/socket";

pub(crate) struct Wire(WebSocketStream<TcpStream>);

/// What came.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Said(Value),
    Pinged,
    Closed(u16, String),
}

impl World {
    /// An open socket on which nothing was said, or the status it was refused with.
    pub(crate) async fn socket(&self, path: &str) -> Result<Wire, u16> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        match client_async(format!("ws://{}{path}", self.address), stream).await {
            Ok((socket, _)) => Ok(Wire(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A device's socket after its first frame.
    pub(crate) async fn greeted(&self, device: &Device, heads: Value) -> Wire {
        let mut wire = self.socket(CLIENT).await.unwrap();
        wire.say(&json!({"t": "auth", "session": *device.token.text(), "heads": heads})).await;
        wire
    }

    /// A device's socket that is ready, and the frame that said so.
    pub(crate) async fn ready(&self, device: &Device, heads: Value) -> (Wire, Value) {
        let mut wire = self.greeted(device, heads).await;
        let ready = wire.hear().await;
        assert_eq!(ready["t"], "ready", "{ready}");
        (wire, ready)
    }

    /// The socket of a device that has read nothing and missed nothing.
    pub(crate) async fn device(&self, device: &Device) -> Wire {
        self.ready(device, json!({})).await.0
    }

    /// An agent's socket after its first frame.
    pub(crate) async fn greeted_agent(&self, token: &AgentToken) -> Wire {
        let mut wire = self.socket(AGENT).await.unwrap();
        wire.say(&json!({"t": "auth", "session": *token.text()})).await;
        wire
    }

    /// The administrator's socket.
    pub(crate) async fn agent(&self) -> Wire {
        let mut wire = self.greeted_agent(&self.administrator).await;
        let ready = wire.hear().await;
        assert_eq!(ready["t"], "ready", "{ready}");
        wire
    }
}

impl Wire {
    pub(crate) async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        // What the server closed meanwhile is heard of when it is read.
        let _ = self.0.send(message).await;
    }

    /// The next thing that comes.
    pub(crate) async fn frame(&mut self) -> Frame {
        loop {
            let came = timeout(PATIENCE, self.0.next()).await.expect("something comes in time");
            return match came {
                Some(Ok(Message::Text(text))) => Frame::Said(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_))) => Frame::Pinged,
                Some(Ok(Message::Close(Some(close)))) => {
                    Frame::Closed(close.code.into(), close.reason.to_string())
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => {
                    Frame::Closed(BROKEN.0, BROKEN.1.to_owned())
                }
                Some(Ok(Message::Pong(_))) => continue,
                Some(Ok(other)) => panic!("the server says nothing like {other:?}"),
            };
        }
    }

    /// The next text.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.frame().await {
                Frame::Said(said) => return said,
                Frame::Pinged => {}
                Frame::Closed(code, reason) => panic!("closed with {code} {reason:?}"),
            }
        }
    }

    /// The next thing that is no hint at the inbox: those come when they like.
    pub(crate) async fn beside_hints(&mut self) -> Frame {
        loop {
            let frame = self.frame().await;
            if !matches!(&frame, Frame::Said(said) if said["t"] == "inbox") {
                return frame;
            }
        }
    }

    /// The next event.
    pub(crate) async fn event(&mut self) -> Value {
        loop {
            let said = self.hear().await;
            match said["t"].as_str().unwrap() {
                "event" => return said,
                "inbox" => {}
                other => panic!("{other} where an event was due: {said}"),
            }
        }
    }

    /// How the server closes, after whatever else it says before.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Frame::Closed(code, reason) = self.frame().await {
                return (code, reason);
            }
        }
    }

    /// Watches a conversation.
    pub(crate) async fn watch(&mut self, conversation: ConversationId, after: i64) {
        self.say(&json!({"t": "watch", "c": conversation, "after": after})).await;
    }

    /// Watches a conversation no more, from when this is done: the server answers what is said after it.
    pub(crate) async fn unwatch(&mut self, conversation: ConversationId) {
        self.say(&json!({"t": "unwatch", "c": conversation})).await;
        self.watch(ConversationId::ZERO, 0).await;
        let answer = json!({"t": "resync", "c": ConversationId::ZERO});
        while self.hear().await != answer {}
    }
}

/// Conversation, number and kind of an event.
pub(crate) fn brief(event: &Value) -> (String, i64, String) {
    let word = |name: &str| event[name].as_str().unwrap().to_owned();
    (word("c"), event["n"].as_i64().unwrap(), word("k"))
}

/// What an event's message says.
pub(crate) fn text(event: &Value) -> &str {
    event["message"]["text"].as_str().unwrap_or_else(|| panic!("no message in {event}"))
}
