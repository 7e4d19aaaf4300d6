//! The agent's socket: the inbox, and the conversations that are watched.

use serde_json::json;
use tokio::time::timeout;

use super::AgentClient;
use crate::{
    feed::{Feed, Heard, News},
    http::PATIENCE,
    listen::{self, Listens},
    socket::Closed,
    wire::{Event, Missed, agent::AgentMessage},
};

impl AgentClient {
    /// Opens the socket, in place of the one there was. Gives back how the server closed it, if it did at once.
    ///
    /// # Panics
    ///
    /// If the server cannot be reached.
    pub async fn connect(&mut self) -> Result<(), Closed> {
        let opening = self.feed.open(self.http.base(), "/agent/v1/socket", &self.token, false);
        timeout(PATIENCE, opening).await.expect("the socket's first frame is answered in time").map(drop)
    }

    /// Watches a conversation, from the first event that was not read.
    ///
    /// # Panics
    ///
    /// If the socket is not open.
    pub async fn watch(&mut self, conversation: &str) {
        let after = self.feed.heads().of(conversation);
        self.feed.say(&json!({"t": "watch", "c": conversation, "after": after})).await;
    }

    /// Watches a conversation no more.
    ///
    /// # Panics
    ///
    /// If the socket is not open.
    pub async fn unwatch(&mut self, conversation: &str) {
        self.feed.say(&json!({"t": "unwatch", "c": conversation})).await;
    }

    /// Waits for the next event of a kind in what is watched; those before it are passed over.
    ///
    /// # Panics
    ///
    /// If none comes in time, or the server closes the socket.
    pub async fn next(&mut self, kind: &str) -> Event<AgentMessage> {
        self.until(kind).await.pop().expect("the last one is of the kind")
    }

    /// Waits for the next event of a kind and gives back all that came, in order, up to and with it.
    ///
    /// # Panics
    ///
    /// If none comes in time, or the server closes the socket.
    pub async fn until(&mut self, kind: &str) -> Vec<Event<AgentMessage>> {
        listen::until(self, kind, |event| event.kind == kind).await
    }

    /// Waits until the socket brings this message; what comes before it is passed over.
    ///
    /// # Panics
    ///
    /// If it does not come in time, or the server closes the socket.
    pub async fn sees(&mut self, message: &str) -> AgentMessage {
        let is_it =
            |event: &Event<AgentMessage>| event.message.as_ref().is_some_and(|it| it.message.id == message);
        let came = listen::until(self, "such message", is_it).await;
        came.into_iter().filter_map(|event| event.message).next_back().expect("the last one is the message")
    }

    /// Waits until the socket brings event `number` of a conversation, and gives back what it brought of that
    /// conversation, in order, up to and with it.
    ///
    /// # Panics
    ///
    /// If it does not come in time, or the server closes the socket.
    pub async fn events_up_to(&mut self, conversation: &str, number: i64) -> Vec<Event<AgentMessage>> {
        let is_of = |event: &Event<AgentMessage>| event.conversation == conversation;
        let is_it = |event: &Event<AgentMessage>| is_of(event) && event.number == number;
        let came = listen::until(self, "such event", is_it).await;
        came.into_iter().filter(is_of).collect()
    }

    /// Waits until the socket says that the inbox changed, unless it has said so since this was last asked.
    ///
    /// # Panics
    ///
    /// If it does not in time.
    pub async fn inbox_changed(&mut self) {
        listen::told(self, News::Inbox).await;
    }

    /// Waits until the server closes the socket.
    ///
    /// # Panics
    ///
    /// If it does not in time.
    pub async fn closed(&mut self) -> Closed {
        listen::closed(self).await
    }

    async fn catch_up(&mut self, conversation: &str, read: i64) {
        let mut after = Some(read);
        while let Some(number) = after {
            let path = format!("/agent/v1/conversations/{conversation}/events?after={number}");
            let missed: Result<Missed<AgentMessage>, _> = self.get(&path).await;
            let missed = missed.unwrap_or_else(|failed| panic!("missed events were not given: {failed}"));
            after = listen::file(&mut self.feed, missed);
        }
    }
}

impl Listens for AgentClient {
    type Message = AgentMessage;

    fn feed(&mut self) -> &mut Feed<AgentMessage> {
        &mut self.feed
    }

    async fn make_up_for(&mut self, heard: Heard) {
        match heard {
            Heard::Filed => {}
            Heard::Gap(conversation, read) => self.catch_up(&conversation, read).await,
            Heard::Resync(conversation) => {
                let read = self.conversation(&conversation).await;
                read.unwrap_or_else(|failed| panic!("the conversation was not given: {failed}"));
            }
        }
    }
}
