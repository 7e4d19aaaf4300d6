//! The client's socket: what happens meanwhile.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    Client, Draft, Written,
    outbox::{self, Fate},
};
use crate::{
    feed::{Feed, Heard, News},
    http::{Failed, PATIENCE, Refusal, RefusalDetail},
    listen::{self, Listens},
    socket::Closed,
    wire::{Event, Head, Message, User},
};

/// The server's first word on a socket.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ready {
    /// Whom the session acts as.
    pub user: User,
    /// The user's conversation and the number of its last event.
    pub conversation: Option<Head>,
    /// From when on the session no longer counts.
    pub expires_at: String,
}

impl Client {
    /// Opens the socket, in place of the one there was. Gives back how the server closed it, if it did at once.
    ///
    /// # Panics
    ///
    /// If the server cannot be reached or the device has no session.
    pub async fn connect(&mut self) -> Result<Ready, Closed> {
        let token = self.token().expect("the device has a session").to_owned();
        let opening = self.feed.open(self.http.base(), "/client/v1/socket", &token, true);
        let ready =
            timeout(PATIENCE, opening).await.expect("the socket's first frame is answered in time")?;
        let ready: Ready = serde_json::from_value(ready).expect("the frame is as the reference says");
        // Subscribed first, read then: what happens between the two comes as an event.
        if let Some(Head { id, .. }) = &ready.conversation
            && !self.feed.heads().has(id)
        {
            self.read_again().await;
        }
        Ok(ready)
    }

    /// Types a message and posts it on the socket, and waits for its answer. One that was not answered, or that waits for
    /// something, goes out with [`resend`](Self::resend).
    ///
    /// # Panics
    ///
    /// If the socket is not open, or no answer comes in time.
    pub async fn post(&mut self, text: &str) -> Result<Message, Failed> {
        let draft = self.say(text).await;
        let Some(answer) = listen::answer(self, &draft.client_id).await else {
            return Err(Failed::Lost(format!("the socket was closed: {:?}", self.feed.closed())));
        };
        let posted = read_answer(answer);
        if posted.is_ok() || posted.as_ref().is_err_and(|refusal| outbox::fate(refusal) == Fate::Discarded) {
            self.outbox.0.retain(|waiting| *waiting != draft);
        }
        let Written { message, conversation } = posted.map_err(Failed::Refused)?;
        self.conversation = Some(conversation.id);
        Ok(message)
    }

    /// Types a message, posts it on the socket and loses the network before the answer comes.
    ///
    /// # Panics
    ///
    /// If the socket is not open.
    pub async fn post_and_hang_up(&mut self, text: &str) {
        self.say(text).await;
        self.hang_up();
    }

    async fn say(&mut self, text: &str) -> Draft {
        let identity = self.identity.as_ref().expect("the device has a session");
        let draft = Draft::new(text, identity);
        self.outbox.0.push_back(draft.clone());
        let mut frame = json!(draft);
        frame.as_object_mut().expect("a draft is an object").insert("t".to_owned(), json!("post"));
        self.feed.say(&frame).await;
        draft
    }

    /// Takes the session that another tab has stored. False if this tab has the newest.
    pub fn take_newer_session(&mut self) -> bool {
        let stored = self.storage.load();
        let newer = stored.is_some() && stored != self.identity;
        if newer {
            self.identity = stored;
        }
        newer
    }

    /// Loses the network: the socket is gone without a word.
    pub fn hang_up(&mut self) {
        self.feed.hang_up();
    }

    /// The next event that the socket brings is lost on the way.
    pub fn lose_next_event(&mut self) {
        self.feed.lose_next_event();
    }

    /// Waits for the next event of a kind; those before it are passed over.
    ///
    /// # Panics
    ///
    /// If none comes in time, or the server closes the socket.
    pub async fn next(&mut self, kind: &str) -> Event<Message> {
        self.until(kind).await.pop().expect("the last one is of the kind")
    }

    /// Waits for the next event of a kind and gives back all that came, in order, up to and with it.
    ///
    /// # Panics
    ///
    /// If none comes in time, or the server closes the socket.
    pub async fn until(&mut self, kind: &str) -> Vec<Event<Message>> {
        listen::until(self, kind, |event| event.kind == kind).await
    }

    /// Waits until the socket brings this message; what comes before it is passed over.
    ///
    /// # Panics
    ///
    /// If it does not come in time, or the server closes the socket.
    pub async fn sees(&mut self, message: &str) -> Message {
        self.messages_up_to(message).await.pop().expect("the last one is the message")
    }

    /// Waits until the socket brings this message, and gives back all that came, in order, up to and with it.
    ///
    /// # Panics
    ///
    /// If it does not come in time, or the server closes the socket.
    pub async fn messages_up_to(&mut self, message: &str) -> Vec<Message> {
        let is_it = |event: &Event<Message>| event.message.as_ref().is_some_and(|it| it.id == message);
        let came = listen::until(self, "such message", is_it).await;
        came.into_iter().filter_map(|event| event.message).collect()
    }

    /// Waits until the socket says that the gap is too large for it; the conversation was read again then.
    ///
    /// # Panics
    ///
    /// If it does not in time, or the server closes the socket.
    pub async fn resynced(&mut self) {
        listen::told(self, News::Resync).await;
    }

    /// Waits until the server closes the socket.
    ///
    /// # Panics
    ///
    /// If it does not in time.
    pub async fn closed(&mut self) -> Closed {
        listen::closed(self).await
    }

    /// Asks for the events after `read`, which the socket did not bring.
    async fn catch_up(&mut self, conversation: &str, read: i64) {
        if self.conversation.as_deref().is_some_and(|current| current != conversation) {
            return self.read_again().await;
        }
        let mut after = Some(read);
        while let Some(number) = after {
            let path = format!("/client/v1/events?after={number}");
            let missed = self.call(Method::GET, &path, None).await;
            let missed = missed.unwrap_or_else(|failed| panic!("missed events were not given: {failed}"));
            after = listen::file(&mut self.feed, missed);
        }
    }

    async fn read_again(&mut self) {
        self.conversation().await.unwrap_or_else(|failed| panic!("the conversation was not given: {failed}"));
    }
}

/// The answer to what was posted.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Answer {
    Posted(Written),
    Refused { error: RefusalDetail, retry_after: Option<u64> },
}

fn read_answer(answer: Value) -> Result<Written, Refusal> {
    let words = answer.to_string();
    match serde_json::from_value(answer) {
        Ok(Answer::Posted(written)) => Ok(written),
        Ok(Answer::Refused { error, retry_after }) => Err(error.refusal(None, retry_after)),
        Err(error) => panic!("an answer that the reference does not know ({error}): {words}"),
    }
}

impl Listens for Client {
    type Message = Message;

    fn feed(&mut self) -> &mut Feed<Message> {
        &mut self.feed
    }

    async fn make_up_for(&mut self, heard: Heard) {
        match heard {
            Heard::Filed => {}
            Heard::Gap(conversation, read) => self.catch_up(&conversation, read).await,
            Heard::Resync(_) => self.read_again().await,
        }
    }
}
