//! SES-9: how often a login may fail.

use bonafide_testkit::backend::Backend;
use serde_json::json;

use crate::{
    cases,
    company::{self, claims},
    group::Case,
    visitor::{Visitor, login},
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    ses_9_only_failures_count_and_a_good_token_still_passes,
    ses_9_a_proven_token_is_told_its_reason_and_never_429,
    ses_9_good_logins_are_not_limited,
];

const HOME: &str = "203.0.113.20";

fn ses_9_only_failures_count_and_a_good_token_still_passes(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let (good, nonsense) = (company::token(world, &key, "usr_1"), "a.b.c");
    for _ in 0..30 {
        world.ask(login(world, company, nonsense).coming_from(HOME)).refused_for("token_malformed");
    }
    for token in [nonsense, &good[..good.len() - 2]] {
        let refused = world.ask(login(world, company, token).coming_from(HOME)).refused("rate_limited");
        assert_eq!(refused.retry_after, Some(2));
    }
    world.ask(login(world, company, &good).coming_from(HOME)).gives(200);
    world.ask(login(world, company, nonsense).coming_from("203.0.113.21")).refused_for("token_malformed");
    world.clock.forward(2);
    world.ask(login(world, company, nonsense).coming_from(HOME)).refused_for("token_malformed");
}

fn ses_9_a_proven_token_is_told_its_reason_and_never_429(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    for (name, value, reason) in [
        ("exp", json!(world.seconds() - 3_600), "token_expired"),
        ("external_id", json!(48213), "external_id_invalid"),
        ("external_id", json!(null), "external_id_missing"),
        ("name", json!(7), "name_invalid"),
    ] {
        let mut claims = claims(world, "usr_1");
        claims[name] = value;
        let token = Backend::shared().mint(&key, &claims);
        for _ in 0..35 {
            world.ask(login(world, company, &token).coming_from(HOME)).refused_for(reason);
        }
    }
    stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    world.ask(login(world, company, "a.b.c").coming_from(HOME)).refused("rate_limited");
}

fn ses_9_good_logins_are_not_limited(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    for _ in 0..40 {
        world.ask(login(world, company, &token).coming_from(HOME)).gives(200);
    }
}
