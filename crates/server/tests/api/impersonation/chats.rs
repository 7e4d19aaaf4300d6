//! By a token of a chat (CHT-1 to CHT-7).

use serde_json::json;

use super::stage::{ALICIA, Stage};
use crate::{
    call::{post, put},
    chat::{Chat, Secret, claims},
    visitor::Visitor,
};

fn chat(stage: &Stage) -> (Chat, Secret) {
    Chat::with_secret(&stage.world, stage.company())
}

/// Alicia wrote in the chat, signed in.
fn alicia_wrote(stage: &Stage, chat: &Chat, secret: &Secret) -> Visitor {
    let alicia = chat.signed_in(&stage.world, &secret.token(&stage.world, ALICIA));
    stage.alicia_says(&alicia);
    alicia
}

pub(super) fn chat_token_of_another_channel(stage: &Stage) {
    let (chat, secret) = chat(stage);
    let alicia = alicia_wrote(stage, &chat, &secret);
    let (other, _) = self::chat(stage);
    let stolen = secret.token(&stage.world, ALICIA);
    stage.mallory(other.login(&stage.world, &stolen)).refused_for("channel_mismatch");
    stage.mallory_presents(None, &stolen).refused_for("channel_mismatch");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn chat_token_of_a_secret_of_their_own(stage: &Stage) {
    let (chat, secret) = chat(stage);
    let alicia = alicia_wrote(stage, &chat, &secret);
    let made_up = Secret { text: "a secret that Mallory made up, long enough".to_owned(), ..secret };
    stage
        .mallory(chat.login(&stage.world, &made_up.token(&stage.world, ALICIA)))
        .refused_for("signature_invalid");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn chat_token_of_the_secret_before(stage: &Stage) {
    let (chat, leaked) = chat(stage);
    let alicia = alicia_wrote(stage, &chat, &leaked);
    chat.secret(&stage.world, stage.company(), 0);
    let forged = leaked.token(&stage.world, ALICIA);
    stage.mallory(chat.login(&stage.world, &forged)).refused_for("signature_invalid");
    // CHT-1: Alicia's own chat goes on until her token ends.
    stage.alicia_says(&alicia);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn chat_token_that_is_replayed(stage: &Stage) {
    let (chat, secret) = chat(stage);
    let alicia = alicia_wrote(stage, &chat, &secret);
    let stolen = secret.token(&stage.world, ALICIA);
    stage.world.clock.forward(121);
    stage.mallory(chat.login(&stage.world, &stolen)).refused_for("iat_out_of_range");
    stage.world.clock.forward(420);
    stage.mallory(chat.login(&stage.world, &stolen)).refused_for("token_expired");
    let mut stretched = claims(&stage.world, ALICIA);
    stretched["exp"] = json!(stage.world.seconds() + 421);
    stage.mallory(chat.login(&stage.world, &secret.signs(&stretched))).refused_for("lifetime_too_long");
    // Nine minutes have passed: Alicia's own session needs a new token as well (CHT-4).
    let alicia = Visitor::of(
        &stage
            .world
            .ask(chat.login(&stage.world, &secret.token(&stage.world, ALICIA)).by(&alicia.token))
            .gives(200),
    );
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn chat_token_after_a_ban(stage: &Stage) {
    let (chat, secret) = chat(stage);
    let alicia = alicia_wrote(stage, &chat, &secret);
    let device = stage.mallory_takes(&alicia);
    let ban = put(format!("/agent/v1/users/{}/ban", alicia.user)).by(&stage.company().agent);
    stage.world.ask(ban.json(&json!({}))).gives(200);
    let stolen = secret.token(&stage.world, ALICIA);
    stage.mallory(chat.login(&stage.world, &stolen)).refused_for("user_banned");
    stage.mallory_says(&device).refused("user_banned");
    let open = post("/client/v1/sessions").by(&device.token).json(&json!({"channel": chat.public_key}));
    stage.mallory(open).refused("user_banned");
}
