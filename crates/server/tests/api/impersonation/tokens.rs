//! By a token.

use bonafide_testkit::backend::Key;
use serde_json::json;

use super::stage::{ALICIA, ALICIAS_NAME, Stage, signed_with};
use crate::{
    call::{delete, post, put},
    chat::Chat,
    client_login::made_by_hand::{header_with, part, signed},
    company::Company,
    visitor::{Visitor, opening},
};

pub(super) fn forged_token(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    let claims = stage.claims(ALICIA, ALICIAS_NAME);
    let good = stage.mallorys_token();
    let [header, _, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let theirs = Key { secret: "a secret that Mallory made up, long enough".to_owned(), ..stage.key.clone() };
    let brought = json!({"kty": "oct", "k": part(&theirs.secret)});
    let with_key = signed(&theirs, &header_with(&theirs, "jwk", brought), &claims.to_string());
    let exchanged = part(claims.to_string());
    let unsigned = |alg: &str| format!("{}.{exchanged}.", part(header_with(&stage.key, "alg", json!(alg))));
    for (token, reason) in [
        (unsigned("none"), "alg_not_allowed"),
        (unsigned("None"), "alg_not_allowed"),
        (unsigned("HS256"), "signature_invalid"),
        (format!("{header}.{exchanged}.{signature}"), "signature_invalid"),
        (signed_with(&theirs, &claims), "signature_invalid"),
        (with_key, "signature_invalid"),
    ] {
        stage.mallory_presents(Some(&mallory), &token).refused_for(reason);
    }
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_of_another_account(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    let key = Company::found(&stage.world, "rival").key(&stage.world, "rival");
    let token = signed_with(&key, &stage.claims(ALICIA, ALICIAS_NAME));
    stage.mallory_presents(Some(&mallory), &token).refused_for("kid_unknown");
    // Under the id of the company's key it is a forgery.
    let crossed = Key { id: stage.key.id.clone(), ..key };
    let token = signed_with(&crossed, &stage.claims(ALICIA, ALICIAS_NAME));
    stage.mallory_presents(Some(&mallory), &token).refused_for("signature_invalid");
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_of_another_channel(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let (chat, _) = Chat::with_secret(&stage.world, stage.company());
    stage.mallory(chat.login(&stage.world, &stage.alicias_token())).refused_for("channel_mismatch");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_of_a_deleted_key(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.alicias_token();
    let path = format!("/admin/v1/keys/{}", stage.key.id);
    stage.world.ask(delete(path).by(&stage.company().administrator)).gives(200);
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    stage.mallory_presents(Some(&mallory), &stolen).refused_for("kid_unknown");
    stage.is_nobody_else(&mallory.user);
    // KEY-6: Alicia's own session goes on, as it was not ended.
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_after_its_end(stage: &Stage) {
    let stolen = stage.alicias_token();
    stage.world.clock.forward(3_600 + 61);
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    stage.mallory_presents(Some(&mallory), &stolen).refused_for("token_expired");
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_after_a_ban(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let agent = &stage.company().agent;
    let path = format!("/agent/v1/users/{}/ban", alicia.user);
    stage.world.ask(put(path.clone()).by(agent).json(&json!({}))).gives(200);
    let stolen = stage.alicias_token();
    stage.mallory_presents(None, &stolen).refused_for("user_banned");
    // SES-13: nor does a device that Alicia was signed in on begin anew without her.
    let device = stage.mallory_takes(&alicia);
    stage.mallory(opening(stage.company()).by(&device.token)).refused("user_banned");
    stage.mallory_says(&device).refused("user_banned");

    stage.world.ask(delete(path).by(agent)).gives(200);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_after_they_were_refused(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.alicias_token();
    stage.world.clock.forward(10);
    let path = format!("/admin/v1/users/{}/sessions?refuse_earlier_tokens=true", alicia.user);
    stage.world.ask(delete(path).by(&stage.company().administrator)).gives(200);
    stage.mallory_presents(None, &stolen).refused_for("token_revoked");
    let device = stage.mallory_takes(&alicia);
    stage.mallory_says(&device).refused("session_ended");
    // What Alicia's next token opens is hers alone.
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn token_after_they_were_refused_and_deleted(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.alicias_token();
    stage.world.clock.forward(10);
    let by = &stage.company().administrator;
    let path = format!("/admin/v1/users/{}/sessions?refuse_earlier_tokens=true", alicia.user);
    stage.world.ask(delete(path).by(by)).gives(200);
    stage.world.ask(delete(format!("/admin/v1/users/{}", alicia.user)).by(by)).gives(200);
    stage.mallory_presents(None, &stolen).refused_for("token_revoked");
    stage.world.clock.forward(10);
    let alicia = stage.alicia_signs_in();
    stage.mallory_presents(None, &stolen).refused_for("token_revoked");
    stage.mallory_heard_nothing(&alicia);
}

/// The one cell in which the attacker has all: whoever holds a token is whom it names (details 24).
pub(super) fn token_after_a_logout(stage: &Stage) {
    let stolen = stage.alicias_token();
    let alicia = stage.alicia_wrote();
    stage.world.ask(post("/client/v1/logout").by(&alicia.token).json(&json!({}))).gives(200);
    let thief = Visitor::of(&stage.mallory_presents(None, &stolen).gives(200));
    assert_eq!(thief.user, alicia.user);
    // The answer to theft is SES-14, and it ends the thief's session too.
    let path = format!("/admin/v1/users/{}/sessions?refuse_earlier_tokens=true", alicia.user);
    stage.world.clock.forward(10);
    stage.world.ask(delete(path).by(&stage.company().administrator)).gives(200);
    stage.mallory_presents(Some(&thief), &stolen).refused_for("token_revoked");
    stage.mallory_says(&thief).refused("session_ended");
    stage.mallory_reads(&thief.token);
    // Without it, its exp is: not a second of leeway more than the rules give.
    stage.world.clock.forward(3_600 + 60);
    stage.mallory_presents(None, &stolen).refused_for("token_expired");
}
