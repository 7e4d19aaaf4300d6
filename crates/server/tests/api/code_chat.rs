//! A live chat of the company, whose people come back from an identity provider with a code.

use bonafide_testkit::{
    portal::Pair,
    provider::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::{
    call::{Call, patch, post},
    live_chat::PATH,
    world::{Engine, World},
};

/// The client secret, which nothing may tell.
pub(crate) const SECRET: &str = "s3cret: of + the client";

/// A server that may call the provider, and a channel whose setting exchanges codes there.
pub(crate) struct CodeChat {
    pub(crate) provider: Provider,
    pub(crate) world: World,
    pub(crate) pair: Pair,
    pub(crate) channel: String,
    pub(crate) public_key: String,
    pub(crate) setting: String,
}

impl CodeChat {
    /// One whose token action is to verify the ID token.
    pub(crate) fn new(engine: Engine) -> Self {
        let (provider, pair) = (Provider::start(), Pair::new());
        provider.answers("/keys", Reply::Json(200, json!([pair.listed("a", 4_000_000_000_i64)])));
        let world = World::calling(engine, &provider);
        let by = &world.company().administrator;
        let code = exchange(&provider, &json!({"kind": "id_token", "issuer": provider.url("")}));
        let asked = json!({"kind": "oauth2_code", "name": "Sign-in", "code": code});
        let setting = world.ask(post(PATH).by(by).json(&asked)).gives(201);
        let asked = json!({"name": "Live chat", "kind": "omnichannel"});
        let channel = world.ask(post("/admin/v1/channels").by(by).json(&asked)).gives(201);
        let text = |value: &Value, member: &str| value[member].as_str().unwrap().to_owned();
        let (channel, public_key, setting) =
            (text(&channel, "id"), text(&channel, "public_key"), text(&setting, "id"));
        let asked = json!({"setting": setting, "login_required": false});
        world.ask(patch(format!("/admin/v1/channels/{channel}")).by(by).json(&asked)).gives(200);
        let secret = json!({"client_secret": SECRET});
        world.ask(post(format!("{PATH}/{setting}/secret")).by(by).json(&secret)).gives(200);
        let chat = Self { provider, world, pair, channel, public_key, setting };
        chat.gives(&chat.tokens("c-7", &json!({})));
        chat
    }

    /// What the token URL answers from now on.
    pub(crate) fn gives(&self, answer: &Value) {
        self.provider.answers("/token", Reply::Json(200, answer.clone()));
    }

    /// A good answer about somebody, whose ID token has these claims besides or in place of others.
    pub(crate) fn tokens(&self, sub: &str, claims: &Value) -> Value {
        let mut all = json!({"iss": self.provider.url(""), "aud": "shop-chat"});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let id_token = self.pair.token(Some("a"), sub, self.world.seconds(), &all);
        json!({"access_token": "acc3ss", "token_type": "bearer", "expires_in": 600, "id_token": id_token})
    }

    /// Another token action from now on.
    pub(crate) fn acts(&self, action: &Value) {
        self.changes(&exchange(&self.provider, action));
    }

    /// Another way to exchange codes from now on, a second later.
    pub(crate) fn changes(&self, code: &Value) {
        let path = format!("{PATH}/{}", self.setting);
        let by = &self.world.company().administrator;
        self.world.ask(patch(path).by(by).json(&json!({"code": code}))).gives(200);
        self.world.clock.forward(1);
    }

    /// A device logs in with a code.
    pub(crate) fn login(&self, code: &str) -> Call {
        self.login_as(code, &self.world.client_made_id())
    }

    /// The same with a login id.
    pub(crate) fn login_as(&self, code: &str, login_id: &str) -> Call {
        let body = json!({"channel": self.public_key, "token": code, "login_id": login_id});
        post("/client/v1/login").json(&body)
    }

    /// How often a code was exchanged.
    pub(crate) fn exchanges(&self) -> usize {
        self.provider.asked("/token").len()
    }
}

/// How codes are exchanged at this provider, with this action.
pub(crate) fn exchange(provider: &Provider, action: &Value) -> Value {
    json!({
        "token_url": provider.url("/token"), "redirect_url": "https://shop.example/back?x=1", "client_id": "shop-chat",
        "scope": "openid email", "action": action,
    })
}
