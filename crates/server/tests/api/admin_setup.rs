//! The first administrator, by the one-time link.

use bonafide_domain::id::AccountId;
use bonafide_server::{secrets::Secret256, use_cases::found_account};
use serde_json::{Value, json};

use crate::{
    agent_signing_in::fill_the_queue,
    answer::Answer,
    call::{get, post},
    cases,
    company::PASSWORD,
    group::Group,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /admin/v1/setup"],
    samples: |world| vec![post("/admin/v1/setup").json(&ada(&offered(world)))],
    cases: &[cases![
        the_link_makes_the_first_administrator_once,
        a_link_that_was_used_is_spent_even_without_an_administrator,
        other_links_are_refused_and_the_right_one_stays,
        a_link_is_a_day_old_at_most,
        a_new_link_takes_the_place_of_the_one_before,
        without_an_account_every_link_is_refused,
        what_is_wrong_with_the_administrator_is_told_and_the_link_stays,
        the_password_is_kept_as_a_hash,
        a_full_queue_of_passwords_refuses,
    ]],
};

/// An account without people, and its link.
fn offered(world: &World) -> String {
    let account: AccountId = world.app.store.new_id();
    world.write(account, |tx| found_account::found_account(tx, "shop"));
    another_link(world, account)
}

fn another_link(world: &World, account: AccountId) -> String {
    let link = Secret256::new(&*world.app.random);
    let text = link.text().to_string();
    assert!(world.write(account, move |tx| found_account::offer_setup(tx, &link)));
    text
}

fn ada(link: &str) -> Value {
    json!({"link": link, "email": "ada@shop.example", "name": "Ada", "password": PASSWORD})
}

fn sets_up(world: &World, link: &str) -> Answer {
    world.ask(post("/admin/v1/setup").json(&ada(link)))
}

fn the_link_makes_the_first_administrator_once(world: &World) {
    let link = offered(world);
    let told = sets_up(world, &link).gives(201);
    assert_eq!(told["agent"]["role"], "administrator");
    assert_eq!(
        (&told["agent"]["email"], &told["agent"]["name"]),
        (&json!("ada@shop.example"), &json!("Ada"))
    );
    let token = told["session"]["token"].as_str().unwrap();
    world.ask(get("/admin/v1/keys").by(token)).gives(200);
    let signed_in = json!({"email": "ada@shop.example", "password": PASSWORD});
    world.ask(post("/agent/v1/sign-in").json(&signed_in)).gives(200);

    for link in [link.as_str(), &"A".repeat(43)] {
        sets_up(world, link).refused("already_set_up");
    }
    sets_up(world, "no link").refused("link_spent");
}

fn a_link_that_was_used_is_spent_even_without_an_administrator(world: &World) {
    let link = offered(world);
    sets_up(world, &link).gives(201);
    world.meddle("UPDATE agents SET role = 'agent'");
    let mut another = ada(&link);
    another["email"] = json!("eve@shop.example");
    world.ask(post("/admin/v1/setup").json(&another)).refused("link_spent");
}

fn other_links_are_refused_and_the_right_one_stays(world: &World) {
    let link = offered(world);
    let other = Secret256::new(&*world.app.random).text().to_string();
    for wrong in [
        other,
        "A".repeat(43),
        String::new(),
        format!("{link}A"),
        link.to_lowercase(),
        format!("#{link}"),
        format!("{link}\0"),
    ] {
        sets_up(world, &wrong).refused("link_spent");
    }
    sets_up(world, &link).gives(201);
}

fn a_link_is_a_day_old_at_most(world: &World) {
    let link = offered(world);
    world.clock.forward(24 * 60 * 60);
    sets_up(world, &link).refused("link_spent");
}

fn a_new_link_takes_the_place_of_the_one_before(world: &World) {
    let first = offered(world);
    let account = world.read(bonafide_domain::id::Id::ZERO, found_account::find_account).unwrap();
    let second = another_link(world, account);
    sets_up(world, &first).refused("link_spent");
    world.clock.forward(24 * 60 * 60 - 1);
    sets_up(world, &second).gives(201);
}

fn without_an_account_every_link_is_refused(world: &World) {
    sets_up(world, &"A".repeat(43)).refused("link_spent");
}

fn what_is_wrong_with_the_administrator_is_told_and_the_link_stays(world: &World) {
    let link = offered(world);
    for (member, value, words) in [
        ("email", "no address", "email"),
        ("email", "ada@shop.example\0", "email"),
        ("name", "", "name"),
        ("name", "Ada\0", "name"),
        ("name", &"x".repeat(256), "name"),
        ("password", "123456789", "password"),
        ("password", &"x".repeat(129), "password"),
    ] {
        let mut body = ada(&link);
        body[member] = json!(value);
        let refused = world.ask(post("/admin/v1/setup").json(&body)).refused("bad_request");
        assert!(refused.description.contains(words), "{}", refused.description);
    }
    sets_up(world, &link).gives(201);
}

fn the_password_is_kept_as_a_hash(world: &World) {
    let link = offered(world);
    sets_up(world, &link).gives(201);
    let kept: String = world.read(bonafide_domain::id::Id::ZERO, |tx| {
        Ok(tx.rows("SELECT password_hash FROM agents", &[])?[0].get(0)?)
    });
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
}

fn a_full_queue_of_passwords_refuses(world: &World) {
    let link = offered(world);
    let waiting = fill_the_queue(world);
    assert_eq!(sets_up(world, &link).refused("rate_limited").retry_after, Some(1));
    drop(waiting);
    sets_up(world, &link).gives(201);
}
