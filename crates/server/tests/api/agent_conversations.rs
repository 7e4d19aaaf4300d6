//! Conversations, as agents read and answer them.

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, post},
    cases, company,
    group::Group,
    visitor::{Visitor, texts},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /agent/v1/conversations/{id}",
        "GET /agent/v1/conversations/{id}/summary",
        "GET /agent/v1/conversations/{id}/events",
        "POST /agent/v1/conversations/{id}/messages",
    ],
    samples: |world| {
        let company = world.company();
        let said = Visitor::open(world, company).says(world, "text").gives(201);
        let path = path(&said);
        let answer = json!({"client_id": world.client_made_id(), "text": "an answer", "visibility": "all"});
        vec![
            get(path.clone()).by(&company.agent),
            get(format!("{path}/summary")).by(&company.agent),
            get(format!("{path}/events?after=0")).by(&company.agent),
            post(format!("{path}/messages")).by(&company.agent).json(&answer),
        ]
    },
    cases: &[cases![
        see_3_each_mark_says_why,
        see_9_nothing_an_agent_writes_carries_the_mark,
        a_note_is_for_agents_alone,
        an_answer_moves_the_ticket,
        a_repeat_is_answered_with_the_first_message,
        texts_and_client_made_ids_have_their_limits,
        events_tell_agents_what_happened,
        mrg_6_at_the_seam_agents_see_who_signed_in,
        mrg_3_a_joined_conversations_id_leads_to_where_it_goes_on,
        pages_have_fifty_messages,
    ]],
};

fn path(said: &Value) -> String {
    format!("/agent/v1/conversations/{}", said["conversation"]["id"].as_str().unwrap())
}

fn reads(world: &World, path: &str) -> Value {
    world.ask(get(path).by(&world.company().agent)).gives(200)
}

fn answers(world: &World, path: &str, text: &str, visibility: &str) -> Answer {
    let body = json!({"client_id": world.client_made_id(), "text": text, "visibility": visibility});
    world.ask(post(format!("{path}/messages")).by(&world.company().agent).json(&body))
}

fn see_3_each_mark_says_why(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let page = reads(world, &path(&mara.says(world, "hello").gives(201)));
    let message = &page["messages"][0];
    assert_eq!((&message["mark"], &message["visibility"]), (&json!("verified_when_written"), &json!("all")));
    assert_eq!((&message["session"], &message["device"]), (&json!(mara.session), &json!(mara.device)));
    let evidence = &message["evidence"];
    assert_eq!(evidence["key"], json!({"id": key.id, "name": "shop"}));
    assert_eq!((&evidence["method"], &evidence["rule"]), (&json!("signed_token"), &json!("RES-3")));
    assert_eq!((&evidence["session"], &evidence["device"]), (&json!(mara.session), &json!(mara.device)));
    assert_eq!(evidence["channel"], company.channel_id);
    assert_eq!(
        (&evidence["issued_at"], &evidence["accepted_at"]),
        (&json!("2027-01-15T08:00:00.000Z"), &json!("2027-01-15T08:00:00.000Z"))
    );
    assert_eq!(
        (&evidence["expires_at"], &evidence["external_id"]),
        (&json!("2027-01-15T09:00:00.000Z"), &json!("usr_1"))
    );
    assert_eq!(page["user"]["evidence"], *evidence);
}

fn see_9_nothing_an_agent_writes_carries_the_mark(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let path = path(&mara.says(world, "hello").gives(201));
    let told = answers(world, &path, "hello Mara", "all").gives(201);
    let message = &told["message"];
    assert_eq!(
        (&message["mark"], &message["evidence"], &message["session"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!((&message["author"]["kind"], &message["author"]["name"]), (&json!("agent"), &json!("Ben")));
    assert_eq!(told["conversation"]["head"], 2);
    let seen = mara.reads(world).gives(200);
    assert_eq!(texts(&seen), ["hello", "hello Mara"]);
    assert!(seen["messages"][1].get("client_id").is_none());
}

fn a_note_is_for_agents_alone(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let path = path(&visitor.says(world, "text").gives(201));
    assert_eq!(answers(world, &path, "a note", "agents").gives(201)["message"]["visibility"], "agents");
    assert_eq!(texts(&visitor.reads(world).gives(200)), ["text"]);
    let page = reads(world, &path);
    assert_eq!(texts(&page), ["text", "a note"]);
    assert_eq!(page["tickets"][0]["status"], "new", "a note moves nothing");
}

fn an_answer_moves_the_ticket(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let path = path(&visitor.says(world, "text").gives(201));
    answers(world, &path, "an answer", "all").gives(201);
    assert_eq!(reads(world, &path)["tickets"][0]["status"], "open");
}

fn a_repeat_is_answered_with_the_first_message(world: &World) {
    let company = world.company();
    let path = path(&Visitor::open(world, company).says(world, "text").gives(201));
    let body = json!({"client_id": world.client_made_id(), "text": "an answer"});
    let call = post(format!("{path}/messages")).json(&body);
    let first = world.ask(call.clone().by(&company.agent)).gives(201);
    let again = world.ask(call.clone().by(&company.agent)).gives(200);
    assert_eq!(again["message"], first["message"]);
    let other = world.ask(call.by(&company.administrator)).gives(201);
    assert_ne!(other["message"]["id"], first["message"]["id"], "another agent's client made the same id");
    assert_eq!(reads(world, &path)["messages"].as_array().unwrap().len(), 3);
}

fn texts_and_client_made_ids_have_their_limits(world: &World) {
    let company = world.company();
    let path = path(&Visitor::open(world, company).says(world, "text").gives(201));
    for text in ["", "\n", "nul\0", &"x".repeat(16 * 1024 + 1)] {
        answers(world, &path, text, "all").refused("bad_request");
    }
    for id in ["short", "with space", &"a".repeat(65)] {
        let body = json!({"client_id": id, "text": "an answer"});
        world.ask(post(format!("{path}/messages")).by(&company.agent).json(&body)).refused("bad_request");
    }
    answers(world, &path, "an answer", "everyone").refused("bad_request");
}

fn events_tell_agents_what_happened(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let path = path(&visitor.says(world, "text").gives(201));
    answers(world, &path, "a note", "agents").gives(201);
    let told = reads(world, &format!("{path}/events?after=0"));
    assert_eq!(told["head"], 2);
    let kinds: Vec<_> = told["events"].as_array().unwrap().iter().map(|it| it["k"].clone()).collect();
    assert_eq!(kinds, ["message", "message"]);
    assert_eq!(told["events"][1]["message"]["text"], "a note");
    for after in [-1, 3, i64::MAX] {
        let told = reads(world, &format!("{path}/events?after={after}"));
        assert_eq!(told, json!({"resync": true, "head": 2}));
    }
}

fn mrg_6_at_the_seam_agents_see_who_signed_in(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let path = path(&stranger.says(world, "before").gives(201));
    let mara = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    Visitor::of(&mara).says(world, "after").gives(201);
    let told = reads(world, &format!("{path}/events?after=1"));
    assert_eq!((&told["events"][0]["k"], &told["events"][1]["k"]), (&json!("signed_in"), &json!("message")));
    assert_eq!(told["events"][0]["evidence"]["external_id"], "usr_1");
    let page = reads(world, &path);
    let marks: Vec<_> = page["messages"].as_array().unwrap().iter().map(|it| it["mark"].clone()).collect();
    assert_eq!(marks, ["not_verified", "verified_when_written"]);
}

fn mrg_3_a_joined_conversations_id_leads_to_where_it_goes_on(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let goes_on = path(&mara.says(world, "signed in").gives(201));
    let stranger = Visitor::open(world, company);
    let joined = path(&stranger.says(world, "before").gives(201));
    let told = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    assert_eq!(told["joined"], true);
    assert_eq!(texts(&Visitor::of(&told).reads(world).gives(200)), ["signed in", "before"]);

    let page = reads(world, &joined);
    assert_eq!(page, reads(world, &goes_on));
    let tickets: Vec<_> = page["tickets"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(tickets, ["open", "closed"]);
    assert_eq!(page["tickets"][1]["merged_into"], page["tickets"][0]["id"]);
    let moved = reads(world, &format!("{joined}/events?after=1"));
    assert_eq!(
        (&moved["events"][0]["k"], &moved["events"][0]["into"]),
        (&json!("moved"), &page["conversation"]["id"])
    );
    answers(world, &joined, "an answer", "all").gives(201);
    assert_eq!(texts(&reads(world, &goes_on)), ["signed in", "before", "an answer"]);
}

fn pages_have_fifty_messages(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let path = path(&visitor.says(world, "text 0").gives(201));
    for number in 1..51 {
        visitor.says(world, &format!("text {number}")).gives(201);
    }
    let newest = reads(world, &path);
    assert_eq!((texts(&newest).len(), &newest["has_more"]), (50, &json!(true)));
    let before = newest["messages"][0]["id"].as_str().unwrap();
    let older = reads(world, &format!("{path}?before={before}"));
    assert_eq!((texts(&older), &older["has_more"]), (vec!["text 0"], &json!(false)));
}
