//! An agent's console without a screen, and an administrator's.

mod admin;
mod live;
mod work;

use reqwest::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    feed::Feed,
    http::{Failed, Http},
    unique_suffix,
    wire::{
        Event, Head, Missed,
        agent::{Agent, AgentConversation, AgentMessage, Evidence, Inbox, Person},
    },
};

/// Somebody of the company, signed in on one device.
#[derive(Debug)]
pub struct AgentClient {
    http: Http,
    token: String,
    agent: Agent,
    feed: Feed<AgentMessage>,
}

/// The answer to whoever signs in.
#[derive(Deserialize)]
struct SignedIn {
    session: AgentSession,
    agent: Agent,
}

#[derive(Deserialize)]
struct AgentSession {
    token: String,
}

/// The answer to a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Answered {
    /// The message.
    pub message: AgentMessage,
    /// Its conversation.
    pub conversation: Head,
}

impl AgentClient {
    /// Signs in with address and password. `server` is `http://HOST:PORT`.
    pub async fn sign_in(server: &str, email: &str, password: &str) -> Result<Self, Failed> {
        let body = json!({"email": email, "password": password});
        Self::sign_in_at(server, "/agent/v1/sign-in", &body).await
    }

    async fn sign_in_at(server: &str, path: &str, body: &Value) -> Result<Self, Failed> {
        let http = Http::new(server);
        let SignedIn { session, agent } = http.post(path, None, body).await?;
        Ok(Self { http, token: session.token, agent, feed: Feed::default() })
    }

    /// Signs out; the console is of no more use then.
    pub async fn sign_out(&self) -> Result<(), Failed> {
        self.post::<Value>("/agent/v1/sign-out", &json!({})).await.map(drop)
    }

    /// Who is signed in.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The inbox: the first page, or the one that `before` names.
    pub async fn inbox(&self, before: Option<&str>) -> Result<Inbox, Failed> {
        let query = before.map(|cursor| format!("?before={cursor}")).unwrap_or_default();
        self.get(&format!("/agent/v1/inbox{query}")).await
    }

    /// The newest page of a conversation. Events up to its head count as read.
    pub async fn conversation(&mut self, id: &str) -> Result<AgentConversation, Failed> {
        let page: AgentConversation = self.get(&format!("/agent/v1/conversations/{id}")).await?;
        self.feed.heads().read(&page.conversation.id, page.conversation.head);
        Ok(page)
    }

    /// The page of a conversation before a message.
    pub async fn conversation_before(&self, id: &str, message: &str) -> Result<AgentConversation, Failed> {
        self.get(&format!("/agent/v1/conversations/{id}?before={message}")).await
    }

    /// The events of a conversation after a number.
    pub async fn events(&self, conversation: &str, after: i64) -> Result<Vec<Event<AgentMessage>>, Failed> {
        let path = format!("/agent/v1/conversations/{conversation}/events?after={after}");
        let missed: Missed<AgentMessage> = self.get(&path).await?;
        Ok(missed.events)
    }

    /// Says something to the user.
    pub async fn write(&self, conversation: &str, text: &str) -> Result<AgentMessage, Failed> {
        self.write_as(conversation, &json!({"client_id": made_id(), "text": text})).await
    }

    /// Says something that agents alone see.
    pub async fn write_note(&self, conversation: &str, text: &str) -> Result<AgentMessage, Failed> {
        let body = json!({"client_id": made_id(), "text": text, "visibility": "agents"});
        self.write_as(conversation, &body).await
    }

    async fn write_as(&self, conversation: &str, body: &Value) -> Result<AgentMessage, Failed> {
        let path = format!("/agent/v1/conversations/{conversation}/messages");
        let answered: Answered = self.post(&path, body).await?;
        Ok(answered.message)
    }

    /// A user, by their id or by that of one who was merged into them.
    pub async fn person(&self, user: &str) -> Result<Person, Failed> {
        self.get(&format!("/agent/v1/users/{user}")).await
    }

    /// Bans a user (SES-8).
    pub async fn ban(&self, user: &str) -> Result<Person, Failed> {
        self.call(Method::PUT, &format!("/agent/v1/users/{user}/ban"), Some(&json!({}))).await
    }

    /// Lifts a ban.
    pub async fn lift_ban(&self, user: &str) -> Result<Person, Failed> {
        self.call(Method::DELETE, &format!("/agent/v1/users/{user}/ban"), None).await
    }

    /// What a check mark rests on.
    pub async fn evidence(&self, id: &str) -> Result<Evidence, Failed> {
        self.get(&format!("/agent/v1/evidence/{id}")).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failed> {
        self.call(Method::GET, path, None).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failed> {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Failed> {
        self.http.call(method, path, Some(&self.token), body).await
    }
}

fn made_id() -> String {
    format!("answer-{}", unique_suffix())
}
