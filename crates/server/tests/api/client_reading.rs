//! Reading one's own conversation.

use serde_json::{Value, json};

use crate::{
    call::{get, post},
    cases, client_several, company,
    group::Group,
    visitor::{Visitor, texts},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /client/v1/conversation", "GET /client/v1/events"],
    samples: |world| {
        let visitor = Visitor::open(world, world.company());
        visitor.says(world, "text").gives(201);
        vec![
            get("/client/v1/conversation").by(&visitor.token),
            get("/client/v1/events?after=0").by(&visitor.token),
        ]
    },
    cases: &[
        client_several::READING,
        cases![
            who_has_said_nothing_has_no_conversation,
            a_page_has_fifty_messages_and_says_where_it_ends,
            events_are_numbered_without_gaps,
            a_number_that_was_never_given_means_read_again,
            more_than_two_hundred_events_come_in_pieces,
            notes_are_hidden_from_users_and_still_counted,
            nobody_reads_what_is_somebody_elses,
            mrg_5_the_signed_in_session_reads_what_was_joined,
        ],
    ],
};

fn says(world: &World, visitor: &Visitor, count: usize) {
    for number in 0..count {
        if number % 60 == 59 {
            world.clock.forward(60);
        }
        visitor.says(world, &format!("text {number}")).gives(201);
    }
}

fn events(world: &World, visitor: &Visitor, after: i64) -> Value {
    world.ask(get(format!("/client/v1/events?after={after}")).by(&visitor.token)).gives(200)
}

fn who_has_said_nothing_has_no_conversation(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let page = visitor.reads(world).gives(200);
    assert_eq!(
        (&page["conversation"], &page["messages"], &page["has_more"]),
        (&json!(null), &json!([]), &json!(false))
    );
    assert_eq!(page["user"]["id"], visitor.user);
    assert_eq!(events(world, &visitor, 0), json!({"events": [], "head": 0}));
}

fn a_page_has_fifty_messages_and_says_where_it_ends(world: &World) {
    let visitor = Visitor::open(world, world.company());
    says(world, &visitor, 51);
    let newest = visitor.reads(world).gives(200);
    assert_eq!(newest["has_more"], true);
    assert_eq!(newest["conversation"]["head"], 51);
    let expected: Vec<_> = (1..51).map(|number| format!("text {number}")).collect();
    assert_eq!(texts(&newest), expected, "oldest first");
    let before = newest["messages"][0]["id"].as_str().unwrap();
    let older =
        world.ask(get(format!("/client/v1/conversation?before={before}")).by(&visitor.token)).gives(200);
    assert_eq!((texts(&older), &older["has_more"]), (vec!["text 0"], &json!(false)));
}

fn events_are_numbered_without_gaps(world: &World) {
    let visitor = Visitor::open(world, world.company());
    says(world, &visitor, 3);
    let told = events(world, &visitor, 1);
    assert_eq!(told["head"], 3);
    let numbers: Vec<_> =
        told["events"].as_array().unwrap().iter().map(|it| json!([it["n"], it["k"]])).collect();
    assert_eq!(numbers, [json!([2, "message"]), json!([3, "message"])]);
    assert_eq!(told["events"][1]["message"]["text"], "text 2");
    assert_eq!(events(world, &visitor, 3), json!({"events": [], "head": 3}));
}

fn a_number_that_was_never_given_means_read_again(world: &World) {
    let visitor = Visitor::open(world, world.company());
    says(world, &visitor, 1);
    for after in [-1, 2, i64::MAX, i64::MIN] {
        assert_eq!(events(world, &visitor, after), json!({"resync": true, "head": 1}), "{after}");
    }
}

fn more_than_two_hundred_events_come_in_pieces(world: &World) {
    let visitor = Visitor::open(world, world.company());
    says(world, &visitor, 201);
    let told = events(world, &visitor, 0);
    assert_eq!((told["events"].as_array().unwrap().len(), &told["head"]), (200, &json!(201)));
    assert_eq!(events(world, &visitor, 200)["events"][0]["n"], 201);
}

fn notes_are_hidden_from_users_and_still_counted(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let said = visitor.says(world, "text").gives(201);
    let to = format!("/agent/v1/conversations/{}/messages", said["conversation"]["id"].as_str().unwrap());
    let note = json!({"client_id": world.client_made_id(), "text": "a note", "visibility": "agents"});
    world.ask(post(to).by(&company.agent).json(&note)).gives(201);
    let page = visitor.reads(world).gives(200);
    assert_eq!((texts(&page), &page["conversation"]["head"]), (vec!["text"], &json!(2)));
    let told = events(world, &visitor, 1);
    assert_eq!(told["events"][0]["k"], "hidden");
    assert!(!told.to_string().contains("a note"));
}

fn nobody_reads_what_is_somebody_elses(world: &World) {
    let company = world.company();
    let (visitor, other) = (Visitor::open(world, company), Visitor::open(world, company));
    let said = visitor.says(world, "a secret").gives(201);
    let message = said["message"]["id"].as_str().unwrap();
    other.says(world, "theirs").gives(201);
    let page =
        world.ask(get(format!("/client/v1/conversation?before={message}")).by(&other.token)).gives(200);
    assert_eq!(texts(&page), Vec::<&str>::new());
    assert_eq!(texts(&other.reads(world).gives(200)), ["theirs"]);
}

fn mrg_5_the_signed_in_session_reads_what_was_joined(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    let told = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    assert_eq!(told["joined"], true);
    let mara = Visitor::of(&told);
    assert_eq!(texts(&mara.reads(world).gives(200)), ["before"]);
    stranger.reads(world).refused("session_replaced");
    assert_eq!(events(world, &mara, 1)["events"][0]["k"], "signed_in");
}
