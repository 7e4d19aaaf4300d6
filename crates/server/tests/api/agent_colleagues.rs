//! Who is signed in, and whom a ticket can be given to.

use serde_json::{Value, json};

use crate::{call::get, cases, company::Company, group::Group, world::World};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /agent/v1/me", "GET /agent/v1/agents"],
    samples: |world| {
        ["/agent/v1/me", "/agent/v1/agents"].map(|path| get(path).by(&world.company().agent)).to_vec()
    },
    cases: &[cases![
        whoever_is_signed_in_is_told_who_they_are,
        colleagues_come_by_name_and_show_no_address,
        somebody_disabled_is_no_colleague,
    ]],
};

/// Who the holder of a token is.
pub(crate) fn me(world: &World, token: &str) -> Value {
    world.ask(get("/agent/v1/me").by(token)).gives(200)
}

fn colleagues(world: &World) -> Vec<Value> {
    let told = world.ask(get("/agent/v1/agents").by(&world.company().agent)).gives(200);
    told["agents"].as_array().unwrap().clone()
}

fn whoever_is_signed_in_is_told_who_they_are(world: &World) {
    let company = world.company();
    let ada = me(world, &company.administrator);
    assert_eq!(
        (&ada["name"], &ada["email"], &ada["role"]),
        (&json!("Ada"), &json!("ada@shop.example"), &json!("administrator"))
    );
    assert_eq!(me(world, &company.agent)["role"], "agent");
}

fn colleagues_come_by_name_and_show_no_address(world: &World) {
    let company = world.company();
    Company::found(world, "rival");
    let expected = [&company.administrator, &company.agent].map(|token| {
        let own = me(world, token);
        json!({"id": own["id"], "name": own["name"]})
    });
    assert_eq!(colleagues(world), expected);
}

fn somebody_disabled_is_no_colleague(world: &World) {
    world.company();
    world.meddle("UPDATE agents SET disabled_at = 1 WHERE name = 'Ada'");
    assert_eq!(colleagues(world).len(), 1);
}
