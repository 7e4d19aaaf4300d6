//! Agents signing in and out.

use bonafide_server::passwords::{Password, QUEUE};
use futures_util::FutureExt;
use serde_json::json;

use crate::{
    answer::Answer,
    call::{get, post},
    cases,
    company::PASSWORD,
    group::Group,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /agent/v1/sign-in", "POST /agent/v1/sign-out"],
    samples: |world| {
        let company = world.company();
        vec![
            post("/agent/v1/sign-in").json(&json!({"email": company.addresses[0], "password": PASSWORD})),
            post("/agent/v1/sign-out").by(&company.agent).json(&json!({})),
        ]
    },
    cases: &[cases![
        an_agent_signs_in_with_address_and_password,
        tok_10_addresses_are_compared_with_ascii_letters_folded,
        wrong_ones_are_refused_alike,
        a_disabled_agent_is_nobody,
        sign_ins_are_limited_by_address,
        sign_ins_are_limited_by_email,
        a_full_queue_of_passwords_refuses,
        a_session_ends_with_the_sign_out_or_after_a_week,
    ]],
};

fn sign_in(world: &World, from: &str, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    world.ask(post("/agent/v1/sign-in").coming_from(from).json(&body))
}

const HOME: &str = "203.0.113.30";

fn an_agent_signs_in_with_address_and_password(world: &World) {
    let [ada, ben] = &world.company().addresses;
    for (email, name, role) in [(ada, "Ada", "administrator"), (ben, "Ben", "agent")] {
        let told = sign_in(world, HOME, email, PASSWORD).gives(200);
        let agent = &told["agent"];
        assert_eq!(
            (&agent["name"], &agent["role"], &agent["email"]),
            (&json!(name), &json!(role), &json!(email))
        );
        assert_eq!(told["session"]["expires_at"], "2027-01-22T08:00:00.000Z");
        let token = told["session"]["token"].as_str().unwrap();
        assert!(token.starts_with("bfa_"));
        world.ask(get("/agent/v1/inbox").by(token)).gives(200);
    }
}

fn tok_10_addresses_are_compared_with_ascii_letters_folded(world: &World) {
    world.company();
    sign_in(world, HOME, "ADA@Shop.Example", PASSWORD).gives(200);
    for email in [" ada@shop.example", "ada@shop.example ", "ada@shop.example.", "\u{430}da@shop.example"] {
        sign_in(world, HOME, email, PASSWORD).refused("sign_in_refused");
    }
}

fn wrong_ones_are_refused_alike(world: &World) {
    let address = &world.company().addresses[0];
    let answers = [
        (address.as_str(), "wrong password"),
        ("nobody@shop.example", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        (address, ""),
        (address, &PASSWORD.to_uppercase()),
        (address, &format!("{PASSWORD} ")),
        (address, &"x".repeat(1_000)),
    ]
    .map(|(email, password)| sign_in(world, HOME, email, password).refused("sign_in_refused").description);
    assert!(answers.iter().all(|description| *description == answers[0]));
}

fn a_disabled_agent_is_nobody(world: &World) {
    let company = world.company();
    world.meddle("UPDATE agents SET disabled_at = 1 WHERE name = 'Ben'");
    sign_in(world, HOME, &company.addresses[1], PASSWORD).refused("sign_in_refused");
    world.ask(get("/agent/v1/inbox").by(&company.agent)).refused("sign_in_required");
    sign_in(world, HOME, &company.addresses[0], PASSWORD).gives(200);
}

fn sign_ins_are_limited_by_address(world: &World) {
    let address = &world.company().addresses[0];
    for number in 0..20 {
        sign_in(world, HOME, &format!("nobody{number}@shop.example"), "x").refused("sign_in_refused");
    }
    assert_eq!(sign_in(world, HOME, address, PASSWORD).refused("rate_limited").retry_after, Some(3));
    sign_in(world, "203.0.113.31", address, PASSWORD).gives(200);
    world.clock.forward(3);
    sign_in(world, HOME, address, PASSWORD).gives(200);
}

fn sign_ins_are_limited_by_email(world: &World) {
    let address = &world.company().addresses[0];
    for number in 0..10 {
        let from = format!("203.0.113.{number}");
        sign_in(world, &from, address, "wrong password").refused("sign_in_refused");
    }
    let refused = sign_in(world, "203.0.113.99", &address.to_uppercase(), PASSWORD).refused("rate_limited");
    assert_eq!(refused.retry_after, Some(6));
    sign_in(world, "203.0.113.99", &world.company().addresses[1], PASSWORD).gives(200);
}

/// Fills the queue for passwords until what was given is dropped: nobody in it moves, since nobody asks for the turn
/// that the first one left.
pub(crate) fn fill_the_queue(world: &World) -> Vec<impl Future + use<>> {
    let wait = || {
        let passwords = world.app.passwords.clone();
        Box::pin(async move { passwords.hash(Password::new(PASSWORD).unwrap()).await })
    };
    let mut waiting: Vec<_> = (0..=QUEUE).map(|_| wait()).collect();
    world.run(async {
        for one in &mut waiting {
            assert!(one.now_or_never().is_none(), "there is a place");
        }
        waiting.remove(0).await.unwrap();
    });
    let mut last = wait();
    world.run(async { assert!((&mut last).now_or_never().is_none(), "there is one place") });
    waiting.push(last);
    waiting
}

fn a_full_queue_of_passwords_refuses(world: &World) {
    let address = &world.company().addresses[0];
    let waiting = fill_the_queue(world);
    assert_eq!(sign_in(world, HOME, address, PASSWORD).refused("rate_limited").retry_after, Some(1));
    drop(waiting);
    sign_in(world, HOME, address, PASSWORD).gives(200);
}

fn a_session_ends_with_the_sign_out_or_after_a_week(world: &World) {
    let company = world.company();
    world.ask(post("/agent/v1/sign-out").by(&company.agent).json(&json!({}))).gives(200);
    world.ask(get("/agent/v1/inbox").by(&company.agent)).refused("sign_in_required");
    world.clock.forward(7 * 24 * 60 * 60 - 1);
    world.ask(get("/agent/v1/inbox").by(&company.administrator)).gives(200);
    world.clock.forward(1);
    world.ask(get("/agent/v1/inbox").by(&company.administrator)).refused("sign_in_required");
}
