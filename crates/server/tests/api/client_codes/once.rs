//! A code is used once, and the same call gets the same answer (OMN-13).

use std::thread;

use bonafide_testkit::provider::Reply;
use serde_json::{Value, json};

use crate::{
    admin_login_log::lines,
    call::{get, post, put},
    cases,
    code_chat::CodeChat,
    exchange::exchange,
    group::Case,
    visitor::Visitor,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    omn_13_the_same_call_gets_the_same_answer,
    omn_13_another_call_is_refused,
    omn_13_a_refusal_is_repeated_too,
    omn_13_a_session_that_ended_is_not_opened_again,
    ses_11_a_repeat_tells_whom_its_session_was_opened_for,
    ses_13_whoever_was_banned_since_is_told_so,
    see_6_a_repeat_is_logged_whatever_comes_of_it,
    omn_13_calls_at_once_cause_one_exchange_and_open_one_session,
    omn_13_the_same_calls_at_once_get_one_answer,
    omn_13_what_is_kept_is_a_hash_and_goes_after_a_day,
    omn_13_the_published_client_repeats_with_its_nonce,
];

fn session(told: &Value) -> String {
    told["session"]["id"].as_str().unwrap().to_owned()
}

fn omn_13_the_same_call_gets_the_same_answer(world: &World) {
    let chat = CodeChat::new(world.engine);
    let first = chat.world.ask(chat.login_as("a-code", "login-01")).gives(200);
    chat.world.clock.forward(300);
    let again = chat.world.ask(chat.login_as("a-code", "login-01")).gives(200);
    assert_eq!(session(&again), session(&first));
    assert_eq!((&again["user"], &again["device"]), (&first["user"], &first["device"]));
    assert_eq!(again["session"]["expires_at"], first["session"]["expires_at"]);
    assert_eq!(again["session"]["renew_at"], first["session"]["renew_at"]);
    // The answer that was lost is worth nothing any more (details 18).
    let reads = |told: &Value| {
        let token = told["session"]["token"].as_str().unwrap().to_owned();
        chat.world.ask(get("/client/v1/conversation").by(&token))
    };
    reads(&first).refused("session_unknown");
    reads(&again).gives(200);
    assert_eq!(chat.exchanges(), 1);
    chat.world.clock.forward(1);
    chat.world.ask(chat.login_as("a-code", "login-01")).refused_for("code_used");
    assert_eq!(chat.exchanges(), 1);
}

fn omn_13_another_call_is_refused(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.gives(&chat.tokens("c-7", &json!({"nonce": "n"})));
    chat.world.ask(chat.login_as("code=a&nonce=n", "login-01")).gives(200);
    for (handed, login_id) in
        [("code=a&nonce=n", "login-02"), ("code=a&nonce=m", "login-01"), ("a", "login-01")]
    {
        chat.world.ask(chat.login_as(handed, login_id)).refused_for("code_used");
    }
    assert_eq!(chat.exchanges(), 1);
}

fn omn_13_a_refusal_is_repeated_too(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    chat.world.ask(chat.login_as("a-code", "login-01")).refused_for("code_invalid");
    // The identity provider would take it by now; it is not asked.
    chat.gives(&chat.tokens("c-7", &json!({})));
    chat.world.ask(chat.login_as("a-code", "login-01")).refused_for("code_invalid");
    chat.world.ask(chat.login_as("a-code", "login-02")).refused_for("code_used");
    assert_eq!(chat.exchanges(), 1);
}

fn omn_13_a_session_that_ended_is_not_opened_again(world: &World) {
    let chat = CodeChat::new(world.engine);
    let mara = Visitor::of(&chat.world.ask(chat.login_as("a-code", "login-01")).gives(200));
    chat.world.ask(post("/client/v1/logout").by(&mara.token).json(&json!({}))).gives(200);
    chat.world.ask(chat.login_as("a-code", "login-01")).refused_for("code_used");
}

fn ses_11_a_repeat_tells_whom_its_session_was_opened_for(world: &World) {
    let chat = CodeChat::new(world.engine);
    let signs_in = |sub: &str, name: &str, login_id: &str| {
        chat.gives(&chat.tokens(sub, &json!({"name": name})));
        chat.world.ask(chat.login_as(&format!("a-code-of-{sub}"), login_id)).gives(200)
    };
    let ada = signs_in("c-1", "Ada", "login-01");
    let bea = signs_in("c-2", "Bea", "login-02");
    let merge = post(format!("/agent/v1/users/{}/merges", bea["user"]["id"].as_str().unwrap()))
        .by(&chat.world.company().administrator)
        .json(&json!({"into": ada["user"]["id"], "reason": "She called from both"}));
    chat.world.ask(merge).gives(201);
    let again = chat.world.ask(chat.login_as("a-code-of-c-2", "login-02")).gives(200);
    assert_eq!(again["user"], bea["user"]);
    assert_eq!(again["user"]["name"], "Bea");
}

fn bans(chat: &CodeChat, user: &str) {
    let ban = put(format!("/agent/v1/users/{user}/ban")).by(&chat.world.company().agent);
    chat.world.ask(ban.json(&json!({}))).gives(200);
}

fn ses_13_whoever_was_banned_since_is_told_so(world: &World) {
    let chat = CodeChat::new(world.engine);
    let mara = Visitor::of(&chat.world.ask(chat.login_as("a-code", "login-01")).gives(200));
    bans(&chat, &mara.user);
    let again = chat.world.ask(chat.login_as("a-code", "login-01"));
    again.refused_for("user_banned");
    assert_eq!(again.json()["error"]["on_failure"], "refuse", "there is no way on as somebody anonymous");
}

fn see_6_a_repeat_is_logged_whatever_comes_of_it(world: &World) {
    let chat = CodeChat::new(world.engine);
    let again = || chat.world.ask(chat.login_as("a-code", "login-01"));
    let mara = Visitor::of(&again().gives(200));
    again().gives(200);
    bans(&chat, &mara.user);
    again().refused_for("user_banned");
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    for _ in 0..2 {
        chat.world.ask(chat.login_as("another-code", "login-02")).refused_for("code_invalid");
    }
    let mut lines = lines(&chat.world, "");
    lines.reverse();
    let told: Vec<_> =
        lines.iter().map(|line| json!([line["result"], line["reason"], line["external_id"]])).collect();
    let expected = [
        json!(["accepted", null, "c-7"]),
        json!(["accepted", null, "c-7"]),
        json!(["refused", "user_banned", "c-7"]),
        json!(["refused", "code_invalid", null]),
        json!(["refused", "code_invalid", null]),
    ];
    assert_eq!(told, expected, "{lines:#?}");
    for member in ["address", "channel"] {
        assert!(lines.iter().all(|line| line[member] == lines[0][member]), "{lines:#?}");
    }
    assert_eq!(lines[1]["session"], json!(mara.session), "{lines:#?}");
    assert_eq!(chat.exchanges(), 2);
}

/// What eight calls at once are answered.
fn at_once(chat: &CodeChat, login_id: impl Fn(usize) -> String) -> Vec<(u16, Value)> {
    let calls: Vec<_> = (0..8).map(|number| chat.login_as("a-code", &login_id(number))).collect();
    let server = chat.world.server;
    thread::scope(|scope| {
        let asked: Vec<_> = calls.iter().map(|call| scope.spawn(move || exchange(server, call))).collect();
        let told = asked.into_iter().map(|asked| asked.join().unwrap());
        told.map(|told| (told.status, serde_json::from_slice(&told.body).unwrap())).collect()
    })
}

fn omn_13_calls_at_once_cause_one_exchange_and_open_one_session(world: &World) {
    let chat = CodeChat::new(world.engine);
    let told = at_once(&chat, |number| format!("login-0{number}"));
    let refused = told.iter().filter(|(_, told)| told["error"]["reason"] == "code_used").count();
    assert_eq!((told.iter().filter(|(status, _)| *status == 200).count(), refused), (1, 7), "{told:?}");
    assert_eq!(chat.exchanges(), 1);
}

fn omn_13_the_same_calls_at_once_get_one_answer(world: &World) {
    let chat = CodeChat::new(world.engine);
    let told = at_once(&chat, |_| "login-01".to_owned());
    let first = session(&told[0].1);
    for (status, told) in &told {
        assert_eq!((*status, session(told)), (200, first.clone()));
    }
    assert_eq!(chat.exchanges(), 1);
}

fn omn_13_what_is_kept_is_a_hash_and_goes_after_a_day(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.world.ask(chat.login("a-code-that-is-found-nowhere")).gives(200);
    let codes = || chat.world.row_counts().into_iter().find(|(table, _)| table == "codes").unwrap().1;
    chat.world.clock.forward(86_400);
    chat.world.run(bonafide_server::jobs::all(&chat.world.app));
    assert_eq!(codes(), 1);
    chat.world.clock.forward(1);
    chat.world.run(bonafide_server::jobs::all(&chat.world.app));
    assert_eq!(codes(), 0);
}

fn omn_13_the_published_client_repeats_with_its_nonce(world: &World) {
    let chat = CodeChat::new(world.engine);
    let begin = |code: &str, nonce: &str| {
        let target =
            format!("/livechatconnector/auth/organization/org/widgetApp/{}/conversation", chat.public_key);
        let call = post(target).header("request-id", "0aa51b26-25f0-4a34-a1d9-3f33a66b1ac1");
        let call = call.header("authenticatedusertoken", code).header("authcodenonce", nonce);
        chat.world.ask_of_another_protocol(call.json(&json!({"channelId": "lcw"})))
    };
    let first = begin("a-code", "0aa51b26");
    let again = begin("a-code", "0aa51b26");
    assert_eq!((first.status, again.status), (200, 200), "{first:?} {again:?}");
    assert_eq!(first.json()["ChatId"], again.json()["ChatId"]);
    let other = begin("a-code", "25f0a1d9");
    assert_eq!((other.status, other.reason().as_deref()), (401, Some("code_used")));
    assert_eq!(other.header("message"), None);
    assert_eq!(chat.exchanges(), 1);

    // OMN-12: the client's own word for somebody whom nobody knows.
    let mut nobody = chat.tokens("c-7", &json!({}));
    nobody.as_object_mut().unwrap().remove("id_token");
    chat.gives(&nobody);
    let refused = begin("nobodys-code", "0aa51b26");
    assert_eq!((refused.status, refused.header("message")), (401, Some("UserId not found")));
    assert_eq!(refused.reason().as_deref(), Some("user_not_found"));
}
