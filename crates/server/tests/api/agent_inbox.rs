//! The inbox.

use serde_json::{Value, json};

use crate::{call::get, cases, company, group::Group, visitor::Visitor, world::World};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /agent/v1/inbox"],
    samples: |world| vec![get("/agent/v1/inbox").by(&world.company().agent)],
    cases: &[cases![
        an_empty_inbox_has_no_tickets,
        see_1_a_line_says_who_it_is_and_whether_that_is_proved,
        pages_follow_each_other_without_gaps,
        a_cursor_is_the_next_of_a_page,
        an_administrator_may_do_all_that_an_agent_may,
    ]],
};

fn inbox(world: &World, query: &str) -> Value {
    world.ask(get(format!("/agent/v1/inbox{query}")).by(&world.company().agent)).gives(200)
}

fn an_empty_inbox_has_no_tickets(world: &World) {
    assert_eq!(inbox(world, ""), json!({"tickets": [], "next": null}));
}

fn see_1_a_line_says_who_it_is_and_whether_that_is_proved(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "I am Mara Lindqvist").gives(201);
    world.clock.forward(1);
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let said = mara.says(world, "hello").gives(201);

    let inbox = inbox(world, "");
    let [first, second] = [&inbox["tickets"][0], &inbox["tickets"][1]];
    assert_eq!((&first["number"], &first["status"]), (&json!(2), &json!("new")), "the latest activity first");
    assert_eq!(first["conversation"], said["conversation"]["id"]);
    let requester = &first["requester"];
    assert_eq!((&requester["mark"], &requester["external_id"]), (&json!("verified_now"), &json!("usr_1")));
    assert_eq!(requester["evidence"]["key"], json!({"id": key.id, "name": "shop"}));
    assert_eq!(requester["signed_in_until"], "2027-01-15T09:01:01.000Z");
    assert_eq!(first["last_message"]["mark"], "verified_when_written");
    let requester = &second["requester"];
    assert_eq!((&requester["mark"], &requester["external_id"]), (&json!("not_verified"), &json!(null)));
    assert_eq!((&requester["name"], &requester["evidence"]), (&json!(null), &json!(null)));
    assert_eq!(second["last_message"]["mark"], "not_verified");
}

fn pages_follow_each_other_without_gaps(world: &World) {
    let company = world.company();
    for number in 0..51 {
        // Not all of them later than the one before.
        world.clock.forward(number % 3 * 2);
        Visitor::open(world, company).says(world, "text").gives(201);
    }
    let first = inbox(world, "");
    assert_eq!(first["tickets"].as_array().unwrap().len(), 50);
    let second = inbox(world, &format!("?before={}", first["next"].as_str().unwrap()));
    assert_eq!(second["next"], json!(null));
    let numbers = |page: &Value| {
        page["tickets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["number"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    let all = [numbers(&first), numbers(&second)].concat();
    assert_eq!(all, (1..=51).rev().collect::<Vec<_>>());
}

fn a_cursor_is_the_next_of_a_page(world: &World) {
    let id = &world.company().channel_id;
    for cursor in [
        id.clone(),
        format!("1.{}", id.to_uppercase()),
        format!("x.{id}"),
        "1.".to_owned(),
        format!("1.{id}.1"),
    ] {
        let answer = world.ask(get(format!("/agent/v1/inbox?before={cursor}")).by(&world.company().agent));
        answer.refused("bad_request");
    }
    for at in [i64::MIN, -1, 0, i64::MAX] {
        inbox(world, &format!("?before={at}.{id}"));
    }
}

fn an_administrator_may_do_all_that_an_agent_may(world: &World) {
    world.ask(get("/agent/v1/inbox").by(&world.company().administrator)).gives(200);
}
