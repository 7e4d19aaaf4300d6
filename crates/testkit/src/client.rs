//! A messenger without a screen: what a person does on one device, spoken as `docs/reference/protocol.md` says.
//!
//! It knows that page and nothing else of the server. After a lost answer or connection it repeats nothing by itself:
//! the test decides when the network is back.

mod device;
mod live;
mod outbox;
mod reading;

use reqwest::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    feed::Feed,
    http::{Failed, Http},
    wire::{Head, Message},
};
pub use device::{DeviceName, Identity, Opened};
pub use live::Ready;
pub use outbox::Draft;
pub use reading::Page;

use device::Storage;
use outbox::{Fate, Outbox, made_id};

/// One device, or one tab of it.
#[derive(Debug)]
pub struct Client {
    http: Http,
    channel: String,
    /// What this tab acts with. Another tab may have stored a newer one.
    identity: Option<Identity>,
    storage: Storage,
    outbox: Outbox,
    /// The last login, to be repeated if its answer was lost.
    login: Option<Login>,
    conversation: Option<String>,
    feed: Feed<Message>,
}

/// A login as it was sent, to be repeated as it is.
#[derive(Debug, Clone)]
struct Login {
    token: String,
    login_id: String,
}

/// The answer to a message.
#[derive(Deserialize)]
struct Written {
    message: Message,
    conversation: Head,
}

impl Client {
    /// Opens a channel on a new device. Nothing is sent: looking at a page creates nothing.
    ///
    /// `server` is `http://HOST:PORT`, `channel` the channel's public key.
    pub fn open(server: &str, channel: &str) -> Self {
        Self {
            http: Http::new(server),
            channel: channel.to_owned(),
            identity: None,
            storage: Storage::default(),
            outbox: Outbox::default(),
            login: None,
            conversation: None,
            feed: Feed::default(),
        }
    }

    /// Opens the channel in another tab of the same device, which may reach another server of the installation.
    #[must_use]
    pub fn another_tab(&self, server: &str) -> Self {
        let mut tab = Self::open(server, &self.channel);
        tab.storage = self.storage.clone();
        tab.identity = self.storage.load();
        tab
    }

    /// Who this device acts as, if anybody.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The user's id.
    ///
    /// # Panics
    ///
    /// If the device acts as nobody.
    pub fn user_id(&self) -> &str {
        &self.identity().expect("the device has a session").user.id
    }

    /// The id of the conversation, once something was said or read.
    pub fn conversation_id(&self) -> Option<&str> {
        self.conversation.as_deref()
    }

    /// What was typed and not acknowledged, oldest first.
    pub fn unsent(&self) -> impl Iterator<Item = &Draft> {
        self.outbox.0.iter()
    }

    /// The next call arrives, and its answer is lost on the way back.
    pub fn lose_next_answer(&self) {
        self.http.lose_next_answer();
    }

    /// Types a message and sends it, after what waits from before. Without a session it asks for an anonymous one.
    pub async fn write(&mut self, text: &str) -> Result<Message, Failed> {
        let identity = match self.identity.clone() {
            Some(identity) => identity,
            None => self.begin().await?,
        };
        self.outbox.0.push_back(Draft::new(text, &identity));
        let mut sent = self.resend().await?;
        Ok(sent.pop().expect("the last draft was sent last"))
    }

    /// Sends what was not acknowledged, oldest first, with the ids of the first time. Stops at the first failure;
    /// a draft that can never be taken is discarded.
    pub async fn resend(&mut self) -> Result<Vec<Message>, Failed> {
        let mut sent = Vec::new();
        while let Some(draft) = self.outbox.0.front().cloned() {
            sent.push(self.send(&draft).await?);
            self.outbox.0.pop_front();
        }
        Ok(sent)
    }

    /// Signs in with a token of the company's backend, then reads the conversation again. What waits in the outbox
    /// goes out with the next message or [`resend`](Self::resend).
    pub async fn login(&mut self, token: &str) -> Result<Opened, Failed> {
        let login = Login { token: token.to_owned(), login_id: made_id("login") };
        self.send_login(login).await
    }

    /// A login with an id of the caller's, of whose answer the device takes nothing: for a call that several servers get at once.
    pub async fn asks_to_log_in(&self, token: &str, login_id: &str) -> Result<Opened, Failed> {
        let body = json!({"channel": self.channel, "token": token, "login_id": login_id});
        self.http.post("/client/v1/login", self.token(), &body).await
    }

    /// Repeats the last login with the id of the first time, as a device does that has not got its answer.
    ///
    /// # Panics
    ///
    /// If there was none.
    pub async fn repeat_login(&mut self) -> Result<Opened, Failed> {
        let login = self.login.clone().expect("there was a login");
        self.send_login(login).await
    }

    /// Logs out and wipes what the device stored. The next message begins as somebody new.
    pub async fn logout(&mut self) -> Result<(), Failed> {
        let answer: Value = self.call(Method::POST, "/client/v1/logout", Some(&json!({}))).await?;
        assert!(answer.is_object(), "a logout is answered with an object: {answer}");
        self.wipe();
        Ok(())
    }

    async fn begin(&mut self) -> Result<Identity, Failed> {
        let body = json!({"channel": self.channel, "locale": "en"});
        let opened: Opened = self.http.post("/client/v1/sessions", self.token(), &body).await?;
        Ok(self.act_as(&opened))
    }

    async fn send(&mut self, draft: &Draft) -> Result<Message, Failed> {
        let body = json!(draft);
        let answer = self.call(Method::POST, "/client/v1/messages", Some(&body)).await;
        if let Err(Failed::Refused(refusal)) = &answer
            && outbox::fate(refusal) == Fate::Discarded
        {
            self.outbox.0.pop_front();
        }
        let Written { message, conversation } = answer?;
        // Its head is not read: other events may have come between.
        self.conversation = Some(conversation.id);
        Ok(message)
    }

    /// A call with the device's session. If another tab has stored a newer one, it is repeated with that; if the
    /// device has none that counts, everything it stored is wiped.
    async fn call<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Failed> {
        loop {
            let answer = self.http.call(method.clone(), path, self.token(), body).await;
            match answer.as_ref().err().map(Failed::code) {
                Some(code) if code.starts_with("session_") && self.take_newer_session() => {}
                Some("session_missing" | "session_unknown" | "session_ended") => {
                    self.wipe();
                    return answer;
                }
                Some(_) | None => return answer,
            }
        }
    }

    async fn send_login(&mut self, login: Login) -> Result<Opened, Failed> {
        let Login { token, login_id } = login.clone();
        self.login = Some(login);
        let opened = self.asks_to_log_in(&token, &login_id).await?;
        self.act_as(&opened);
        self.conversation = None;
        self.conversation().await?;
        Ok(opened)
    }

    /// Stores who the device acts as from now on.
    fn act_as(&mut self, opened: &Opened) -> Identity {
        let identity = opened.identity();
        self.storage.store(&identity);
        self.identity = Some(identity.clone());
        identity
    }

    fn wipe(&mut self) {
        self.storage.wipe();
        self.identity = None;
        self.login = None;
        self.conversation = None;
        self.outbox = Outbox::default();
        self.feed.forget();
    }

    fn token(&self) -> Option<&str> {
        self.identity.as_ref().map(|identity| identity.session.token.as_str())
    }
}
