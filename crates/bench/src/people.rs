//! Those who use a measured server: users who are signed in, and the agent who answers.

use serde_json::{Value, json};

use crate::{
    load::{http::Connection, socket::Socket},
    world::World,
};

/// A user who is signed in on a device and has said something.
#[derive(Debug, Clone)]
pub(crate) struct User {
    /// The session's token.
    pub(crate) session: String,
    /// The user's id.
    pub(crate) id: String,
    /// Their conversation, and the number of its last event.
    pub(crate) conversation: (String, i64),
}

impl User {
    /// Signs the user with this external id in, and says a first word.
    pub(crate) async fn arrive(world: &World, external_id: &str) -> Self {
        let mut connection = Connection::open(world.address()).await;
        let body = json!({
            "channel": world.channel, "token": world.token(external_id), "login_id": format!("login-{external_id}"),
        });
        let opened = connection.post("/client/v1/login", None, body.to_string()).await.accepted();
        let mut user = Self {
            session: text(&opened, "/session/token"),
            id: text(&opened, "/user/id"),
            conversation: Default::default(),
        };
        let first = user.message("first-words", "Good morning.");
        let posted = connection.post(MESSAGES, Some(&user.session), first).await.accepted();
        let head = posted.pointer("/conversation/head").and_then(Value::as_i64).expect("a head is a number");
        user.conversation = (text(&posted, "/conversation/id"), head);
        user
    }

    /// The body of a message of theirs.
    pub(crate) fn message(&self, client_id: &str, words: &str) -> String {
        let id = &self.id;
        format!(
            r#"{{"client_id":"{client_id}","text":"{words}","as_user":"{id}","composed_authenticated":true}}"#
        )
    }
}

/// The frame that posts a message with this body.
pub(crate) fn frame(body: &str) -> String {
    body.replacen('{', r#"{"t":"post","#, 1)
}

/// Where users post.
pub(crate) const MESSAGES: &str = "/client/v1/messages";

/// The session's token of the world's agent.
pub(crate) async fn agent(world: &World) -> String {
    let (email, password) = world.agent;
    let body = json!({"email": email, "password": password}).to_string();
    let mut connection = Connection::open(world.address()).await;
    text(&connection.post("/agent/v1/sign-in", None, body).await.accepted(), "/session/token")
}

/// The socket of a user, who has read all that was said.
pub(crate) async fn connected(world: &World, user: &User) -> Socket {
    Socket::open(world.address(), "/client/v1/socket", &user.session).await
}

/// An agent's socket that watches a conversation from an event on.
pub(crate) async fn watching(world: &World, agent: &str, (conversation, head): &(String, i64)) -> Socket {
    let mut socket = Socket::open(world.address(), "/agent/v1/socket", agent).await;
    socket.say(format!(r#"{{"t":"watch","c":"{conversation}","after":{head}}}"#)).await;
    socket
}

fn text(answer: &Value, member: &str) -> String {
    answer
        .pointer(member)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {member} in {answer}"))
        .to_owned()
}
