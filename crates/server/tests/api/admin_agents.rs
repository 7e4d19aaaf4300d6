//! Making agents and administrators.

use serde_json::{Value, json};

use crate::{
    agent_signing_in::fill_the_queue,
    answer::Answer,
    call::{get, post},
    cases,
    company::{Company, PASSWORD},
    group::Group,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/agents", "POST /admin/v1/agents", "POST /admin/v1/agents/{id}/secrets-permission"],
    samples: |world| {
        let administrator = &world.company().administrator;
        let (_, id) = another_administrator(world);
        let permission = post(format!("/admin/v1/agents/{id}/secrets-permission"));
        let calls = [
            get("/admin/v1/agents"),
            post("/admin/v1/agents").json(&cem()),
            permission.json(&json!({"may": true})),
        ];
        calls.map(|call| call.by(administrator)).to_vec()
    },
    cases: &[cases![
        who_was_made_can_sign_in_and_do_what_their_role_may,
        an_address_belongs_to_one_agent_of_the_installation,
        passwords_and_names_have_their_limits,
        see_8_it_is_in_the_audit_log_without_the_password,
        a_full_queue_of_passwords_refuses,
        a_list_shows_everyone_by_name,
        omn_1_whoever_may_change_secrets_says_who_else_may,
    ]],
};

fn cem() -> Value {
    json!({"email": "Cem@shop.example", "name": "Cem Öz", "role": "agent", "password": PASSWORD})
}

fn makes(world: &World, changed: &[(&str, Value)]) -> Answer {
    let mut body = cem();
    for (member, value) in changed {
        body[*member] = value.clone();
    }
    world.ask(post("/admin/v1/agents").by(&world.company().administrator).json(&body))
}

fn who_was_made_can_sign_in_and_do_what_their_role_may(world: &World) {
    for (role, email) in [("agent", "cem@shop.example"), ("administrator", "dora@shop.example")] {
        let told = makes(world, &[("role", json!(role)), ("email", json!(email))]).gives(201);
        assert_eq!(told["role"], role);
        let signed_in = json!({"email": email, "password": PASSWORD});
        let session = world.ask(post("/agent/v1/sign-in").json(&signed_in)).gives(200);
        assert_eq!(session["agent"], told);
        let keys = world.ask(get("/admin/v1/keys").by(session["session"]["token"].as_str().unwrap()));
        match role {
            "administrator" => drop(keys.gives(200)),
            _ => drop(keys.refused("administrator_required")),
        }
    }
}

fn an_address_belongs_to_one_agent_of_the_installation(world: &World) {
    makes(world, &[]).gives(201);
    for email in ["Cem@shop.example", "CEM@SHOP.EXAMPLE", "ben@shop.example"] {
        makes(world, &[("email", json!(email))]).refused("address_taken");
    }
    let rival = Company::found(world, "rival");
    world.ask(post("/admin/v1/agents").by(&rival.administrator).json(&cem())).refused("address_taken");
}

fn passwords_and_names_have_their_limits(world: &World) {
    for (member, value) in [
        ("password", json!("123456789")),
        ("password", json!("x".repeat(129))),
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!("x".repeat(256))),
        ("name", json!("Cem\n")),
        ("email", json!("cem")),
        ("email", json!("\"cem\"@shop.example")),
        ("role", json!("owner")),
        ("role", json!("Agent")),
    ] {
        makes(world, &[(member, value)]).refused("bad_request");
    }
    let most = [("password", json!("ü".repeat(128))), ("name", json!("x".repeat(255)))];
    makes(world, &most).gives(201);
}

fn see_8_it_is_in_the_audit_log_without_the_password(world: &World) {
    let made = makes(world, &[]).gives(201);
    let log = world.company().audit_log(world);
    assert_eq!((log[0].action.as_str(), json!(log[0].subject)), ("agent.create", made["id"].clone()));
    assert!(!format!("{log:?}").contains(PASSWORD));
}

fn a_full_queue_of_passwords_refuses(world: &World) {
    world.company();
    let waiting = fill_the_queue(world);
    assert_eq!(makes(world, &[]).refused("rate_limited").retry_after, Some(1));
    drop(waiting);
    makes(world, &[]).gives(201);
}

fn a_list_shows_everyone_by_name(world: &World) {
    let made = makes(world, &[("name", json!("Aaron"))]).gives(201);
    let listed = world.ask(get("/admin/v1/agents").by(&world.company().administrator)).gives(200);
    let listed = listed["agents"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]), (3, &made));
    assert_eq!(
        (&listed[1]["name"], &listed[1]["email"], &listed[2]["role"]),
        (&json!("Ada"), &json!("ada@shop.example"), &json!("agent"))
    );
    Company::found(world, "rival");
    let again = world.ask(get("/admin/v1/agents").by(&world.company().administrator)).gives(200);
    assert_eq!(again["agents"].as_array().unwrap(), listed);
}

/// Another administrator, who signed in: their token and their id.
pub(crate) fn another_administrator(world: &World) -> (String, String) {
    let email = format!("{}@shop.example", world.client_made_id());
    let changed = [("email", json!(email)), ("role", json!("administrator"))];
    let made = makes(world, &changed).gives(201);
    let signed_in = json!({"email": email, "password": PASSWORD});
    let session = world.ask(post("/agent/v1/sign-in").json(&signed_in)).gives(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&session["session"]["token"]), text(&made["id"]))
}

fn omn_1_whoever_may_change_secrets_says_who_else_may(world: &World) {
    let company = world.company();
    let (dora, id) = another_administrator(world);
    let permits = |by: &str, of: &str, may: bool| {
        world.ask(post(format!("/admin/v1/agents/{of}/secrets-permission")).by(by).json(&json!({"may": may})))
    };
    let have_it = || -> Vec<String> {
        let told = world.ask(get("/admin/v1/agents").by(&company.administrator)).gives(200);
        let all = told["agents"].as_array().unwrap().iter();
        let having = all.filter(|agent| agent["changes_secrets"] == true);
        having.map(|agent| agent["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(have_it(), ["Ada"], "whoever set the account up");
    permits(&dora, &id, true).refused("secrets_not_permitted");
    permits(&company.administrator, &id, true).gives(200);
    assert_eq!(have_it().len(), 2);
    assert_eq!(company.audit_log(world)[0].action.as_str(), "agent.permit_secrets");
    // Nobody takes it from themselves, and only an administrator has it.
    permits(&dora, &id, false).refused("bad_request");
    let told = world.ask(get("/admin/v1/agents").by(&company.administrator)).gives(200);
    let agents = told["agents"].as_array().unwrap();
    let of = |name: &str| {
        let found = agents.iter().find(|agent| agent["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    permits(&dora, &of("Ben"), true).refused("bad_request");
    permits(&dora, "000000000000000000000000", true).refused("not_found");
    permits(&dora, &of("Ada"), false).gives(200);
    assert_eq!(have_it(), [of_name(agents, &id)]);
}

fn of_name(agents: &[Value], id: &str) -> String {
    agents.iter().find(|agent| agent["id"] == id).unwrap()["name"].as_str().unwrap().to_owned()
}
