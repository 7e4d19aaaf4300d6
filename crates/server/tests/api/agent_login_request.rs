//! An agent asks the person to sign in (SEE-10).

use serde_json::{Value, json};

use crate::{
    call::{Call, get, post, put},
    cases, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /agent/v1/conversations/{id}/login-request"],
    samples: |world| vec![asking(world, &conversation(world, &Visitor::open(world, world.company())))],
    cases: &[cases![
        see_10_the_messenger_hears_of_it_and_the_transcript_notes_it,
        see_10_somebody_who_is_signed_in_is_not_asked,
        see_10_somebody_banned_is_not_asked,
        see_10_what_was_asked_before_the_login_stays_in_the_transcript,
        see_10_a_page_notes_what_was_asked_since_its_oldest_message,
    ]],
};

/// The conversation that somebody begins.
fn conversation(world: &World, visitor: &Visitor) -> String {
    visitor.says(world, "text").gives(201)["conversation"]["id"].as_str().unwrap().to_owned()
}

fn asking(world: &World, conversation: &str) -> Call {
    let path = format!("/agent/v1/conversations/{conversation}/login-request");
    post(path).by(&world.company().agent).json(&json!({}))
}

fn requests(world: &World, conversation: &str, query: &str) -> Value {
    let path = format!("/agent/v1/conversations/{conversation}{query}");
    world.ask(get(path).by(&world.company().agent)).gives(200)["login_requests"].clone()
}

fn at(seconds: u32) -> String {
    format!("2027-01-15T08:00:{seconds:02}.000Z")
}

fn see_10_the_messenger_hears_of_it_and_the_transcript_notes_it(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let conversation = conversation(world, &visitor);
    assert_eq!(visitor.reads(world).gives(200)["login_requested_at"], Value::Null);
    world.clock.forward(5);
    world.ask(asking(world, &conversation)).gives(200);

    let told = world.ask(get("/client/v1/events?after=1").by(&visitor.token)).gives(200);
    let event = json!({"t": "event", "c": conversation, "n": 2, "k": "login_requested", "at": at(5)});
    assert_eq!(told["events"], json!([event]), "who asked is the agents' own affair");
    assert_eq!(visitor.reads(world).gives(200)["login_requested_at"], at(5));

    let path = format!("/agent/v1/conversations/{conversation}/events?after=1");
    let told = world.ask(get(path).by(&world.company().agent)).gives(200);
    assert_eq!(
        (&told["events"][0]["k"], &told["events"][0]["by"]["name"]),
        (&json!("login_requested"), &json!("Ben"))
    );
    let noted = requests(world, &conversation, "");
    assert_eq!((&noted[0]["at"], &noted[0]["by"]["name"]), (&json!(at(5)), &json!("Ben")));
}

fn see_10_somebody_who_is_signed_in_is_not_asked(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let conversation = conversation(world, &mara);
    world.ask(asking(world, &conversation)).refused("already_signed_in");
    world.clock.forward(3_660);
    world.ask(asking(world, &conversation)).gives(200);
    let again = Visitor::of(&mara.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    assert_eq!(
        again.reads(world).gives(200)["login_requested_at"],
        Value::Null,
        "they did as they were asked"
    );
}

fn see_10_somebody_banned_is_not_asked(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let conversation = conversation(world, &visitor);
    let ban = put(format!("/agent/v1/users/{}/ban", visitor.user)).by(&world.company().agent);
    world.ask(ban.json(&json!({}))).gives(200);
    world.ask(asking(world, &conversation)).refused("user_banned");
}

fn see_10_what_was_asked_before_the_login_stays_in_the_transcript(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = || company::token(world, &key, "usr_1");
    let known = Visitor::signed_in(world, company, &token());
    let theirs = conversation(world, &known);
    let stranger = Visitor::open(world, company);
    let joined = conversation(world, &stranger);
    world.clock.forward(1);
    world.ask(asking(world, &joined)).gives(200);
    let signed_in = stranger.signs_in(world, company, &token()).gives(200);
    assert_eq!(signed_in["joined"], true);
    assert_eq!(requests(world, &theirs, "")[0]["at"], at(1));
}

fn see_10_a_page_notes_what_was_asked_since_its_oldest_message(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let conversation = conversation(world, &visitor);
    let mut ids = Vec::new();
    for second in 1..=51 {
        world.clock.forward(1);
        if second == 1 || second == 40 {
            world.ask(asking(world, &conversation)).gives(200);
        }
        world.clock.forward(1);
        ids.push(visitor.says(world, "text").gives(201)["message"]["id"].as_str().unwrap().to_owned());
    }
    let times = |query: &str| requests(world, &conversation, query).as_array().unwrap().len();
    assert_eq!(times(""), 1);
    assert_eq!(times(&format!("?before={}", ids[1])), 1);
    assert_eq!(times(&format!("?before={}", ids[0])), 1, "since the first message");
}
