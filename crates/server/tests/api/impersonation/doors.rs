//! By what stands beside the messenger: a key of the REST API, the company's records, and the door of the published client.

use bonafide_testkit::{backend::Key, portal::Pair};
use serde_json::{Value, json};

use super::stage::{ALICIA, ALICIAS_NAME, MALLORY, MALLORYS_WORDS, Stage, signed_with};
use crate::{
    admin_rest_keys,
    answer::Answer,
    call::{get, post, put},
    chat::Chat as OlderChat,
    client_login::made_by_hand::signed,
    live_chat::LiveChat,
    omnichannel::{Chat, beginning_on},
    visitor::Visitor,
};

pub(super) fn token_of_a_rest_key(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    let leaked = admin_rest_keys::make(&stage.world, "billing");
    let under_a_signing_keys_id = Key { id: stage.key.id.clone(), ..leaked.clone() };
    let claims = stage.claims(ALICIA, ALICIAS_NAME);
    let mut as_a_program = claims.clone();
    as_a_program["scope"] = json!("app");
    for (token, reason) in [
        (signed_with(&leaked, &claims), "kid_unknown"),
        (signed_with(&leaked, &as_a_program), "kid_unknown"),
        (signed_with(&under_a_signing_keys_id, &claims), "signature_invalid"),
    ] {
        stage.mallory_presents(Some(&mallory), &token).refused_for(reason);
    }
    // Nor on a chat, whose tokens name no key, nor where a portal's public keys prove.
    let (chat, _) = OlderChat::with_secret(&stage.world, stage.company());
    let (now, head) = (stage.world.seconds(), json!({"alg": "HS256"}).to_string());
    let of_a_chat =
        json!({"external_id": ALICIA, "name": ALICIAS_NAME, "email": "m@shop.example", "iat": now});
    let token = signed(&leaked, &head, &of_a_chat.to_string());
    stage.mallory(chat.login(&stage.world, &token)).refused_for("signature_invalid");
    let (live_chat, pair) = (LiveChat::new(&stage.world), Pair::new());
    live_chat.has_fetched(&stage.world, &json!([pair.listed("a", now + 60)]).to_string());
    let of_a_portal = json!({"sub": ALICIA, "iss": "i", "iat": now, "exp": now + 60});
    let head = json!({"alg": "HS256", "kid": leaked.id}).to_string();
    let token = signed(&leaked, &head, &of_a_portal.to_string());
    stage.mallory(live_chat.login(&stage.world, &token)).refused_for("alg_not_allowed");
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

/// What agents see of the login behind a message.
fn login_of(stage: &Stage, said: &Value) -> Value {
    let id = said["conversation"]["id"].as_str().unwrap();
    let path = format!("/agent/v1/conversations/{id}/summary");
    stage.world.ask(get(path).by(&stage.company().agent)).gives(200)["login"].clone()
}

pub(super) fn record_that_the_page_names(stage: &Stage) {
    let (live_chat, pair) = (LiveChat::new(&stage.world), Pair::new());
    live_chat.has_fetched(&stage.world, &json!([pair.listed("a", 4_000_000_000_i64)]).to_string());
    let record = json!({"setting": live_chat.setting, "kind": "contact", "id": ALICIA, "name": ALICIAS_NAME,
        "email": null, "telephone": null, "status": "active"});
    let administrator = &stage.company().administrator;
    stage.world.ask(put("/admin/v1/records").by(administrator).json(&record)).gives(200);
    let alicia = live_chat.signed_in(&stage.world, &pair, "a", ALICIA);
    stage.alicia_says(&alicia);

    let own = pair.token(Some("a"), MALLORY, stage.world.seconds(), &json!({}));
    let mallory = Visitor::of(&stage.mallory(live_chat.login(&stage.world, &own)).gives(200));
    stage.mallory_listens(&mallory);
    let mut message = mallory.message(&stage.world, &format!("{MALLORYS_WORDS} as a field"));
    message["fields"] = json!([
        {"id": "portalcontactid", "value": ALICIA},
        {"id": "lwicontexts", "value": json!({"portalcontactid": ALICIA}).to_string()},
        {"id": "sub", "value": ALICIA},
    ]);
    let said = stage.mallory(post("/client/v1/messages").by(&mallory.token).json(&message)).gives(201);
    // Where the page may name context, what names somebody is refused: only what is signed leads to a record (OMN-8, OMN-15).
    let context = json!({"customContextData": {"portalcontactid": {"value": ALICIA, "isDisplayable": true}}});
    for token in [None, Some(own.as_str())] {
        let begun = stage.mallory_at_the_door(beginning_on(&live_chat.public_key, token).json(&context));
        assert_eq!((begun.status, begun.code().as_deref()), (400, Some("bad_request")));
    }
    // And what is signed cannot be added to.
    let [header, _, signature] = own.split('.').collect::<Vec<_>>().try_into().unwrap();
    let added =
        json!({"sub": MALLORY, "iss": "i", "lwicontexts": json!({"portalcontactid": ALICIA}).to_string()});
    let added = crate::client_login::made_by_hand::part(added.to_string());
    let token = format!("{header}.{added}.{signature}");
    stage.mallory(live_chat.login(&stage.world, &token).by(&mallory.token)).refused_for("signature_invalid");
    let login = login_of(stage, &said);
    assert_eq!((&login["record"], &login["not_linked"]), (&Value::Null, &json!("no_record")));
    assert_eq!(login["variables"], json!([]));
    stage.mallory_heard_nothing(&alicia);
}

/// A chat of Alicia's that began at the door, in which she wrote.
fn alicia_at_the_door(stage: &Stage) -> (Chat, Visitor) {
    let begun = beginning_on(&stage.company().channel, Some(&stage.alicias_token()));
    let chat = Chat::of(&stage.world.ask_of_another_protocol(begun));
    // The session is the messenger's as well.
    let told = get("/client/v1/conversation").by(&chat.session);
    let told = stage.world.ask(told).gives(200);
    let alicia = Visitor {
        token: chat.session.clone(),
        session: chat.session.split('_').next().unwrap_or_default().to_owned(),
        user: told["user"]["id"].as_str().unwrap().to_owned(),
        device: chat.thread.clone(),
    };
    stage.alicia_says(&alicia);
    (chat, alicia)
}

/// Mallory is refused with this code, whatever they ask of a chat.
fn refused(stage: &Stage, chat: &Chat, code: &str) {
    let of_the_thread = [chat.messages(), chat.sending(MALLORYS_WORDS)];
    let beside = ["participants", "typing"].map(|what| format!("/chat/threads/{}/{what}", chat.thread));
    let [participants, typing] = &beside;
    let beside = [get(participants).by(&chat.token), post(typing).by(&chat.token).json(&json!({}))];
    for call in of_the_thread.into_iter().chain(beside) {
        let answer: Answer = stage.mallory_at_the_door(call);
        assert_eq!(answer.code().as_deref(), Some(code), "{answer:?}");
    }
}

pub(super) fn thread_of_the_victim(stage: &Stage) {
    let (hers, alicia) = alicia_at_the_door(stage);
    for token in [None, Some(stage.mallorys_token())] {
        let begun = beginning_on(&stage.company().channel, token.as_deref());
        let own = Chat::of(&stage.mallory_at_the_door(begun));
        // The parts of a chat's token that the client reads say nothing to the server.
        let [head, claims, _] = hers.token.splitn(3, '.').collect::<Vec<_>>().try_into().unwrap();
        let dressed_up = format!("{head}.{claims}.{}", own.session);
        for token in [own.token.clone(), dressed_up] {
            refused(stage, &Chat { thread: hers.thread.clone(), token, ..own.clone() }, "not_found");
        }
    }
    // A forged token begins nothing, on a device of Mallory's or of nobody's.
    let forger = Key { secret: "a secret that Mallory made up, long enough".to_owned(), ..stage.key.clone() };
    let forged = signed_with(&forger, &stage.claims(ALICIA, ALICIAS_NAME));
    let begun = stage.mallory_at_the_door(beginning_on(&stage.company().channel, Some(&forged)));
    assert_eq!((begun.reason().as_deref(), begun.header("oc-sessionid")), (Some("signature_invalid"), None));
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn session_of_the_victim_at_the_door(stage: &Stage) {
    let (hers, _) = alicia_at_the_door(stage);
    stage.world.ask_of_another_protocol(hers.closing()).gives(200);
    let alicia = stage.alicia_signs_in();
    stage.alicia_says(&alicia);
    refused(stage, &hers, "session_ended");
    assert_eq!(stage.mallory_at_the_door(hers.details()).code().as_deref(), Some("session_ended"));
    // To close what is closed already is no fault, and ends nothing else.
    stage.mallory_at_the_door(hers.closing()).gives(200);
    stage.alicia_says(&alicia);
    // Whoever begins with it begins as somebody else, and is not led back to her thread.
    let begun = beginning_on(&stage.company().channel, Some(&stage.mallorys_token()));
    let own = Chat::of(&stage.mallory_at_the_door(begun.header("oc-sessionid", &hers.session)));
    assert_ne!(own.session, hers.session);
    let read = stage.mallory_at_the_door(own.messages());
    assert_eq!((read.status, &read.json()["value"]), (200, &json!([])));
    stage.mallory_heard_nothing(&alicia);
}
