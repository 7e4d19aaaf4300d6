//! A chat of the company, and tokens as its backend makes them with the chat's secret.

use bonafide_testkit::backend::{Backend, Order};
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{Call, patch, post},
    company::Company,
    visitor::Visitor,
    world::World,
};

/// A channel of the kind chat.
pub(crate) struct Chat {
    pub(crate) id: String,
    pub(crate) public_key: String,
}

/// A secret, as the answer to its making tells it.
#[derive(Clone)]
pub(crate) struct Secret {
    pub(crate) id: String,
    pub(crate) text: String,
}

impl Chat {
    /// A new chat that has no secret yet.
    pub(crate) fn made(world: &World, company: &Company) -> Self {
        let body = json!({"name": "Chat", "kind": "chat"});
        let made = world.ask(post("/admin/v1/channels").by(&company.administrator).json(&body)).gives(201);
        let text = |member: &str| made[member].as_str().unwrap().to_owned();
        Self { id: text("id"), public_key: text("public_key") }
    }

    /// A new chat with a secret.
    pub(crate) fn with_secret(world: &World, company: &Company) -> (Self, Secret) {
        let chat = Self::made(world, company);
        let secret = chat.secret(world, company, 0);
        (chat, secret)
    }

    /// An administrator makes a secret; the one before lives on for so long.
    pub(crate) fn making(&self, company: &Company, old_lives_on: i64) -> Call {
        post(format!("/admin/v1/channels/{}/secret", self.id))
            .by(&company.administrator)
            .json(&json!({"old_lives_on_seconds": old_lives_on}))
    }

    pub(crate) fn secret(&self, world: &World, company: &Company, old_lives_on: i64) -> Secret {
        let told = world.ask(self.making(company, old_lives_on)).gives(201);
        let text = |member: &str| told[member].as_str().unwrap().to_owned();
        Secret { id: text("id"), text: text("secret") }
    }

    /// An administrator changes something of it.
    pub(crate) fn changes(&self, world: &World, company: &Company, body: &Value) -> Value {
        let path = format!("/admin/v1/channels/{}", self.id);
        world.ask(patch(path).by(&company.administrator).json(body)).gives(200)
    }

    /// A device logs in to it.
    pub(crate) fn login(&self, world: &World, token: &str) -> Call {
        let login_id = world.client_made_id();
        let body = json!({"channel": self.public_key, "token": token, "login_id": login_id});
        post("/client/v1/login").json(&body)
    }

    pub(crate) fn presents(&self, world: &World, token: &str) -> Answer {
        world.ask(self.login(world, token))
    }

    /// A new device on which somebody signed in with this token.
    pub(crate) fn signed_in(&self, world: &World, token: &str) -> Visitor {
        Visitor::of(&self.presents(world, token).gives(200))
    }
}

/// What a good token says of somebody.
pub(crate) fn claims(world: &World, external_id: &str) -> Value {
    let (now, email) = (world.seconds(), format!("{external_id}@shop.example"));
    json!({"external_id": external_id, "name": "Mara Lindqvist", "email": email, "iat": now, "exp": now + 420})
}

impl Secret {
    /// A token with these claims, as a backend makes it: HS256 and no `kid`.
    pub(crate) fn signs(&self, claims: &Value) -> String {
        let order = Order {
            key_id: None,
            secret: self.text.clone(),
            decode_secret: false,
            algorithm: "HS256".to_owned(),
            claims: claims.clone(),
            // The library adds an iat of its own where there is none, and takes one away where it is told not to.
            options: if claims["iat"].is_null() { json!({"noTimestamp": true}) } else { json!({}) },
        };
        Backend::shared().sign(&order).expect("the backend's library signs it")
    }

    /// A good token for somebody.
    pub(crate) fn token(&self, world: &World, external_id: &str) -> String {
        self.signs(&claims(world, external_id))
    }
}
