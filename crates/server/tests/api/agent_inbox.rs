//! The inbox.

use serde_json::{Value, json};

use crate::{
    agent_colleagues::me,
    call::{get, patch, post},
    cases, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /agent/v1/inbox"],
    samples: |world| vec![get("/agent/v1/inbox").by(&world.company().agent)],
    cases: &[cases![
        an_empty_inbox_has_no_tickets,
        see_1_a_line_says_who_it_is_and_whether_that_is_proved,
        pages_follow_each_other_without_gaps,
        a_cursor_is_the_next_of_a_page,
        an_administrator_may_do_all_that_an_agent_may,
        each_view_has_its_tickets_and_is_counted,
        pages_of_a_view_follow_each_other_without_gaps,
        a_line_says_since_when_the_user_waits,
    ]],
};

fn inbox(world: &World, query: &str) -> Value {
    world.ask(get(format!("/agent/v1/inbox{query}")).by(&world.company().agent)).gives(200)
}

fn an_empty_inbox_has_no_tickets(world: &World) {
    let counts = json!({"mine": 0, "unassigned": 0, "open": 0, "solved": 0});
    assert_eq!(inbox(world, ""), json!({"tickets": [], "next": null, "counts": counts}));
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

fn numbers(page: &Value) -> Vec<i64> {
    page["tickets"].as_array().unwrap().iter().map(|line| line["number"].as_i64().unwrap()).collect()
}

/// Changes the ticket of this number.
fn change(world: &World, number: i64, change: &Value) {
    let page = inbox(world, "");
    let lines = page["tickets"].as_array().unwrap();
    let line = lines.iter().find(|line| line["number"] == number).unwrap();
    let path = format!("/agent/v1/tickets/{}", line["id"].as_str().unwrap());
    world.ask(patch(path).by(&world.company().agent).json(change)).gives(200);
}

fn each_view_has_its_tickets_and_is_counted(world: &World) {
    let company = world.company();
    let [ben, ada] = [&company.agent, &company.administrator].map(|token| me(world, token)["id"].clone());
    for _ in 0..8 {
        Visitor::open(world, company).says(world, "text").gives(201);
    }
    for (number, change_it) in (1..).zip([
        json!({}),
        json!({"assignee": ben}),
        json!({"assignee": ada, "status": "open"}),
        json!({"status": "pending"}),
        json!({"status": "pending", "assignee": ben}),
        json!({"status": "solved", "assignee": ben}),
        json!({"status": "solved"}),
        json!({"status": "closed", "assignee": ben}),
    ]) {
        world.clock.forward(1);
        change(world, number, &change_it);
    }
    // What was not changed did not move up.
    assert_eq!(numbers(&inbox(world, "")), [7, 6, 5, 4, 3, 2, 1]);
    for (view, shown) in [
        ("mine", vec![5, 2]),
        ("unassigned", vec![4, 1]),
        ("open", vec![5, 4, 3, 2, 1]),
        ("solved", vec![7, 6]),
    ] {
        let page = inbox(world, &format!("?view={view}"));
        assert_eq!(numbers(&page), shown, "{view}");
        assert_eq!(page["counts"], json!({"mine": 2, "unassigned": 2, "open": 5, "solved": 2}));
    }
    let hers = world.ask(get("/agent/v1/inbox?view=mine").by(&company.administrator)).gives(200);
    assert_eq!((numbers(&hers), &hers["counts"]["mine"]), (vec![3], &json!(1)));
    assert_eq!(hers["tickets"][0]["assignee"], json!({"id": ada, "name": "Ada"}));
}

fn pages_of_a_view_follow_each_other_without_gaps(world: &World) {
    for _ in 0..51 {
        world.clock.forward(1);
        Visitor::open(world, world.company()).says(world, "text").gives(201);
    }
    change(world, 51, &json!({"status": "solved"}));
    let first = inbox(world, "?view=unassigned");
    let second = inbox(world, &format!("?view=unassigned&before={}", first["next"].as_str().unwrap()));
    assert_eq!([numbers(&first), numbers(&second)].concat(), (1..=50).rev().collect::<Vec<_>>());
    assert_eq!((&second["next"], &second["counts"]["unassigned"]), (&json!(null), &json!(50)));
}

fn a_line_says_since_when_the_user_waits(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let said = visitor.says(world, "first").gives(201);
    let waits = || inbox(world, "")["tickets"][0]["waiting_since"].clone();
    world.clock.forward(1);
    visitor.says(world, "second").gives(201);
    assert_eq!(waits(), "2027-01-15T08:00:00.000Z", "the first that nobody answered");
    let path = format!("/agent/v1/conversations/{}/messages", said["conversation"]["id"].as_str().unwrap());
    let answers = |text: &str, visibility: &str| {
        let body = json!({"client_id": world.client_made_id(), "text": text, "visibility": visibility});
        world.ask(post(&path).by(&company.agent).json(&body)).gives(201);
    };
    answers("a note", "agents");
    assert_eq!(waits(), "2027-01-15T08:00:00.000Z");
    answers("an answer", "all");
    assert_eq!(waits(), json!(null));
    world.clock.forward(1);
    visitor.says(world, "third").gives(201);
    assert_eq!(waits(), "2027-01-15T08:00:02.000Z");
}
