//! What a socket tells, filed: events in order and once, whatever was lost or came twice on the way.

use std::collections::{BTreeSet, VecDeque};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    heads::{Arrival, Heads},
    socket::{Closed, Frame, Socket},
    wire::Event,
};

/// The events of the conversations that somebody follows. `M` is a message as they see it.
#[derive(Debug)]
pub(crate) struct Feed<M> {
    socket: Option<Socket>,
    heads: Heads,
    events: VecDeque<Event<M>>,
    news: BTreeSet<News>,
    answers: VecDeque<Value>,
    closed: Option<Closed>,
    loses_next_event: bool,
    /// Whether nobody wants to know any more what this socket tells, only how it ends.
    disregarded: bool,
}

/// What the socket tells that has no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum News {
    /// Something in the inbox changed.
    Inbox,
    /// A gap was too large, and the conversation had to be read again.
    Resync,
}

/// What the owner of a feed has to do after a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Nothing: it is filed.
    Filed,
    /// Ask for the events of the conversation after this number.
    Gap(String, i64),
    /// Read the conversation again.
    Resync(String),
}

impl<M> Default for Feed<M> {
    fn default() -> Self {
        Self {
            socket: None,
            heads: Heads::default(),
            events: VecDeque::new(),
            news: BTreeSet::new(),
            answers: VecDeque::new(),
            closed: None,
            loses_next_event: false,
            disregarded: false,
        }
    }
}

impl<M: DeserializeOwned> Feed<M> {
    /// Opens the socket and proves who is there; gives back the `ready` frame, or how the server closed.
    pub(crate) async fn open(
        &mut self,
        base: &str,
        path: &str,
        session: &str,
        heads: bool,
    ) -> Result<Value, Closed> {
        (self.closed, self.disregarded) = (None, false);
        let mut socket = Socket::open(base, path).await.unwrap_or_else(|words| panic!("{words}"));
        let mut first = json!({"t": "auth", "session": session});
        if let Some(first) = first.as_object_mut().filter(|_| heads) {
            first.insert("heads".to_owned(), json!(self.heads.all()));
        }
        socket.say(&first).await;
        match socket.hear().await {
            Frame::Closed(closed) => Err(closed),
            Frame::Said(ready) => {
                assert_eq!(word(&ready, "t"), "ready", "the first frame is another: {ready}");
                self.socket = Some(socket);
                Ok(ready)
            }
        }
    }

    /// Forgets what was read and disregards what the socket still tells, as a device does that wiped what it stored.
    pub(crate) fn forget(&mut self) {
        self.heads = Heads::default();
        self.events.clear();
        self.disregarded = true;
    }

    /// Hangs up without a word, as a device does that loses its network.
    pub(crate) fn hang_up(&mut self) {
        self.socket = None;
    }

    /// Says something to the server.
    pub(crate) async fn say(&mut self, frame: &Value) {
        self.socket.as_mut().expect("the socket is open").say(frame).await;
    }

    /// Waits for one frame and files it.
    pub(crate) async fn hear(&mut self) -> Heard {
        let frame = match self.socket.as_mut().expect("the socket is open").hear().await {
            Frame::Said(frame) => frame,
            Frame::Closed(closed) => {
                self.socket = None;
                self.closed = Some(closed);
                return Heard::Filed;
            }
        };
        match word(&frame, "t") {
            _ if self.disregarded => Heard::Filed,
            "event" if std::mem::take(&mut self.loses_next_event) => Heard::Filed,
            "event" => self.file(event(frame)),
            "head" => self.compare(word(&frame, "c"), number(&frame, "n")),
            "resync" => {
                self.news.insert(News::Resync);
                Heard::Resync(word(&frame, "c").to_owned())
            }
            "posted" | "refused" => {
                self.answers.push_back(frame);
                Heard::Filed
            }
            "inbox" => {
                self.news.insert(News::Inbox);
                Heard::Filed
            }
            // Others may come: the reference says to pass over what is not known.
            _ => Heard::Filed,
        }
    }

    /// Files an event, unless it is known or some before it are missing.
    pub(crate) fn file(&mut self, event: Event<M>) -> Heard {
        match self.heads.judge(&event.conversation, event.number) {
            Arrival::Known => Heard::Filed,
            Arrival::Gap(read) => Heard::Gap(event.conversation, read),
            Arrival::Next => {
                self.heads.read(&event.conversation, event.number);
                self.events.push_back(event);
                Heard::Filed
            }
        }
    }

    /// The heartbeat shows a gap that no event did.
    fn compare(&self, conversation: &str, head: i64) -> Heard {
        let read = self.heads.of(conversation);
        if head > read { Heard::Gap(conversation.to_owned(), read) } else { Heard::Filed }
    }

    /// How far each conversation was read.
    pub(crate) fn heads(&mut self) -> &mut Heads {
        &mut self.heads
    }

    /// The next event that nobody has looked at.
    pub(crate) fn take_event(&mut self) -> Option<Event<M>> {
        self.events.pop_front()
    }

    /// The answer to what was posted with this id, if it has come.
    pub(crate) fn take_answer(&mut self, client_id: &str) -> Option<Value> {
        let at = self.answers.iter().position(|answer| word(answer, "client_id") == client_id)?;
        self.answers.remove(at)
    }

    /// Whether the socket has told this since it was last asked for.
    pub(crate) fn take_news(&mut self, news: News) -> bool {
        self.news.remove(&news)
    }

    /// How the server closed the socket, if it did.
    pub(crate) fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
    }

    /// Whether there is a socket to hear something from.
    pub(crate) fn is_open(&self) -> bool {
        self.socket.is_some()
    }

    /// The next event that the socket brings is lost on the way.
    pub(crate) fn lose_next_event(&mut self) {
        self.loses_next_event = true;
    }
}

fn event<M: DeserializeOwned>(frame: Value) -> Event<M> {
    let words = frame.to_string();
    serde_json::from_value(frame)
        .unwrap_or_else(|error| panic!("an event that the reference does not know ({error}): {words}"))
}

fn word<'a>(frame: &'a Value, name: &str) -> &'a str {
    frame.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("a frame without {name}: {frame}"))
}

fn number(frame: &Value, name: &str) -> i64 {
    frame.get(name).and_then(Value::as_i64).unwrap_or_else(|| panic!("a frame without {name}: {frame}"))
}
