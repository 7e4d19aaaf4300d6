//! Anonymous sessions.

use serde_json::json;

use crate::{
    call::{patch, post, put},
    cases, company,
    group::Group,
    visitor::{Visitor, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/sessions"],
    samples: |world| {
        vec![
            post("/client/v1/sessions").json(&json!({"channel": world.company().channel, "locale": "pt-BR"})),
        ]
    },
    cases: &[cases![
        ses_1_a_session_is_a_device_and_a_user_of_its_own,
        a_repeat_gives_the_same_session_with_a_new_token,
        an_expired_session_names_the_device_of_the_next,
        a_session_that_cannot_be_read_is_none,
        ses_13_a_banned_device_gets_no_session,
        ses_13_where_a_banned_user_was_signed_in_nobody_writes_anonymously,
        a_device_that_is_signed_in_logs_out_first,
        an_unknown_channel_is_told,
        ses_9_sessions_are_limited_by_address,
        a_language_is_a_tag,
        a_channel_that_requires_a_login_still_opens_sessions,
    ]],
};

fn ses_1_a_session_is_a_device_and_a_user_of_its_own(world: &World) {
    let company = world.company();
    let told = world.ask(opening(company)).gives(201);
    assert_eq!(told["session"]["kind"], "anonymous");
    assert_eq!(told["session"]["expires_at"], "2027-04-15T08:00:00.000Z");
    assert!(told["session"].get("renew_at").is_none());
    assert_eq!((&told["user"]["external_id"], &told["user"]["name"]), (&json!(null), &json!(null)));
    let (one, other) = (Visitor::of(&told), Visitor::open(world, company));
    assert!(one.token.starts_with("bfs_"));
    assert!(one.session != other.session && one.user != other.user && one.device != other.device);
}

fn a_repeat_gives_the_same_session_with_a_new_token(world: &World) {
    let company = world.company();
    let first = Visitor::open(world, company);
    let again = Visitor::of(&world.ask(opening(company).by(&first.token)).gives(201));
    assert_eq!((&again.session, &again.user, &again.device), (&first.session, &first.user, &first.device));
    assert_ne!(again.token, first.token);
    first.reads(world).refused("session_unknown");
    again.reads(world).gives(200);
}

fn an_expired_session_names_the_device_of_the_next(world: &World) {
    let company = world.company();
    let first = Visitor::open(world, company);
    world.clock.forward(90 * 24 * 60 * 60);
    let next = Visitor::of(&world.ask(opening(company).by(&first.token)).gives(201));
    assert_eq!(next.device, first.device);
    assert!(next.session != first.session && next.user != first.user);
    first.reads(world).refused("session_replaced");
}

fn a_session_that_cannot_be_read_is_none(world: &World) {
    let company = world.company();
    let first = Visitor::open(world, company);
    let forged = format!("{}{}", &first.token[..53], "A".repeat(43));
    for token in ["nonsense", &company.agent, &forged] {
        let other = Visitor::of(&world.ask(opening(company).by(token)).gives(201));
        assert_ne!(other.device, first.device);
    }
    first.reads(world).gives(200);
}

fn ses_13_a_banned_device_gets_no_session(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let ban = format!("/agent/v1/users/{}/ban", visitor.user);
    world.ask(put(ban).by(&company.agent).json(&json!({}))).gives(200);
    world.ask(opening(company).by(&visitor.token)).refused("user_banned");
    world.ask(opening(company)).gives(201);
}

fn ses_13_where_a_banned_user_was_signed_in_nobody_writes_anonymously(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let ban = format!("/agent/v1/users/{}/ban", visitor.user);
    world.ask(put(ban).by(&company.agent).json(&json!({}))).gives(200);
    world.ask(opening(company).by(&visitor.token)).refused("user_banned");
}

fn a_device_that_is_signed_in_logs_out_first(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    world.ask(opening(company).by(&visitor.token)).refused("still_signed_in");
    visitor.reads(world).gives(200);
}

fn an_unknown_channel_is_told(world: &World) {
    let company = world.company();
    for channel in
        [company.channel.to_uppercase(), company.channel_id.clone(), "x".to_owned(), "\0".to_owned()]
    {
        let call = post("/client/v1/sessions").json(&json!({"channel": channel}));
        world.ask(call).refused("channel_not_found");
    }
}

fn ses_9_sessions_are_limited_by_address(world: &World) {
    let company = world.company();
    for _ in 0..30 {
        world.ask(opening(company).coming_from("203.0.113.7")).gives(201);
    }
    let refused = world.ask(opening(company).coming_from("203.0.113.7")).refused("rate_limited");
    assert_eq!(refused.retry_after, Some(2));
    world.ask(opening(company).coming_from("203.0.113.8")).gives(201);
    world.clock.forward(2);
    world.ask(opening(company).coming_from("203.0.113.7")).gives(201);
}

fn a_language_is_a_tag(world: &World) {
    let channel = &world.company().channel;
    for locale in ["en", "pt-BR", "zh-Hant-TW"] {
        world
            .ask(post("/client/v1/sessions").json(&json!({"channel": channel, "locale": locale})))
            .gives(201);
    }
    for locale in ["e", "en_US", "en US", "é", "<b>", "en\u{0}", "aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-a"] {
        let call = post("/client/v1/sessions").json(&json!({"channel": channel, "locale": locale}));
        world.ask(call).refused("bad_request");
    }
}

fn a_channel_that_requires_a_login_still_opens_sessions(world: &World) {
    let company = world.company();
    let change = patch(format!("/admin/v1/channels/{}", company.channel_id)).by(&company.administrator);
    world.ask(change.json(&json!({"login_required": true}))).gives(200);
    world.ask(opening(company)).gives(201);
}
