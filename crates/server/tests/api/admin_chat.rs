//! The secrets of chats (CHT-1).

use serde_json::{Value, json};

use crate::{
    call::{delete, get, patch, post},
    cases,
    chat::Chat,
    group::Group,
    world::World,
};

const DAY: i64 = 86_400;

pub(crate) const GROUP: Group = Group {
    rows: &["POST /admin/v1/channels/{id}/secret"],
    samples: |world| {
        let company = world.company();
        // The first secret of an account makes its data key; what is asked for here makes nothing.
        vec![Chat::with_secret(world, company).0.making(company, 60)]
    },
    cases: &[cases![
        cht_1_a_chat_is_made_without_a_secret,
        cht_1_the_secret_is_shown_once,
        cht_1_a_new_secret_revokes_the_one_before_at_once,
        cht_1_the_one_before_may_live_on_for_up_to_a_day,
        cht_1_only_a_chat_has_a_secret,
        key_5_a_chats_secret_is_no_signing_key,
        ses_7_the_sessions_of_a_secret_are_ended_at_once,
        cht_10_and_res_12_are_set_of_a_chat_alone,
        see_8_a_secret_leaves_a_line_in_the_audit_log,
    ]],
};

fn secrets(world: &World, chat: &Chat) -> Vec<Value> {
    let path = format!("/admin/v1/channels/{}", chat.id);
    let told = world.ask(get(path).by(&world.company().administrator)).gives(200);
    told["secrets"].as_array().unwrap().clone()
}

fn cht_1_a_chat_is_made_without_a_secret(world: &World) {
    let chat = Chat::made(world, world.company());
    let path = format!("/admin/v1/channels/{}", chat.id);
    let told = world.ask(get(path).by(&world.company().administrator)).gives(200);
    assert_eq!((&told["kind"], &told["secrets"]), (&json!("chat"), &json!([])));
    assert_eq!((&told["on_failure"], &told["address_trust"]), (&json!("anonymous"), &json!("not_trusted")));
}

fn cht_1_the_secret_is_shown_once(world: &World) {
    let company = world.company();
    let chat = Chat::made(world, company);
    let made = world.ask(chat.making(company, 0)).gives(201);
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(
        (secret.len(), &made["name"], &made["old_valid_until"]),
        (43, &json!("chat-secret-1"), &json!(null))
    );
    let listed = secrets(world, &chat);
    let expected = json!({
        "id": made["id"], "name": "chat-secret-1", "first_six": secret[..6], "made_by": "Ada",
        "made_at": "2027-01-15T08:00:00.000Z", "valid_until": null, "last_used": null, "sessions": 0,
    });
    assert_eq!(listed, [expected]);
}

fn cht_1_a_new_secret_revokes_the_one_before_at_once(world: &World) {
    let company = world.company();
    let (chat, first) = Chat::with_secret(world, company);
    let mara = chat.signed_in(world, &first.token(world, "usr_1"));
    let second = chat.secret(world, company, 0);
    chat.presents(world, &first.token(world, "usr_1")).refused_for("signature_invalid");
    assert_eq!(secrets(world, &chat).len(), 1);
    // Whoever is in a chat stays in it, and goes on with a token of the new secret.
    mara.says(world, "Still here").gives(201);
    world
        .ask(chat.login(world, &first.token(world, "usr_1")).by(&mara.token))
        .refused_for("signature_invalid");
    mara.says(world, "Still here").gives(201);
    let renewed = world.ask(chat.login(world, &second.token(world, "usr_1")).by(&mara.token)).gives(200);
    assert_eq!(renewed["session"]["id"], json!(mara.session));
}

fn cht_1_the_one_before_may_live_on_for_up_to_a_day(world: &World) {
    let company = world.company();
    let (chat, first) = Chat::with_secret(world, company);
    let second = chat.secret(world, company, 600);
    let listed = secrets(world, &chat);
    assert_eq!((&listed[0]["id"], &listed[1]["id"]), (&json!(second.id), &json!(first.id)));
    assert_eq!(listed[1]["valid_until"], "2027-01-15T08:10:00.000Z");
    world.clock.forward(599);
    for secret in [&first, &second] {
        chat.presents(world, &secret.token(world, "usr_1")).gives(200);
    }
    world.clock.forward(1);
    chat.presents(world, &first.token(world, "usr_1")).refused_for("signature_invalid");
    chat.presents(world, &second.token(world, "usr_1")).gives(200);
    assert_eq!(secrets(world, &chat).len(), 1);

    world.ask(chat.making(company, DAY)).gives(201);
    for outside in [DAY + 1, -1] {
        world.ask(chat.making(company, outside)).refused("bad_request");
    }
    // Two at most: the one before is followed by one more, and is gone.
    let last = chat.secret(world, company, 60);
    assert_eq!(secrets(world, &chat).len(), 2);
    chat.presents(world, &second.token(world, "usr_1")).refused_for("signature_invalid");
    chat.presents(world, &last.token(world, "usr_1")).gives(200);
}

fn cht_1_only_a_chat_has_a_secret(world: &World) {
    let company = world.company();
    let messaging = Chat { id: company.channel_id.clone(), public_key: company.channel.clone() };
    world.ask(messaging.making(company, 0)).refused("bad_request");
}

fn key_5_a_chats_secret_is_no_signing_key(world: &World) {
    let company = world.company();
    let (_, secret) = Chat::with_secret(world, company);
    let listed = world.ask(get("/admin/v1/keys").by(&company.administrator)).gives(200);
    assert_eq!(listed["keys"], json!([]));
    let path = format!("/admin/v1/keys/{}", secret.id);
    world.ask(delete(path).by(&company.administrator)).refused("not_found");
    let link = post(format!("/admin/v1/keys/{}/links", secret.id)).by(&company.administrator);
    world.ask(link.json(&json!({"secret": secret.text}))).refused("not_found");
}

fn ses_7_the_sessions_of_a_secret_are_ended_at_once(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let mara = chat.signed_in(world, &secret.token(world, "usr_1"));
    let path = format!("/admin/v1/keys/{}/sessions", secret.id);
    world.ask(delete(path).by(&company.administrator)).gives(200);
    mara.says(world, "Still here").refused("session_ended");
}

fn cht_10_and_res_12_are_set_of_a_chat_alone(world: &World) {
    let company = world.company();
    let chat = Chat::made(world, company);
    let told = chat.changes(world, company, &json!({"on_failure": "refuse", "address_trust": "trusted"}));
    assert_eq!((&told["on_failure"], &told["address_trust"]), (&json!("refuse"), &json!("trusted")));
    assert_eq!(chat.changes(world, company, &json!({"name": "Chat"})), told);
    let told =
        chat.changes(world, company, &json!({"on_failure": "anonymous", "address_trust": "not_trusted"}));
    assert_eq!((&told["on_failure"], &told["address_trust"]), (&json!("anonymous"), &json!("not_trusted")));
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    for body in [json!({"on_failure": "refuse"}), json!({"address_trust": "not_trusted"})] {
        world.ask(patch(&path).by(&company.administrator).json(&body)).refused("bad_request");
    }
    let told = world.ask(get(&path).by(&company.administrator)).gives(200);
    assert_eq!((&told["on_failure"], &told["address_trust"]), (&json!("anonymous"), &json!("trusted")));
    let line = &company.audit_log(world)[0];
    assert!(line.detail.contains(r#""address_trust":"not_trusted""#), "{}", line.detail);
    assert!(line.detail.contains(r#""on_failure":"anonymous""#), "{}", line.detail);
}

fn see_8_a_secret_leaves_a_line_in_the_audit_log(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    chat.secret(world, company, 60);
    let lines = company.audit_log(world);
    assert_eq!((lines[0].action.as_str(), &lines[0].subject), ("channel.make_secret", &chat.id));
    assert!(lines[0].detail.contains(r#""old_lives_on_seconds":60"#), "{}", lines[0].detail);
    assert!(lines.iter().all(|line| !line.detail.contains(&secret.text)));
}
