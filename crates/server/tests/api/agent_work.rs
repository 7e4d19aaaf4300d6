//! How agents work: presence, what waits, and the next ticket by hand (ROU-4).

use bonafide_server::routing;
use serde_json::{Value, json};

use crate::{
    admin_routing::{named, stream},
    agent_colleagues::me,
    call::{get, patch, post, put},
    cases,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /agent/v1/work", "PUT /agent/v1/presence", "POST /agent/v1/next-ticket"],
    samples: |world| {
        let ben = &world.company().agent;
        vec![
            get("/agent/v1/work").by(ben),
            put("/agent/v1/presence").by(ben).json(&json!({"available": true})),
            post("/agent/v1/next-ticket").by(ben).json(&json!({})),
        ]
    },
    cases: &[cases![
        rou_4_an_agent_says_that_they_are_there,
        rou_4_an_agent_takes_the_next_ticket_by_hand,
        rou_2_an_agent_moves_a_ticket_to_another_queue,
        the_inbox_shows_a_queue,
    ]],
};

/// A queue of the agent's that everything goes to.
fn queue(world: &World) -> String {
    let company = world.company();
    let mut wanted = named("Gold");
    wanted["members"] = json!([me(world, &company.agent)["id"]]);
    let make = |path: &str, body: &Value| {
        world.ask(post(path).by(&company.administrator).json(body)).gives(201)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let queue = make("/admin/v1/queues", &wanted);
    make("/admin/v1/workstreams", &stream("Shop", &[&company.channel_id], &queue));
    queue
}

/// Somebody writes, and the rules decide.
fn written(world: &World) -> Value {
    let said = Visitor::open(world, world.company()).says(world, "Hello").gives(201);
    world.run(routing::all(&world.app));
    said["conversation"]["id"].clone()
}

fn work(world: &World) -> Value {
    world.ask(get("/agent/v1/work").by(&world.company().agent)).gives(200)
}

fn rou_4_an_agent_says_that_they_are_there(world: &World) {
    let queue = queue(world);
    let told = work(world);
    assert_eq!(
        (&told["available"], &told["capacity"], &told["working"]),
        (&json!(false), &json!(5), &json!(0))
    );
    written(world);
    let waits = |waiting: i64| json!([{"id": queue, "name": "Gold", "pushes": true, "is_own": true, "waiting": waiting}]);
    assert_eq!(work(world)["queues"], waits(1));
    let here = put("/agent/v1/presence").by(&world.company().agent).json(&json!({"available": true}));
    assert_eq!(world.ask(here).gives(200)["available"], true);
    world.run(routing::all(&world.app));
    let told = work(world);
    assert_eq!((&told["working"], &told["queues"]), (&json!(1), &waits(0)));
    let away = put("/agent/v1/presence").by(&world.company().agent).json(&json!({"available": false}));
    assert_eq!(world.ask(away).gives(200)["available"], false);
    written(world);
    assert_eq!(work(world)["queues"], waits(1));
}

fn rou_4_an_agent_takes_the_next_ticket_by_hand(world: &World) {
    let queue = queue(world);
    let first = written(world);
    world.clock.forward(1);
    written(world);
    let ben = me(world, &world.company().agent);
    let take =
        || world.ask(post("/agent/v1/next-ticket").by(&world.company().agent).json(&json!({}))).gives(200);
    let taken = take();
    assert_eq!(taken["conversation"], first);
    assert_eq!(taken["ticket"]["assignee"]["id"], ben["id"]);
    assert_eq!(taken["ticket"]["queue"], json!({"id": queue, "name": "Gold"}));
    take();
    assert_eq!(take(), json!({"ticket": null, "conversation": null}));
}

fn rou_2_an_agent_moves_a_ticket_to_another_queue(world: &World) {
    let company = world.company();
    queue(world);
    let other =
        world.ask(post("/admin/v1/queues").by(&company.administrator).json(&named("Silver"))).gives(201);
    written(world);
    let inbox = world.ask(get("/agent/v1/inbox").by(&company.agent)).gives(200);
    let path = format!("/agent/v1/tickets/{}", inbox["tickets"][0]["id"].as_str().unwrap());
    let change = |change: &Value| world.ask(patch(&path).by(&company.agent).json(change));
    let moved = change(&json!({"queue": other["id"], "priority": 9})).gives(200);
    assert_eq!((&moved["queue"]["name"], &moved["priority"]), (&json!("Silver"), &json!(9)));
    assert_eq!(change(&json!({"queue": other["id"]})).gives(200), moved, "what is so already is no change");
    for odd in [json!({"queue": "0".repeat(24)}), json!({"priority": -1}), json!({"priority": 101})] {
        change(&odd).refused("bad_request");
    }
    assert_eq!(change(&json!({"queue": null})).gives(200)["queue"], json!(null));
    change(&json!({"status": "closed"})).gives(200);
    change(&json!({"queue": other["id"]})).refused("ticket_closed");
}

fn the_inbox_shows_a_queue(world: &World) {
    let company = world.company();
    let queue = queue(world);
    let conversation = written(world);
    let see = |query: &str| world.ask(get(format!("/agent/v1/inbox?{query}")).by(&company.agent));
    let shown = see(&format!("queue={queue}")).gives(200);
    assert_eq!(shown["tickets"][0]["conversation"], conversation);
    assert_eq!(shown["tickets"].as_array().unwrap().len(), 1);
    assert_eq!(see(&format!("queue={}", "0".repeat(24))).gives(200)["tickets"], json!([]));
    see(&format!("queue={queue}&view=open")).refused("bad_request");
    see("queue=gold").refused("bad_request");
}
