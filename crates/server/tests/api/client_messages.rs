//! Writing.

use serde_json::json;

use crate::{
    call::{delete, get, patch, post, put},
    cases, client_metadata, client_several, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/messages"],
    samples: |world| {
        let visitor = Visitor::open(world, world.company());
        let message = visitor.message(world, crate::visitor::WORDS);
        vec![post("/client/v1/messages").by(&visitor.token).json(&message)]
    },
    cases: &[
        cases![
            a_message_is_kept_as_it_was_written,
            tkt_1_messages_go_to_the_ticket_that_is_not_closed,
            a_repeat_is_answered_with_the_first_message,
            a_client_made_id_has_its_form,
            texts_have_their_limits,
            ses_11_what_was_typed_as_somebody_else_is_never_sent,
            see_1_only_what_was_composed_and_sent_signed_in_carries_the_mark,
            ses_4_an_expired_session_is_not_silently_anonymous,
            ses_6_a_channel_can_require_a_login,
            ses_8_a_banned_user_writes_nothing,
            an_anonymous_conversation_is_full_at_a_thousand,
            messages_are_limited_by_session,
            forged_messages_spend_nothing_of_the_sessions_own,
        ],
        client_metadata::CASES,
        client_several::WRITING,
    ],
};

fn a_message_is_kept_as_it_was_written(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let text = "Línea 1\r\n\tLine 2 🙂 \u{202e}txet <script>alert(1)</script> \\ \" 'x'; --";
    let message = visitor.message(world, text);
    let told = world.ask(post("/client/v1/messages").by(&visitor.token).json(&message)).gives(201);
    let written = &told["message"];
    assert_eq!(written["text"], text);
    assert_eq!(written["client_id"], message["client_id"]);
    assert_eq!(written["author"], json!({"kind": "user", "id": visitor.user, "name": null}));
    assert_eq!(written["received_at"], "2027-01-15T08:00:00.000Z");
    assert_eq!(told["conversation"]["head"], 1);
    assert_eq!(visitor.reads(world).gives(200)["messages"], json!([written]));
}

fn tkt_1_messages_go_to_the_ticket_that_is_not_closed(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let conversation = visitor.says(world, "first").gives(201)["conversation"]["id"].clone();
    let page = format!("/agent/v1/conversations/{}", conversation.as_str().unwrap());
    let tickets = || {
        let page = world.ask(get(&page).by(&company.agent)).gives(200);
        let tickets = page["tickets"].as_array().unwrap().clone();
        tickets.into_iter().map(|it| json!([it["number"], it["status"]])).collect::<Vec<_>>()
    };
    assert_eq!(tickets(), [json!([1, "new"])]);
    visitor.says(world, "second").gives(201);
    assert_eq!(tickets(), [json!([1, "new"])]);
    for status in ["UPDATE tickets SET status = 'pending'", "UPDATE tickets SET status = 'solved'"] {
        world.meddle(status);
        visitor.says(world, "again").gives(201);
        assert_eq!(tickets(), [json!([1, "open"])], "{status}");
    }
    world.meddle("UPDATE tickets SET status = 'closed'");
    visitor.says(world, "after the end").gives(201);
    assert_eq!(tickets(), [json!([1, "closed"]), json!([2, "new"])]);
}

fn a_repeat_is_answered_with_the_first_message(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let first = visitor.message(world, "first");
    let call = post("/client/v1/messages").by(&visitor.token);
    let told = world.ask(call.clone().json(&first)).gives(201);
    let mut again = first.clone();
    again["text"] = json!("another text");
    for repeat in [&first, &again] {
        let repeated = world.ask(call.clone().json(repeat)).gives(200);
        assert_eq!(repeated["message"], told["message"]);
    }
    assert_eq!(visitor.reads(world).gives(200)["messages"].as_array().unwrap().len(), 1);

    let other = Visitor::open(world, world.company());
    let mut theirs = other.message(world, "of another device");
    theirs["client_id"] = first["client_id"].clone();
    world.ask(post("/client/v1/messages").by(&other.token).json(&theirs)).gives(201);
}

fn a_client_made_id_has_its_form(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let long = "a".repeat(65);
    for id in ["", "1234567", "with space", "umlaut_ü", "slash/slash", "point.point", "nul_nul_\0", &long] {
        let mut message = visitor.message(world, "text");
        message["client_id"] = json!(id);
        let refused =
            world.ask(post("/client/v1/messages").by(&visitor.token).json(&message)).refused("bad_request");
        assert!(refused.description.contains("client_id"), "{}", refused.description);
    }
    for id in ["12345678", &long[..64], "AZ-az_09"] {
        let mut message = visitor.message(world, "text");
        message["client_id"] = json!(id);
        world.ask(post("/client/v1/messages").by(&visitor.token).json(&message)).gives(201);
    }
}

fn texts_have_their_limits(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let (most, more) = ("ä".repeat(8 * 1024), "x".repeat(16 * 1024 + 1));
    visitor.says(world, &most).gives(201);
    visitor.says(world, ".").gives(201);
    for text in ["", " \n\t", &more, "nul\0", "bell\u{7}", "escape\u{1b}[31m"] {
        let refused = visitor.says(world, text).refused("bad_request");
        assert!(refused.description.contains("text"), "{}", refused.description);
    }
}

fn ses_11_what_was_typed_as_somebody_else_is_never_sent(world: &World) {
    let company = world.company();
    let (visitor, other) = (Visitor::open(world, company), Visitor::open(world, company));
    for user in [&other.user, &visitor.session, &"0".repeat(24)] {
        let mut message = visitor.message(world, "text");
        message["as_user"] = json!(user);
        world.ask(post("/client/v1/messages").by(&visitor.token).json(&message)).refused("wrong_user");
    }
    // What the device wrote as one user is not shown to the next, whatever client id they send.
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_mara"));
    let hers = mara.message(world, "hers");
    world.ask(post("/client/v1/messages").by(&mara.token).json(&hers)).gives(201);
    let hanna = mara.signs_in(world, company, &company::token(world, &key, "usr_hanna"));
    let hanna = Visitor::of(&hanna.gives(200));
    assert_eq!(hanna.device, mara.device);
    world.ask(post("/client/v1/messages").by(&hanna.token).json(&hers)).refused("wrong_user");
    assert_eq!(hanna.reads(world).gives(200)["messages"], json!([]));
}

fn see_1_only_what_was_composed_and_sent_signed_in_carries_the_mark(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "said to be composed signed in").gives(201);
    let mara = stranger.signs_in(world, company, &company::token(world, &key, "usr_1"));
    let mara = Visitor::of(&mara.gives(200));
    mara.says(world, "signed in").gives(201);
    let mut lowered = mara.message(world, "composed before");
    lowered["composed_authenticated"] = json!(false);
    let told = world.ask(post("/client/v1/messages").by(&mara.token).json(&lowered)).gives(201);
    assert!(told["message"].get("mark").is_none(), "marks are for agents");

    let page = format!("/agent/v1/conversations/{}", told["conversation"]["id"].as_str().unwrap());
    let page = world.ask(get(page).by(&company.agent)).gives(200);
    let marks: Vec<_> = page["messages"].as_array().unwrap().iter().map(|it| it["mark"].clone()).collect();
    assert_eq!(marks, ["not_verified", "verified_when_written", "not_verified"]);
}

fn ses_4_an_expired_session_is_not_silently_anonymous(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    world.clock.forward(3_600 + 59);
    mara.says(world, "in time").gives(201);
    world.clock.forward(1);
    mara.says(world, "too late").refused("session_expired");
}

fn ses_6_a_channel_can_require_a_login(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let change = patch(format!("/admin/v1/channels/{}", company.channel_id)).by(&company.administrator);
    world.ask(change.json(&json!({"login_required": true}))).gives(200);
    visitor.says(world, "text").refused("login_required");
    let key = company.key(world, "shop");
    let mara = visitor.signs_in(world, company, &company::token(world, &key, "usr_1"));
    Visitor::of(&mara.gives(200)).says(world, "text").gives(201);
}

fn ses_8_a_banned_user_writes_nothing(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let ban = format!("/agent/v1/users/{}/ban", visitor.user);
    world.ask(put(ban).by(&company.agent).json(&json!({}))).gives(200);
    visitor.says(world, "text").refused("user_banned");
}

fn an_anonymous_conversation_is_full_at_a_thousand(world: &World) {
    let visitor = Visitor::open(world, world.company());
    visitor.says(world, "text").gives(201);
    world.meddle("UPDATE conversations SET messages = 999");
    visitor.says(world, "the last").gives(201);
    let refused = visitor.says(world, "one too many").refused("conversation_full");
    assert!(refused.description.contains("1000"), "{}", refused.description);
}

fn messages_are_limited_by_session(world: &World) {
    let company = world.company();
    let (visitor, other) = (Visitor::open(world, company), Visitor::open(world, company));
    for _ in 0..60 {
        visitor.says(world, "text").gives(201);
    }
    assert_eq!(visitor.says(world, "text").refused("rate_limited").retry_after, Some(1));
    other.says(world, "text").gives(201);
    world.clock.forward(1);
    visitor.says(world, "text").gives(201);
}

fn forged_messages_spend_nothing_of_the_sessions_own(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let (owner, thief) =
        (Visitor::signed_in(world, company, &token), Visitor::signed_in(world, company, &token));
    // The list of one's own sessions tells their ids, and whoever was thrown out keeps them.
    let listed = world.ask(get("/client/v1/sessions").by(&thief.token)).gives(200);
    assert_eq!(listed["sessions"][1]["id"], json!(owner.session));
    let thrown_out = delete(format!("/client/v1/sessions/{}", thief.session)).by(&owner.token);
    world.ask(thrown_out).gives(200);

    let (named, secret) = owner.token.split_at(owner.token.len() - 43);
    assert_eq!(
        thief.token[..named.len() - 25],
        named[..named.len() - 25],
        "the account's id is in one's own token"
    );
    let forged =
        |number: usize| Visitor { token: format!("{named}{number:04}{}", &secret[4..]), ..owner.clone() };
    // More than the session may send, and more than are handed over before the session is proved.
    for number in 0..70 {
        forged(number).says(world, "forged").refused("session_unknown");
    }
    // One made-up secret has a budget too, and it is that secret's.
    let of_the_last = forged(69);
    for _ in 0..59 {
        of_the_last.says(world, "forged").refused("session_unknown");
    }
    of_the_last.says(world, "forged").refused("rate_limited");

    for _ in 0..60 {
        owner.says(world, "the owner's").gives(201);
    }
    owner.says(world, "one too many").refused("rate_limited");
    assert_eq!(
        owner.reads(world).gives(200)["messages"].as_array().unwrap().len(),
        50,
        "a page of the owner's"
    );
}
