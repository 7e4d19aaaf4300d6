//! Sessions that were good once.

use serde_json::json;

use super::samples;
use crate::{
    call::{post, put},
    company,
    group::Group,
    visitor::Visitor,
    world::World,
};

/// A day, in seconds.
const DAY: u64 = 24 * 60 * 60;

pub(super) fn that_do_not_count_are_refused(world: &World, group: &Group) {
    let samples = samples(world, group);
    let company = world.company();
    let [logged_out, banned, replaced] = [0, 1, 2].map(|_| Visitor::open(world, company));
    world.ask(post("/client/v1/logout").by(&logged_out.token).json(&json!({}))).gives(200);
    world
        .ask(put(format!("/agent/v1/users/{}/ban", banned.user)).by(&company.agent).json(&json!({})))
        .gives(200);
    let key = company.key(world, "sessions that do not count");
    replaced.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    let expired = Visitor::open(world, company);
    let signed_out = {
        let signed_in = json!({"email": company.addresses[0], "password": company::PASSWORD});
        let told = world.ask(post("/agent/v1/sign-in").json(&signed_in)).gives(200);
        told["session"]["token"].as_str().unwrap().to_owned()
    };
    world.ask(post("/agent/v1/sign-out").by(&signed_out).json(&json!({}))).gives(200);

    for (row, sample) in &samples {
        for (visitor, code) in
            [(&logged_out, "session_ended"), (&banned, "user_banned"), (&replaced, "session_replaced")]
        {
            if row.is_for("session") && row.codes.contains(code) {
                world.ask(sample.clone().by(&visitor.token)).refused(code);
            }
        }
        if row.is_for("agent") {
            world.ask(sample.clone().by(&signed_out)).refused("sign_in_required");
        }
    }
    world.clock.forward(91 * DAY);
    for (row, sample) in &samples {
        if row.is_for("session") && row.codes.contains("session_expired") {
            world.ask(sample.clone().by(&expired.token)).refused("session_expired");
        }
        if row.is_for("agent") {
            world.ask(sample.clone().by(&company.administrator)).refused("sign_in_required");
        }
    }
}
