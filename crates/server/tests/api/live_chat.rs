//! A live chat of the company, whose people prove who they are by tokens of its portal.

use bonafide_domain::id::SettingId;
use bonafide_store::fetched_keys;
use bonafide_testkit::portal::Pair;
use serde_json::{Value, json};

use crate::{
    call::{Call, get, patch, post},
    visitor::Visitor,
    world::World,
};

/// Where authentication settings are.
pub(crate) const PATH: &str = "/admin/v1/authentication-settings";
/// Where the keys of the portal are: at a place that is never called, since it is this machine.
const URL: &str = "https://127.0.0.1:1/keys";

/// A channel with a setting of public keys, which lets people begin without signing in (OMN-10).
pub(crate) struct LiveChat {
    pub(crate) channel: String,
    pub(crate) public_key: String,
    pub(crate) setting: String,
}

impl LiveChat {
    /// A new one. Nothing was fetched yet.
    pub(crate) fn new(world: &World) -> Self {
        let by = &world.company().administrator;
        let asked = json!({"kind": "oauth2_implicit", "name": "Portal", "url": URL});
        let setting = world.ask(post(PATH).by(by).json(&asked)).gives(201);
        let asked = json!({"name": "Live chat", "kind": "omnichannel"});
        let channel = world.ask(post("/admin/v1/channels").by(by).json(&asked)).gives(201);
        let text = |value: &Value, member: &str| value[member].as_str().unwrap().to_owned();
        let live_chat = Self {
            channel: text(&channel, "id"),
            public_key: text(&channel, "public_key"),
            setting: text(&setting, "id"),
        };
        live_chat.attaches(world, &json!(live_chat.setting));
        live_chat
    }

    /// An administrator attaches a setting, or none.
    pub(crate) fn attaches(&self, world: &World, setting: &Value) {
        let path = format!("/admin/v1/channels/{}", self.channel);
        world
            .ask(
                patch(path)
                    .by(&world.company().administrator)
                    .json(&json!({"setting": setting, "login_required": false})),
            )
            .gives(200);
    }

    /// The setting, as administrators see it.
    pub(crate) fn setting(&self, world: &World) -> Value {
        let path = format!("{PATH}/{}", self.setting);
        world.ask(get(path).by(&world.company().administrator)).gives(200)
    }

    /// Another node has just fetched these keys.
    pub(crate) fn has_fetched(&self, world: &World, body: &str) {
        let (setting, now, body): (SettingId, _, _) =
            (self.setting.parse().unwrap(), world.app.now(), body.to_owned());
        let kept = world.app.store.write(world.company().account, move |tx| {
            fetched_keys::keep_good(tx, setting, URL, now, &body).map(bonafide_store::Done::quiet)
        });
        world.run(kept).unwrap();
    }

    /// A device logs in to it.
    pub(crate) fn login(&self, world: &World, token: &str) -> Call {
        let login_id = world.client_made_id();
        post("/client/v1/login")
            .json(&json!({"channel": self.public_key, "token": token, "login_id": login_id}))
    }

    /// A new device on which somebody signed in with a token of this pair.
    pub(crate) fn signed_in(&self, world: &World, pair: &Pair, kid: &str, sub: &str) -> Visitor {
        let token = pair.token(Some(kid), sub, world.seconds(), &json!({}));
        Visitor::of(&world.ask(self.login(world, &token)).gives(200))
    }
}
