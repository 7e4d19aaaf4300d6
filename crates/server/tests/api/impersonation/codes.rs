//! By a code that an identity provider gave (OMN-11 to OMN-13).

use bonafide_testkit::provider::Reply;
use serde_json::{Value, json};

use super::stage::{ALICIA, ALICIAS_ADDRESS, ALICIAS_NAME, Stage};
use crate::{answer::Answer, call::put, code_chat::CodeChat, visitor::Visitor};

/// A channel that exchanges codes, where Alicia's code gives this.
fn scene(stage: &Stage, claims: &Value) -> CodeChat {
    let chat = CodeChat::new(stage.world.engine);
    let mut all = json!({"name": ALICIAS_NAME, "email": ALICIAS_ADDRESS});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    chat.gives(&chat.tokens(ALICIA, &all));
    chat
}

/// Mallory, who comes from elsewhere, hands this over and is refused, and learns nothing of Alicia.
fn refused(chat: &CodeChat, handed: &str, reason: &str) {
    let answer: Answer = chat.world.ask(chat.login(handed).coming_from("203.0.113.66"));
    answer.refused_for(reason);
    for word in [ALICIA, ALICIAS_NAME, ALICIAS_ADDRESS] {
        assert!(!answer.text.contains(word), "{answer:?}");
    }
    let sessions = chat.world.row_counts().into_iter().find(|(table, _)| table == "evidence").unwrap().1;
    assert!(sessions <= 1, "nobody but Alicia was signed in");
}

pub(super) fn code_that_was_used(stage: &Stage) {
    let chat = scene(stage, &json!({}));
    let alicia = Visitor::of(&chat.world.ask(chat.login("alicias-code")).gives(200));
    for handed in ["alicias-code", "code=alicias-code", "code=alicias-code&nonce=n", "code=%61licias-code"] {
        refused(&chat, handed, "code_used");
    }
    assert_eq!(chat.exchanges(), 1);
    alicia.says(&chat.world, "I am still here.").gives(201);
}

pub(super) fn code_of_another_sign_in(stage: &Stage) {
    let chat = scene(stage, &json!({"nonce": "of Alicia's sign-in"}));
    for (number, nonce) in ["", "&nonce=of+Mallorys"].into_iter().enumerate() {
        refused(&chat, &format!("code=stolen-{number}{nonce}"), "code_invalid");
    }
}

/// A channel whose setting asks the user-information URL who it is.
fn asked(stage: &Stage) -> CodeChat {
    let chat = scene(stage, &json!({}));
    chat.acts(&json!({"kind": "userinfo", "url": chat.provider.url("/me")}));
    chat.provider.answers("/me", Reply::Json(200, json!({"sub": ALICIA, "name": ALICIAS_NAME})));
    chat
}

pub(super) fn code_with_a_nonce_that_nothing_checks(stage: &Stage) {
    let chat = asked(stage);
    refused(&chat, "code=stolen&nonce=of+Mallorys", "code_invalid");
    assert_eq!(chat.exchanges(), 0);
}

pub(super) fn code_that_nothing_protects(stage: &Stage) {
    let chat = asked(stage);
    let mallory = Visitor::of(&chat.world.ask(chat.login("stolen").coming_from("203.0.113.66")).gives(200));
    mallory.says(&chat.world, "I am not Alicia.").gives(201);
    chat.world.ask(chat.login("stolen")).refused_for("code_used");
}

/// Alicia's call, with all that makes it one.
const CALL: (&str, &str) = ("code=alicias&nonce=of+Alicias", "alicias-login");

pub(super) fn code_call_that_was_overheard(stage: &Stage) {
    let chat = scene(stage, &json!({"nonce": "of Alicias"}));
    let alicia = Visitor::of(&chat.world.ask(chat.login_as(CALL.0, CALL.1)).gives(200));
    let told = chat.world.ask(chat.login_as(CALL.0, CALL.1).coming_from("203.0.113.66")).gives(200);
    assert_eq!(told["user"]["external_id"], ALICIA);
    alicia.says(&chat.world, "Am I still here?").refused("session_unknown");
}

pub(super) fn code_call_that_is_another(stage: &Stage) {
    let chat = scene(stage, &json!({"nonce": "of Alicias"}));
    let alicia = Visitor::of(&chat.world.ask(chat.login_as(CALL.0, CALL.1)).gives(200));
    refused(&chat, CALL.0, "code_used");
    chat.world.clock.forward(301);
    let late = chat.login_as(CALL.0, CALL.1).coming_from("203.0.113.66");
    chat.world.ask(late).refused_for("code_used");
    alicia.says(&chat.world, "I am still here.").gives(201);
}

pub(super) fn code_after_a_ban(stage: &Stage) {
    let chat = scene(stage, &json!({}));
    let alicia = Visitor::of(&chat.world.ask(chat.login("first")).gives(200));
    let ban = put(format!("/agent/v1/users/{}/ban", alicia.user)).by(&chat.world.company().agent);
    chat.world.ask(ban.json(&json!({}))).gives(200);
    refused(&chat, "second", "user_banned");
}

pub(super) fn code_of_another_client(stage: &Stage) {
    let chat = scene(stage, &json!({"aud": "mallorys-shop"}));
    refused(&chat, "code-1", "audience_mismatch");
    chat.gives(&chat.tokens(ALICIA, &json!({"aud": ["mallorys-shop", "shop-chat"], "azp": "mallorys-shop"})));
    refused(&chat, "code-2", "audience_mismatch");
}

pub(super) fn token_in_place_of_a_code(stage: &Stage) {
    let chat = scene(stage, &json!({}));
    let stolen = chat.tokens(ALICIA, &json!({}));
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    for member in ["id_token", "access_token"] {
        refused(&chat, stolen[member].as_str().unwrap(), "code_invalid");
    }
}

pub(super) fn answer_brought_along(stage: &Stage) {
    let chat = scene(stage, &json!({}));
    let stolen = chat.tokens(ALICIA, &json!({}));
    let token = stolen["id_token"].as_str().unwrap();
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    for handed in [format!("code=x&id_token={token}"), stolen.to_string()] {
        refused(&chat, &handed, "code_invalid");
    }
}
