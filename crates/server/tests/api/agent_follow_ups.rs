//! Follow-ups by email, as agents write them (EML-11). What the mail server gets is in `tests/rules/mail.rs`.

use serde_json::{Value, json};

use crate::{
    agent_emails::bringing,
    call::{Call, get, post},
    cases,
    group::Group,
    visitor::Visitor,
    world::World,
};

const ALICIA: &str = "alicia@shop.example";

pub(crate) const GROUP: Group = Group {
    rows: &["POST /agent/v1/conversations/{id}/follow-ups"],
    samples: |world| {
        let (_, conversation, email) = verified(world);
        vec![writes(world, &conversation, &draft(world, &email))]
    },
    cases: &[cases![
        eml_11_a_follow_up_is_written_and_waits,
        eml_11_the_messenger_hears_nothing_of_it,
        eml_11_an_address_that_is_not_verified_is_warned_of_first,
        eml_11_an_address_of_somebody_else_is_none,
        eml_11_where_no_mail_is_sent_the_answer_says_so,
        eml_11_what_is_no_mail_is_not_taken,
    ]],
};

/// Somebody whose address is verified, their conversation, and the address's id.
fn verified(world: &World) -> (Visitor, String, String) {
    let alicia = Visitor::signed_in(world, world.company(), &bringing(world, "usr_1", ALICIA, true));
    let conversation = conversation(world, &alicia);
    let email = email(world, &conversation);
    (alicia, conversation, email)
}

/// The conversation that somebody begins.
fn conversation(world: &World, visitor: &Visitor) -> String {
    visitor.says(world, "text").gives(201)["conversation"]["id"].as_str().unwrap().to_owned()
}

fn page(world: &World, conversation: &str) -> Value {
    world.ask(get(format!("/agent/v1/conversations/{conversation}")).by(&world.company().agent)).gives(200)
}

/// The id of the first address of a conversation's user.
fn email(world: &World, conversation: &str) -> String {
    page(world, conversation)["user"]["emails"][0]["id"].as_str().unwrap().to_owned()
}

fn draft(world: &World, email: &str) -> Value {
    json!({"client_id": world.client_made_id(), "email": email, "subject": "Your order", "text": "It has left."})
}

fn writes(world: &World, conversation: &str, draft: &Value) -> Call {
    let path = format!("/agent/v1/conversations/{conversation}/follow-ups");
    post(path).by(&world.company().agent).json(draft)
}

fn with(mut draft: Value, key: &str, value: Value) -> Value {
    draft[key] = value;
    draft
}

fn eml_11_a_follow_up_is_written_and_waits(world: &World) {
    let (_, conversation, email) = verified(world);
    let draft = draft(world, &email);
    let told = world.ask(writes(world, &conversation, &draft)).gives(201);
    let mail = json!({
        "message": told["message"]["id"], "address": ALICIA, "standing": "verified", "subject": "Your order",
        "state": "waiting", "obstacle": null, "attempts": 0, "next_at": "2027-01-15T08:00:00.000Z",
        "ended_at": null,
    });
    assert_eq!(told["follow_up"], mail);
    let message = &told["message"];
    assert_eq!(
        (&message["kind"], &message["visibility"], &message["mark"], &message["author"]["name"]),
        (&json!("follow_up"), &json!("agents"), &Value::Null, &json!("Ben"))
    );
    assert_eq!(world.ask(writes(world, &conversation, &draft)).gives(200), told);
    let page = page(world, &conversation);
    assert_eq!((&page["follow_ups"], &page["sends_mail"]), (&json!([mail]), &json!(true)));

    let path = format!("/agent/v1/conversations/{conversation}/events?after=1");
    let events = world.ask(get(path).by(&world.company().agent)).gives(200)["events"].clone();
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| event["k"].clone()).collect();
    assert_eq!(kinds, ["message", "follow_up"]);
    assert_eq!(events[1]["follow_up"], mail);
}

fn eml_11_the_messenger_hears_nothing_of_it(world: &World) {
    let (alicia, conversation, email) = verified(world);
    let before = alicia.reads(world).gives(200)["messages"].clone();
    world.ask(writes(world, &conversation, &draft(world, &email))).gives(201);
    assert_eq!(alicia.reads(world).gives(200)["messages"], before);
    let told = world.ask(get("/client/v1/events?after=1").by(&alicia.token));
    assert!(!told.text.contains("left") && !told.text.contains("order") && !told.text.contains(ALICIA));
    let kinds: Vec<_> =
        told.gives(200)["events"].as_array().unwrap().iter().map(|it| it["k"].clone()).collect();
    assert_eq!(kinds, ["hidden", "hidden"]);
}

fn eml_11_an_address_that_is_not_verified_is_warned_of_first(world: &World) {
    let stranger = Visitor::open(world, world.company());
    let conversation = conversation(world, &stranger);
    let attach = post(format!("/agent/v1/users/{}/emails", stranger.user)).by(&world.company().agent);
    world.ask(attach.json(&json!({"address": ALICIA}))).gives(201);
    let draft = draft(world, &email(world, &conversation));
    for confirmed in [Value::Null, json!("verified"), json!("given_by_form")] {
        let draft = with(draft.clone(), "confirmed", confirmed);
        let answer = world.ask(writes(world, &conversation, &draft));
        answer.refused("address_not_verified");
        assert_eq!(answer.json()["error"]["standing"], "added_by_agent");
    }
    assert_eq!(page(world, &conversation)["follow_ups"], json!([]));
    let draft = with(draft, "confirmed", json!("added_by_agent"));
    let told = world.ask(writes(world, &conversation, &draft)).gives(201);
    assert_eq!(told["follow_up"]["standing"], "added_by_agent");
}

fn eml_11_an_address_of_somebody_else_is_none(world: &World) {
    let (_, _, email) = verified(world);
    let theirs = conversation(world, &Visitor::open(world, world.company()));
    world.ask(writes(world, &theirs, &draft(world, &email))).refused("not_found");
    let nowhere = "0".repeat(24);
    world.ask(writes(world, &nowhere, &draft(world, &email))).refused("not_found");
}

fn eml_11_where_no_mail_is_sent_the_answer_says_so(world: &World) {
    let without = World::without_mail(world.engine);
    let (_, conversation, email) = verified(&without);
    assert_eq!(page(&without, &conversation)["sends_mail"], json!(false));
    without.ask(writes(&without, &conversation, &draft(&without, &email))).refused("mail_off");
    world.seen.borrow_mut().extend(without.seen.take());
}

fn eml_11_what_is_no_mail_is_not_taken(world: &World) {
    let (_, conversation, email) = verified(world);
    let draft = || draft(world, &email);
    for wrong in [
        with(draft(), "subject", json!("")),
        with(draft(), "subject", json!("a".repeat(201))),
        with(draft(), "subject", json!("Hello\r\nBcc: all@shop.example")),
        with(draft(), "subject", json!("\u{2705} Verified")),
        with(draft(), "text", json!("  ")),
        with(draft(), "text", json!("a".repeat(16 * 1024 + 1))),
        with(draft(), "client_id", json!("short")),
        with(draft(), "email", json!(ALICIA)),
        with(draft(), "confirmed", json!("yes")),
        with(draft(), "html", json!("<b>Hello</b>")),
    ] {
        world.ask(writes(world, &conversation, &wrong)).refused("bad_request");
    }
    assert_eq!(page(world, &conversation)["follow_ups"], json!([]));
}
