//! Somebody on the company's page: a device with a session.

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, post},
    company::Company,
    world::World,
};

/// What is said where it does not matter.
pub(crate) const WORDS: &str = "Where is my order?";

/// A device with the session it has now.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// The session's token.
    pub(crate) token: String,
    /// The session's id.
    pub(crate) session: String,
    /// The user's id.
    pub(crate) user: String,
    /// The device's id.
    pub(crate) device: String,
}

impl Visitor {
    /// What an answer that opened a session says.
    pub(crate) fn of(told: &Value) -> Self {
        let text = |pointer| told.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        Self {
            token: text("/session/token"),
            session: text("/session/id"),
            user: text("/user/id"),
            device: text("/device/id"),
        }
    }

    /// A new device with an anonymous session.
    pub(crate) fn open(world: &World, company: &Company) -> Self {
        Self::of(&world.ask(opening(company)).gives(201))
    }

    /// A new device on which somebody signed in with this token.
    pub(crate) fn signed_in(world: &World, company: &Company, token: &str) -> Self {
        Self::of(&world.ask(login(world, company, token)).gives(200))
    }

    /// Signs in on this device.
    pub(crate) fn signs_in(&self, world: &World, company: &Company, token: &str) -> Answer {
        world.ask(login(world, company, token).by(&self.token))
    }

    /// Writes something, as who the session says, composed signed in if the session is.
    pub(crate) fn says(&self, world: &World, text: &str) -> Answer {
        world.ask(post("/client/v1/messages").by(&self.token).json(&self.message(world, text)))
    }

    /// The body of a message of this device.
    pub(crate) fn message(&self, world: &World, text: &str) -> Value {
        json!({
            "client_id": world.client_made_id(),
            "text": text,
            "as_user": self.user,
            "composed_authenticated": true,
        })
    }

    /// Its conversation, as it sees it.
    pub(crate) fn reads(&self, world: &World) -> Answer {
        world.ask(get("/client/v1/conversation").by(&self.token))
    }
}

/// A device asks for an anonymous session.
pub(crate) fn opening(company: &Company) -> crate::call::Call {
    post("/client/v1/sessions").json(&json!({"channel": company.channel}))
}

/// A device logs in.
pub(crate) fn login(world: &World, company: &Company, token: &str) -> crate::call::Call {
    let login_id = world.client_made_id();
    post("/client/v1/login").json(&json!({"channel": company.channel, "token": token, "login_id": login_id}))
}

/// The texts of the messages in a page.
pub(crate) fn texts(page: &Value) -> Vec<&str> {
    page["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect()
}
