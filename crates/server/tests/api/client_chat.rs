//! Signing in to a chat (CHT-2, CHT-3, CHT-10): the same machine as everywhere, by other proof.

use serde_json::{Value, json};

use crate::{
    call::{delete, get, post, put},
    cases,
    chat::{Chat, Secret, claims},
    company,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[],
    samples: |_| Vec::new(),
    cases: &[cases![
        cht_2_a_visitor_is_signed_in_and_marked,
        cht_2_every_way_to_be_refused,
        cht_3_a_session_lasts_as_long_as_its_token_counts,
        cht_4_a_session_is_renewed_and_expires_where_it_is_not,
        cht_4_a_token_of_another_channel_does_not_renew_the_session,
        cht_5_a_visitor_is_one_on_every_device_and_channel,
        cht_7_a_ban_holds_on_every_device,
        cht_10_what_follows_a_token_that_failed_is_told,
        omn_18_a_channel_takes_its_own_proof_alone,
        cht_1_a_chat_without_a_secret_takes_no_token,
        res_12_an_address_is_verified_only_where_an_administrator_trusts_it,
        see_6_the_login_log_names_the_secret,
        see_7_a_chats_token_is_explained_by_its_own_checks,
    ]],
};

/// The claims with this in place of what was there; without it if it is null.
fn but(world: &World, member: &str, value: Value) -> Value {
    let mut claims = claims(world, "usr_1");
    claims[member] = value;
    if claims[member].is_null() {
        claims.as_object_mut().unwrap().remove(member);
    }
    claims
}

fn addresses(world: &World, visitor: &Visitor) -> Vec<(String, String)> {
    let path = format!("/agent/v1/users/{}", visitor.user);
    let told = world.ask(get(path).by(&world.company().agent)).gives(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    told["emails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (text(&it["address"]), text(&it["standing"])))
        .collect()
}

fn cht_2_a_visitor_is_signed_in_and_marked(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let told = chat.presents(world, &secret.token(world, "usr_1")).gives(200);
    assert_eq!(
        (&told["user"]["external_id"], &told["user"]["name"]),
        (&json!("usr_1"), &json!("Mara Lindqvist"))
    );
    assert_eq!(told["session"]["kind"], "authenticated");
    let mara = Visitor::of(&told);
    let said = mara.says(world, "My order").gives(201);
    let path = format!("/agent/v1/conversations/{}", said["conversation"]["id"].as_str().unwrap());
    let page = world.ask(get(path).by(&company.agent)).gives(200);
    let message = &page["messages"][0];
    assert_eq!(message["mark"], "verified_when_written");
    assert_eq!(message["evidence"]["key"], json!({"id": secret.id, "name": "chat-secret-1"}), "SEE-3");
}

fn cht_2_every_way_to_be_refused(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let now = world.seconds();
    for (member, value, reason) in [
        ("external_id", json!(null), "external_id_missing"),
        ("external_id", json!(7), "external_id_invalid"),
        ("name", json!(null), "name_missing"),
        ("name", json!(""), "name_missing"),
        ("name", json!(7), "name_invalid"),
        ("email", json!(null), "email_missing"),
        ("email", json!("mara"), "email_invalid"),
        ("iat", json!(null), "iat_missing"),
        ("iat", json!(now - 121), "iat_out_of_range"),
        ("iat", json!(now + 121), "iat_out_of_range"),
        ("exp", json!(now + 421), "lifetime_too_long"),
        ("exp", json!(now - 120), "token_expired"),
        ("nbf", json!(now + 121), "token_not_yet_valid"),
    ] {
        let token = secret.signs(&but(world, member, value.clone()));
        chat.presents(world, &token).refused_for(reason);
    }
    for (iat, exp) in [(now - 120, now + 300), (now + 120, now + 540), (now, now - 119)] {
        let mut claims = but(world, "iat", json!(iat));
        claims["exp"] = json!(exp);
        chat.presents(world, &secret.signs(&claims)).gives(200);
    }
    let forged = Secret { text: "a secret that was made up, which is long enough".to_owned(), ..secret };
    chat.presents(world, &forged.token(world, "usr_1")).refused_for("signature_invalid");
}

fn cht_3_a_session_lasts_as_long_as_its_token_counts(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    // Seven minutes, also without exp, and two of leeway; asked for a new one a minute before the token's own end (SES-4).
    for token in [secret.token(world, "usr_1"), secret.signs(&but(world, "exp", json!(null)))] {
        let told = chat.presents(world, &token).gives(200);
        assert_eq!(told["session"]["expires_at"], "2027-01-15T08:09:00.000Z");
        assert_eq!(told["session"]["renew_at"], "2027-01-15T08:06:00.000Z");
    }
    let token = secret.signs(&but(world, "exp", json!(world.seconds() + 60)));
    let told = chat.presents(world, &token).gives(200);
    assert_eq!(told["session"]["expires_at"], "2027-01-15T08:03:00.000Z");
    assert_eq!(told["session"]["renew_at"], "2027-01-15T08:00:30.000Z");
}

fn cht_4_a_session_is_renewed_and_expires_where_it_is_not(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let mara = chat.signed_in(world, &secret.token(world, "usr_1"));
    world.clock.forward(360);
    let renewed = world.ask(chat.login(world, &secret.token(world, "usr_1")).by(&mara.token)).gives(200);
    assert_eq!(renewed["session"]["id"], json!(mara.session));
    world.clock.forward(539);
    mara.says(world, "Nine minutes later").gives(201);
    world.clock.forward(1);
    mara.says(world, "One second too late").refused("session_expired");
    mara.reads(world).refused("session_expired");
}

/// A signing key's token may be good for weeks, and a chat's for minutes: a session of the chat does not live by the former.
fn cht_4_a_token_of_another_channel_does_not_renew_the_session(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let on_the_chat = chat.signed_in(world, &secret.token(world, "usr_1"));
    let token = company::token(world, &company.key(world, "shop"), "usr_1");
    let messenger = on_the_chat.signs_in(world, company, &token).gives(200);
    assert_ne!(messenger["session"]["id"], json!(on_the_chat.session));
    assert_eq!(messenger["user"]["id"], json!(on_the_chat.user), "it is the same person");
    on_the_chat.says(world, "As before").refused("session_replaced");
    // And the other way round.
    let back = world.ask(chat.login(world, &secret.token(world, "usr_1")).by(&Visitor::of(&messenger).token));
    let back = back.gives(200);
    assert_ne!(back["session"]["id"], messenger["session"]["id"]);
    assert_eq!(back["session"]["expires_at"], "2027-01-15T08:09:00.000Z", "CHT-3");
}

fn cht_5_a_visitor_is_one_on_every_device_and_channel(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let laptop = chat.signed_in(world, &secret.token(world, "usr_1"));
    laptop.says(world, "From the laptop").gives(201);
    let telephone = chat.signed_in(world, &secret.token(world, "usr_1"));
    assert_eq!(telephone.user, laptop.user);
    assert_eq!(telephone.reads(world).gives(200)["messages"][0]["text"], "From the laptop");
    // RES-13: signing keys and chat secrets share the account's namespace.
    let key = company.key(world, "shop");
    let messenger = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    assert_eq!(messenger.user, laptop.user);
}

fn cht_7_a_ban_holds_on_every_device(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let devices = [(); 2].map(|()| chat.signed_in(world, &secret.token(world, "usr_1")));
    let ban = put(format!("/agent/v1/users/{}/ban", devices[0].user)).by(&company.agent).json(&json!({}));
    world.ask(ban).gives(200);
    for device in &devices {
        device.says(world, "Hello").refused("user_banned");
        let open = post("/client/v1/sessions").by(&device.token).json(&json!({"channel": chat.public_key}));
        world.ask(open).refused("user_banned");
    }
    chat.presents(world, &secret.token(world, "usr_1")).refused_for("user_banned");
}

fn cht_10_what_follows_a_token_that_failed_is_told(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let banned = chat.signed_in(world, &secret.token(world, "usr_2"));
    let ban = put(format!("/agent/v1/users/{}/ban", banned.user)).by(&company.agent).json(&json!({}));
    world.ask(ban).gives(200);
    let told = |token: &str| chat.presents(world, token).json()["error"]["on_failure"].clone();
    let (expired, of_the_banned) = (secret.signs(&but(world, "exp", json!(1))), secret.token(world, "usr_2"));
    assert_eq!((told(&expired), told(&of_the_banned)), (json!("anonymous"), json!("refuse")));
    world.ask(post("/client/v1/sessions").json(&json!({"channel": chat.public_key}))).gives(201);

    let before = Visitor::of(
        &world.ask(post("/client/v1/sessions").json(&json!({"channel": chat.public_key}))).gives(201),
    );
    before.says(world, "Hello").gives(201);
    chat.changes(world, company, &json!({"on_failure": "refuse"}));
    world.clock.forward(2);
    let expired = secret.signs(&but(world, "exp", json!(1)));
    assert_eq!(told(&expired), json!("refuse"));
    // Whoever was writing without signing in is refused too, once the page's token fails.
    world.ask(chat.login(world, &expired).by(&before.token)).refused_for("token_expired");
    before.says(world, "Hello again").refused("session_ended");
}

fn omn_18_a_channel_takes_its_own_proof_alone(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let (other, _) = Chat::with_secret(world, company);
    let key = company.key(world, "shop");
    chat.presents(world, &company::token(world, &key, "usr_1")).refused_for("channel_mismatch");
    other.presents(world, &secret.token(world, "usr_1")).refused_for("channel_mismatch");
    world.ask(login(world, company, &secret.token(world, "usr_1"))).refused_for("channel_mismatch");
    world.ask(login(world, company, &company::token(world, &key, "usr_1"))).gives(200);
}

fn cht_1_a_chat_without_a_secret_takes_no_token(world: &World) {
    let company = world.company();
    let chat = Chat::made(world, company);
    let secret =
        Secret { id: String::new(), text: "a secret that was made up, which is long enough".to_owned() };
    chat.presents(world, &secret.token(world, "usr_1")).refused_for("signature_invalid");
}

fn res_12_an_address_is_verified_only_where_an_administrator_trusts_it(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let token = |world: &World| secret.signs(&but(world, "email_verified", json!(true)));
    let mara = chat.signed_in(world, &token(world));
    assert_eq!(addresses(world, &mara), []);
    let log = world.ask(get("/admin/v1/login-log").by(&company.administrator)).gives(200);
    assert_eq!(log["attempts"][0]["notes"], json!([{"code": "address_not_trusted", "about": null}]));

    chat.changes(world, company, &json!({"address_trust": "trusted"}));
    let mara = chat.signed_in(world, &token(world));
    assert_eq!(addresses(world, &mara), [("usr_1@shop.example".to_owned(), "verified".to_owned())]);
}

fn see_6_the_login_log_names_the_secret(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    chat.presents(world, &secret.token(world, "usr_1")).gives(200);
    let log = world.ask(get("/admin/v1/login-log").by(&company.administrator)).gives(200);
    let line = &log["attempts"][0];
    assert_eq!((&line["key"]["id"], &line["key"]["name"]), (&json!(secret.id), &json!("chat-secret-1")));
    assert_eq!(line["channel"]["id"], json!(chat.id));
    // Its last use and logins are counted as a key's are.
    let path = format!("/admin/v1/keys/{}/sessions", secret.id);
    world.ask(delete(path).by(&company.administrator)).gives(200);
}

fn see_7_a_chats_token_is_explained_by_its_own_checks(world: &World) {
    let company = world.company();
    let (chat, secret) = Chat::with_secret(world, company);
    let explained = |token: &str| {
        let body = json!({"channel": chat.public_key, "token": token});
        world.ask(post("/admin/v1/tokens/explain").by(&company.administrator).json(&body)).gives(200)
    };
    let told = explained(&secret.token(world, "usr_1"));
    assert_eq!(told["accepted"], true);
    let checks: Vec<_> =
        told["checks"].as_array().unwrap().iter().map(|it| it["check"].as_str().unwrap()).collect();
    assert_eq!(
        checks.join(" "),
        "size three_parts base64url header_json alg typ crit signature payload_json exp nbf iat_there iat_near \
         lifetime external_id name_there name email_there email channel ban resolution"
    );
    let advice = |token: &str| explained(token)["advice"][0]["code"].clone();
    let spaced = Secret { text: format!("{}\n", secret.text), ..secret.clone() };
    assert_eq!(advice(&spaced.token(world, "usr_1")), "white_space");
    let key = company.key(world, "shop");
    let with_the_keys = Secret { id: key.id, text: key.secret };
    assert_eq!(advice(&with_the_keys.token(world, "usr_1")), "signing_key");
    assert_eq!(advice(&secret.signs(&but(world, "iat", json!(1_700_000_000_000_i64)))), "milliseconds");
}
