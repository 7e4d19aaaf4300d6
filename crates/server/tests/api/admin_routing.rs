//! Queues, workstreams and capacities, as administrators set them up (ROU).

mod codes;
mod large;

use serde_json::{Value, json};

use crate::{
    agent_colleagues::me,
    call::{Call, delete, get, post, put},
    cases, company,
    company::Company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/queues",
        "POST /admin/v1/queues",
        "PUT /admin/v1/queues/{id}",
        "DELETE /admin/v1/queues/{id}",
        "GET /admin/v1/workstreams",
        "POST /admin/v1/workstreams",
        "PUT /admin/v1/workstreams/{id}",
        "DELETE /admin/v1/workstreams/{id}",
        "POST /admin/v1/routing/trial",
        "GET /admin/v1/brands",
        "GET /admin/v1/capacities",
        "PUT /admin/v1/capacities/{agent}",
    ],
    samples: |world| {
        let company = world.company();
        // The first secret of an account makes its data key; a trial makes nothing.
        company.key(world, "shop");
        let Routing { queue, spare, workstream, agent } = Routing::made(world, company);
        let ada = |call: Call| call.by(&company.administrator);
        let member = me(world, &company.agent)["id"].clone();
        let hours = json!({"time_zone": "Europe/Zurich", "holidays": ["2026-12-25"],
            "weekly": [{"day": "monday", "from": "09:00", "to": "17:00"}]});
        let whole = json!({"name": "Whole", "pushes": true, "hours": hours, "closed_text": "Later.", "members": [member]});
        vec![
            ada(get("/admin/v1/queues")),
            ada(post("/admin/v1/queues")).json(&whole),
            ada(put(format!("/admin/v1/queues/{queue}"))).json(&named("Silver")),
            ada(delete(format!("/admin/v1/queues/{spare}"))),
            ada(get("/admin/v1/workstreams")),
            ada(post("/admin/v1/workstreams")).json(&stream("Bank", &[], &queue)),
            ada(put(format!("/admin/v1/workstreams/{workstream}"))).json(&stream("Shop", &[], &queue)),
            ada(delete(format!("/admin/v1/workstreams/{workstream}"))),
            ada(post("/admin/v1/routing/trial"))
                .json(&json!({"rules": rules(&queue), "channel": company.channel_id})),
            ada(get("/admin/v1/brands")),
            ada(get("/admin/v1/capacities")),
            ada(put(format!("/admin/v1/capacities/{agent}"))).json(&json!({"capacity": 3})),
        ]
    },
    cases: &[
        codes::CASES,
        large::CASES,
        cases![
            rou_4_a_queue_is_made_changed_and_deleted,
            rou_8_opening_hours_that_cannot_be_are_refused_in_words,
            rou_1_a_workstream_is_made_changed_and_deleted,
            rou_1_what_a_workstream_names_must_be_there,
            rou_1_a_rule_that_could_never_decide_is_refused_in_words,
            rou_6_a_trial_tells_which_rule_takes_it_and_why_the_earlier_ones_do_not,
            rou_6_a_token_that_is_not_good_signs_nobody_in,
            rou_6_what_a_trial_is_about_must_be_there,
            rou_2_brands_are_listed_for_conditions,
            rou_4_an_agents_capacity_is_set,
            see_8_routing_leaves_lines_in_the_audit_log,
        ],
    ],
};

/// A queue, another that nobody needs, a workstream and an agent.
pub(crate) struct Routing {
    queue: String,
    spare: String,
    workstream: String,
    agent: String,
}

impl Routing {
    pub(crate) fn made(world: &World, company: &Company) -> Self {
        let make = |path: &str, body: &Value| {
            let made = world.ask(post(path).by(&company.administrator).json(body)).gives(201);
            made["id"].as_str().unwrap().to_owned()
        };
        let queue = make("/admin/v1/queues", &named("Gold"));
        Self {
            spare: make("/admin/v1/queues", &named("Spare")),
            workstream: make("/admin/v1/workstreams", &stream("Shop", &[&company.channel_id], &queue)),
            agent: me(world, &company.agent)["id"].as_str().unwrap().to_owned(),
            queue,
        }
    }

    /// Every call that names one of them.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let Self { queue, spare, workstream, agent } = self;
        vec![
            put(format!("/admin/v1/queues/{queue}")).json(&named("Gold")),
            delete(format!("/admin/v1/queues/{spare}")),
            put(format!("/admin/v1/capacities/{agent}")).json(&json!({"capacity": 1})),
            delete(format!("/admin/v1/workstreams/{workstream}")),
        ]
    }
}

pub(crate) fn named(name: &str) -> Value {
    json!({"name": name, "pushes": true, "hours": null, "closed_text": null, "members": []})
}

/// Everybody signed in goes to the queue first, and everybody else too.
fn rules(queue: &str) -> Value {
    let condition = json!({"on": "authenticated", "is": true});
    let rule = json!({"name": "signed in", "conditions": [condition], "queue": queue, "priority": 5});
    json!({"variables": [{"name": "tier", "kind": "text"}], "rules": [rule], "fallback": queue})
}

pub(crate) fn stream(name: &str, channels: &[&str], queue: &str) -> Value {
    json!({"name": name, "channels": channels, "rules": rules(queue)})
}

fn by_ada(world: &World, call: Call) -> crate::answer::Answer {
    world.ask(call.by(&world.company().administrator))
}

fn rou_4_a_queue_is_made_changed_and_deleted(world: &World) {
    let ben = me(world, &world.company().agent);
    let mut wanted = named("Gold");
    wanted["members"] = json!([ben["id"]]);
    wanted["closed_text"] = json!("We are closed.");
    let made = by_ada(world, post("/admin/v1/queues").json(&wanted)).gives(201);
    assert_eq!(made["members"], json!([{"id": ben["id"], "name": ben["name"]}]));
    assert_eq!((&made["name"], &made["closed_text"]), (&json!("Gold"), &json!("We are closed.")));
    by_ada(world, post("/admin/v1/queues").json(&named("Gold"))).refused("name_taken");
    let other = by_ada(world, post("/admin/v1/queues").json(&named("Silver"))).gives(201);

    let path = format!("/admin/v1/queues/{}", made["id"].as_str().unwrap());
    by_ada(world, put(&path).json(&named("Silver"))).refused("name_taken");
    let changed = by_ada(world, put(&path).json(&named("Bronze"))).gives(200);
    assert_eq!((&changed["id"], &changed["members"]), (&made["id"], &json!([])));
    let listed = by_ada(world, get("/admin/v1/queues")).gives(200);
    assert_eq!(listed, json!({"queues": [changed, other]}));

    // Whether people are told where they stand is off at first, and stays where it is not said.
    assert_eq!((&made["tells_waiting"], &changed["tells_waiting"]), (&json!(false), &json!(false)));
    let mut tells = named("Bronze");
    tells["tells_waiting"] = json!(true);
    for wanted in [&tells, &named("Bronze")] {
        assert_eq!(by_ada(world, put(&path).json(wanted)).gives(200)["tells_waiting"], true);
    }

    let mut strangers = named("Iron");
    strangers["members"] = json!(["0".repeat(24)]);
    let refused = by_ada(world, post("/admin/v1/queues").json(&strangers)).refused("bad_request");
    assert!(refused.description.contains("`members`"), "{}", refused.description);

    let queue = made["id"].as_str().unwrap();
    let shop = by_ada(world, post("/admin/v1/workstreams").json(&stream("Shop", &[], queue))).gives(201);
    by_ada(world, delete(&path)).refused("queue_in_use");
    let shop = format!("/admin/v1/workstreams/{}", shop["id"].as_str().unwrap());
    by_ada(world, delete(&shop)).gives(200);
    by_ada(world, delete(&path)).gives(200);
    by_ada(world, delete(&path)).refused("not_found");
}

fn rou_8_opening_hours_that_cannot_be_are_refused_in_words(world: &World) {
    let hours = |zone: &str, from: &str, holiday: &str| {
        let weekly = json!([{"day": "monday", "from": from, "to": "17:00"}]);
        json!({"time_zone": zone, "weekly": weekly, "holidays": [holiday]})
    };
    let mut wanted = named("Gold");
    for (hours, words) in [
        (hours("Europe/Nowhere", "09:00", "2026-12-25"), "time zone"),
        (hours("UTC", "17:00", "2026-12-25"), "ends after it begins"),
        (hours("UTC", "09:00", "2026-02-30"), "2026-02-30"),
    ] {
        wanted["hours"] = hours;
        let refused = by_ada(world, post("/admin/v1/queues").json(&wanted)).refused("bad_request");
        assert!(refused.description.contains(words), "{}", refused.description);
    }
    wanted["hours"] = hours("Europe/Zurich", "09:00", "2026-12-25");
    let made = by_ada(world, post("/admin/v1/queues").json(&wanted)).gives(201);
    assert_eq!(made["hours"], wanted["hours"]);
}

fn rou_1_a_workstream_is_made_changed_and_deleted(world: &World) {
    let company = world.company();
    let Routing { queue, workstream, .. } = Routing::made(world, company);
    let listed = by_ada(world, get("/admin/v1/workstreams")).gives(200);
    let mut shop = stream("Shop", &[&company.channel_id], &queue);
    shop["id"] = json!(workstream);
    assert_eq!(listed, json!({"workstreams": [shop]}));
    by_ada(world, post("/admin/v1/workstreams").json(&stream("Shop", &[], &queue))).refused("name_taken");
    let bank = stream("Bank", &[&company.channel_id], &queue);
    let refused = by_ada(world, post("/admin/v1/workstreams").json(&bank)).refused("bad_request");
    assert!(refused.description.contains("another workstream"), "{}", refused.description);
    by_ada(world, post("/admin/v1/workstreams").json(&stream("Bank", &[], &queue))).gives(201);

    let path = format!("/admin/v1/workstreams/{workstream}");
    by_ada(world, put(&path).json(&stream("Bank", &[], &queue))).refused("name_taken");
    let mut wanted = stream("Shop", &[], &queue);
    let every = json!([
        {"on": "authenticated", "is": false}, {"on": "proof", "kind": "shared_secret"},
        {"on": "setting", "id": "0".repeat(24)}, {"on": "page_tag", "tag": "vip"},
        {"on": "page_field", "id": "department", "test": {"is": "equals", "value": "Returns"}},
        {"on": "page_field", "id": "cart", "test": {"is": "above", "value": 100}},
        {"on": "channel", "id": company.channel_id}, {"on": "brand", "id": "0".repeat(24)},
        {"on": "language", "tag": "de"}, {"on": "hours", "queue": queue, "open": true},
        {"on": "context", "name": "tier", "test": {"is": "one_of", "values": ["gold", 1, true]}},
        {"on": "context", "name": "tier", "test": {"is": "differs", "value": "gold"}},
        {"on": "context", "name": "tier", "test": {"is": "contains", "value": "ol"}},
        {"on": "context", "name": "total", "test": {"is": "below", "value": 10}},
        {"on": "context", "name": "total", "test": {"is": "above", "value": "10.5"}},
        {"on": "context", "name": "total", "test": {"is": "equals", "value": 7}},
    ]);
    wanted["rules"]["variables"] =
        json!([{"name": "tier", "kind": "text"}, {"name": "total", "kind": "number"}]);
    wanted["rules"]["rules"][0]["conditions"] = every;
    let mut changed = by_ada(world, put(&path).json(&wanted)).gives(200);
    changed.as_object_mut().unwrap().remove("id");
    assert_eq!(changed, wanted);
    by_ada(world, delete(&path)).gives(200);
    by_ada(world, delete(&path)).refused("not_found");
    by_ada(world, put(&path).json(&wanted)).refused("not_found");
}

fn rou_1_what_a_workstream_names_must_be_there(world: &World) {
    let Routing { queue, .. } = Routing::made(world, world.company());
    let nothing = "0".repeat(24);
    let mut in_hours = stream("Bank", &[], &queue);
    in_hours["rules"]["rules"][0]["conditions"] = json!([{"on": "hours", "queue": nothing, "open": true}]);
    let mut proof = stream("Bank", &[], &queue);
    proof["rules"]["rules"][0]["conditions"] = json!([{"on": "proof", "kind": "handshake"}]);
    let twice = &*world.company().channel_id;
    let strangers = Company::found(world, "rival").channel_id;
    for (wanted, words) in [
        (stream("Bank", &[&nothing], &queue), "`channels`"),
        (stream("Bank", &[&strangers], &queue), "`channels`"),
        (stream("Bank", &[twice, twice], &queue), "`channels`"),
        (stream("Bank", &[], &nothing), "queue"),
        (in_hours, "queue"),
        (proof, "proof"),
    ] {
        let refused = by_ada(world, post("/admin/v1/workstreams").json(&wanted)).refused("bad_request");
        assert!(refused.description.contains(words), "{}", refused.description);
    }
}

fn rou_1_a_rule_that_could_never_decide_is_refused_in_words(world: &World) {
    let Routing { queue, .. } = Routing::made(world, world.company());
    let context = |name: &str, test: Value| json!([{"on": "context", "name": name, "test": test}]);
    let page_field = |id: &str, test: Value| json!([{"on": "page_field", "id": id, "test": test}]);
    for (conditions, words) in [
        (context("Tier", json!({"is": "equals", "value": "gold"})), "not defined"),
        (context("tier", json!({"is": "below", "value": 1})), "cannot be compared"),
        (context("tier", json!({"is": "one_of", "values": []})), "empty"),
        (json!([{"on": "page_tag", "tag": "two words"}]), "value"),
        (page_field("", json!({"is": "equals", "value": "Returns"})), "value"),
        (page_field("cart", json!({"is": "above", "value": "many"})), "page’s field"),
    ] {
        let mut wanted = stream("Bank", &[], &queue);
        wanted["rules"]["rules"][0]["conditions"] = conditions;
        let refused = by_ada(world, post("/admin/v1/workstreams").json(&wanted)).refused("bad_request");
        assert!(refused.description.contains("rule 1"), "{}", refused.description);
        assert!(refused.description.contains(words), "{}", refused.description);
    }
}

fn trial(world: &World, queue: &str, on: &Value) -> crate::answer::Answer {
    let mut body = on.clone();
    body["rules"] = rules(queue);
    by_ada(world, post("/admin/v1/routing/trial").json(&body))
}

fn rou_6_a_trial_tells_which_rule_takes_it_and_why_the_earlier_ones_do_not(world: &World) {
    let company = world.company();
    let Routing { queue, .. } = Routing::made(world, company);
    let key = company.key(world, "shop");
    let before = world.row_counts();
    let token = company::token(world, &key, "usr_1");
    let signed_in =
        json!({"token_refused": null, "as_of": null, "queue": queue, "priority": 5, "rule": 0, "passed": []});
    let passed = json!([{"condition": 0, "why": "otherwise"}]);
    let anonymous = json!({"token_refused": null, "as_of": null, "queue": queue, "priority": 0, "rule": null, "passed": passed});
    let with = json!({"channel": company.channel_id, "token": token});
    assert_eq!(trial(world, &queue, &with).gives(200), signed_in);
    assert_eq!(trial(world, &queue, &json!({"channel": company.channel_id})).gives(200), anonymous);
    assert_eq!(world.row_counts(), before, "nothing is changed");

    let said = Visitor::open(world, company).says(world, "Hello").gives(201);
    let of = json!({"conversation": said["conversation"]["id"]});
    assert_eq!(trial(world, &queue, &of).gives(200), anonymous);
    let visitor = Visitor::signed_in(world, company, &token);
    let said = visitor.says(world, "Hello").gives(201);
    let of = json!({"conversation": said["conversation"]["id"]});
    assert_eq!(trial(world, &queue, &of).gives(200), signed_in);
}

fn rou_6_a_token_that_is_not_good_signs_nobody_in(world: &World) {
    let company = world.company();
    let Routing { queue, .. } = Routing::made(world, company);
    let key = company.key(world, "shop");
    let other = crate::chat::Chat::made(world, company).id;
    let token = company::token(world, &key, "usr_1");
    for (channel, token, reason) in
        [(&company.channel_id, "nonsense", "token_malformed"), (&other, &*token, "channel_mismatch")]
    {
        let told = trial(world, &queue, &json!({"channel": channel, "token": token})).gives(200);
        assert_eq!(told["token_refused"], reason);
        assert_eq!((&told["queue"], &told["passed"]), (&json!(null), &json!([])));
    }
}

fn rou_6_what_a_trial_is_about_must_be_there(world: &World) {
    let company = world.company();
    let Routing { queue, .. } = Routing::made(world, company);
    let nothing = "0".repeat(24);
    trial(world, &queue, &json!({"channel": nothing})).refused("not_found");
    trial(world, &queue, &json!({"conversation": nothing})).refused("not_found");
    for odd in [
        json!({}),
        json!({"token": "a token"}),
        json!({"conversation": nothing, "channel": company.channel_id}),
        json!({"conversation": nothing, "token": "a token"}),
    ] {
        trial(world, &queue, &odd).refused("bad_request");
    }
    trial(world, &nothing, &json!({"channel": company.channel_id})).refused("bad_request");
}

fn rou_2_brands_are_listed_for_conditions(world: &World) {
    let listed = by_ada(world, get("/admin/v1/brands")).gives(200);
    let brand = &listed["brands"][0];
    assert_eq!((listed["brands"].as_array().unwrap().len(), brand["name"].is_string()), (1, true));
    let queue = by_ada(world, post("/admin/v1/queues").json(&named("Gold"))).gives(201)["id"].clone();
    let mut asked = json!({"rules": rules(queue.as_str().unwrap()), "channel": world.company().channel_id});
    asked["rules"]["rules"][0]["conditions"] = json!([{"on": "brand", "id": brand["id"]}]);
    assert_eq!(by_ada(world, post("/admin/v1/routing/trial").json(&asked)).gives(200)["rule"], 0);
}

fn rou_4_an_agents_capacity_is_set(world: &World) {
    let company = world.company();
    let (ada, ben) = (me(world, &company.administrator), me(world, &company.agent));
    let path = format!("/admin/v1/capacities/{}", ben["id"].as_str().unwrap());
    by_ada(world, put(&path).json(&json!({"capacity": 9}))).gives(200);
    for capacity in [-1, 101] {
        by_ada(world, put(&path).json(&json!({"capacity": capacity}))).refused("bad_request");
    }
    let listed = by_ada(world, get("/admin/v1/capacities")).gives(200);
    let line = |agent: &Value, capacity: i64| json!({"agent": {"id": agent["id"], "name": agent["name"]}, "capacity": capacity});
    assert_eq!(listed, json!({"agents": [line(&ada, 5), line(&ben, 9)]}));
}

fn see_8_routing_leaves_lines_in_the_audit_log(world: &World) {
    let company = world.company();
    let Routing { queue, spare, workstream, agent } = Routing::made(world, company);
    by_ada(world, put(format!("/admin/v1/queues/{queue}")).json(&named("Silver"))).gives(200);
    by_ada(world, delete(format!("/admin/v1/queues/{spare}"))).gives(200);
    let path = format!("/admin/v1/workstreams/{workstream}");
    by_ada(world, put(&path).json(&stream("Shop", &[], &queue))).gives(200);
    by_ada(world, delete(&path)).gives(200);
    by_ada(world, put(format!("/admin/v1/capacities/{agent}")).json(&json!({"capacity": 1}))).gives(200);
    let lines = company.audit_log(world);
    let actions: Vec<_> = lines.iter().map(|line| line.action.as_str()).collect();
    let newest = [
        "agent.change_capacity",
        "workstream.delete",
        "workstream.change",
        "queue.delete",
        "queue.change",
        "workstream.create",
        "queue.create",
        "queue.create",
    ];
    assert!(actions.starts_with(&newest), "the newest first: {actions:?}");
}
