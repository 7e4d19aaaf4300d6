//! Links that hand a signing key to a developer (KEY-9), and the end of all that rests on a key (SES-7).

use bonafide_store::audit_log::By;
use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{Call, delete, get, post},
    cases, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "POST /admin/v1/keys/{kid}/links",
        "DELETE /admin/v1/keys/{kid}/links/{id}",
        "DELETE /admin/v1/keys/{kid}/sessions",
        "POST /admin/v1/key-links/open",
    ],
    samples: |world| {
        let company = world.company();
        let [made, revoked, opened, ended] =
            ["made", "revoked", "opened", "ended"].map(|name| company.key(world, name));
        link(world, &revoked);
        let code = link(world, &opened);
        vec![
            making(world, &made, &made.secret),
            delete(path_of_newest(world, &revoked)).by(&company.administrator),
            delete(format!("/admin/v1/keys/{}/sessions", ended.id)).by(&company.administrator),
            opening(&code),
        ]
    },
    cases: &[cases![
        key_1_only_an_administrator_makes_or_revokes_links,
        key_4_a_link_is_made_with_the_secret_at_hand,
        key_9_a_link_opens_once_and_shows_who_opened_it_when,
        key_9_a_link_is_too_old_after_a_day,
        key_9_a_revoked_link_does_not_open,
        key_9_of_several_links_the_last_opens,
        key_6_a_deleted_keys_links_do_not_open,
        key_9_guesses_are_limited_by_address,
        key_8_neither_code_nor_secret_is_in_the_database,
        see_8_links_are_in_the_audit_log,
        ses_7_all_sessions_of_a_key_end_also_after_it_was_deleted,
    ]],
};

fn making(world: &World, key: &Key, secret: &str) -> Call {
    let call = post(format!("/admin/v1/keys/{}/links", key.id)).by(&world.company().administrator);
    call.json(&json!({"secret": secret}))
}

/// Makes a link, and gives what stands after its `#`.
fn link(world: &World, key: &Key) -> String {
    let told = world.ask(making(world, key, &key.secret)).gives(201);
    let (page, code) = told["url"].as_str().unwrap().split_once('#').unwrap();
    assert!(page.ends_with("/key"), "{page}");
    code.to_owned()
}

fn opening(code: &str) -> Call {
    post("/admin/v1/key-links/open")
        .header("user-agent", "Browser/1.0")
        .json(&json!({"code": code, "name": "Sana"}))
}

fn opens(world: &World, code: &str) -> Answer {
    world.ask(opening(code))
}

fn links(world: &World, key: &Key) -> Vec<Value> {
    let listed = world.ask(get("/admin/v1/keys").by(&world.company().administrator)).gives(200);
    let mut keys = listed["keys"].as_array().unwrap().iter();
    keys.find(|listed| listed["id"] == key.id).unwrap()["links"].as_array().unwrap().clone()
}

fn states(world: &World, key: &Key) -> Vec<String> {
    links(world, key).iter().map(|link| link["state"].as_str().unwrap().to_owned()).collect()
}

fn path_of_newest(world: &World, key: &Key) -> String {
    format!("/admin/v1/keys/{}/links/{}", key.id, links(world, key)[0]["id"].as_str().unwrap())
}

fn key_1_only_an_administrator_makes_or_revokes_links(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    link(world, &key);
    for call in [
        making(world, &key, &key.secret),
        delete(path_of_newest(world, &key)),
        delete(format!("/admin/v1/keys/{}/sessions", key.id)),
    ] {
        world.ask(call.clone().anonymously()).refused("sign_in_required");
        world.ask(call.by(&company.agent)).refused("administrator_required");
    }
    assert_eq!(states(world, &key), ["waiting"]);
}

fn key_4_a_link_is_made_with_the_secret_at_hand(world: &World) {
    let [key, other] = ["shop", "app"].map(|name| world.company().key(world, name));
    for secret in [other.secret.as_str(), &key.secret[..42], &format!("{}\n", key.secret), ""] {
        world.ask(making(world, &key, secret)).refused("bad_request");
    }
    assert_eq!(states(world, &key), [""; 0]);
}

fn key_9_a_link_opens_once_and_shows_who_opened_it_when(world: &World) {
    let key = world.company().key(world, "shop");
    let code = link(world, &key);
    let waiting = &links(world, &key)[0];
    let member = |link: &Value, name: &str| link[name].clone();
    assert_eq!(
        ["made_by", "made_at", "expires_at", "state", "opened_at", "opener"]
            .map(|name| member(waiting, name)),
        [
            json!("Ada"),
            json!("2027-01-15T08:00:00.000Z"),
            json!("2027-01-16T08:00:00.000Z"),
            json!("waiting"),
            Value::Null,
            Value::Null,
        ]
    );
    world.clock.forward(60);
    let handed = world.ask(opening(&code).coming_from("192.0.2.7")).gives(200);
    assert_eq!(handed, json!({"id": key.id, "name": "shop", "secret": key.secret}));
    let opened = &links(world, &key)[0];
    assert_eq!(
        (&opened["state"], &opened["opened_at"]),
        (&json!("opened"), &json!("2027-01-15T08:01:00.000Z"))
    );
    assert_eq!(
        opened["opener"],
        json!({"name": "Sana", "address": "192.0.2.7", "agent_text": "Browser/1.0"})
    );
    opens(world, &code).refused("key_link_spent");
    world.ask(delete(path_of_newest(world, &key)).by(&world.company().administrator)).refused("not_found");
}

fn key_9_a_link_is_too_old_after_a_day(world: &World) {
    let [one, other] = ["shop", "app"].map(|name| world.company().key(world, name));
    let codes = [link(world, &one), link(world, &other)];
    world.clock.forward(24 * 60 * 60 - 1);
    opens(world, &codes[0]).gives(200);
    world.clock.forward(1);
    opens(world, &codes[1]).refused("key_link_spent");
    assert_eq!(states(world, &other), ["expired"]);
}

fn key_9_a_revoked_link_does_not_open(world: &World) {
    let (company, key) = (world.company(), world.company().key(world, "shop"));
    let code = link(world, &key);
    let path = path_of_newest(world, &key);
    world.ask(delete(&path).by(&company.administrator)).gives(200);
    opens(world, &code).refused("key_link_spent");
    world.ask(delete(&path).by(&company.administrator)).refused("not_found");
    assert_eq!(states(world, &key), ["revoked"]);
}

fn key_9_of_several_links_the_last_opens(world: &World) {
    let key = world.company().key(world, "shop");
    let [before, last] = [link(world, &key), link(world, &key)];
    assert_eq!(states(world, &key), ["waiting", "revoked"]);
    opens(world, &before).refused("key_link_spent");
    opens(world, &last).gives(200);
}

fn key_6_a_deleted_keys_links_do_not_open(world: &World) {
    let (company, key) = (world.company(), world.company().key(world, "shop"));
    let code = link(world, &key);
    world.ask(delete(format!("/admin/v1/keys/{}", key.id)).by(&company.administrator)).gives(200);
    opens(world, &code).refused("key_link_spent");
    world.ask(making(world, &key, &key.secret)).refused("not_found");
}

fn key_9_guesses_are_limited_by_address(world: &World) {
    let key = world.company().key(world, "shop");
    let code = link(world, &key);
    let (forged, last) = code.split_at(code.len() - 1);
    let forged = format!("{forged}{}", if last == "A" { "Q" } else { "A" });
    let guess = |code: &str| world.ask(opening(code).coming_from("192.0.2.7"));
    let mut refusals = (0..1_000).map(|_| guess(&forged).code().unwrap());
    let first_limited = refusals.position(|code| code == "rate_limited").unwrap();
    assert!(first_limited > 1, "a slip of the mouse is no attack");
    guess(&code).refused("rate_limited");
    // Everybody else opens what is theirs.
    opens(world, &code).gives(200);
}

fn key_8_neither_code_nor_secret_is_in_the_database(world: &World) {
    let key = world.company().key(world, "shop");
    let code = link(world, &key);
    let (_, secret) = code.rsplit_once('_').unwrap();
    let account = world.company().account;
    let kept = world.read(account, |tx| {
        let rows = tx.rows("SELECT secret_hash FROM key_links", &[])?;
        rows.iter().map(|row| Ok(row.get::<Vec<u8>>(0)?)).collect::<Result<Vec<_>, _>>()
    });
    assert_eq!(kept.len(), 1);
    let holds = |needle: &str| kept[0].windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(!holds(secret) && !holds(&key.secret));
    let listed = links(world, &key)[0].to_string();
    assert!(!listed.contains(secret) && !listed.contains(&key.secret));
}

fn see_8_links_are_in_the_audit_log(world: &World) {
    let (company, key) = (world.company(), world.company().key(world, "shop"));
    opens(world, &link(world, &key)).gives(200);
    link(world, &key);
    world.ask(delete(path_of_newest(world, &key)).by(&company.administrator)).gives(200);
    world.ask(delete(format!("/admin/v1/keys/{}/sessions", key.id)).by(&company.administrator)).gives(200);
    let log = company.audit_log(world);
    let told: Vec<_> = log
        .iter()
        .take(5)
        .map(|entry| {
            (entry.action.as_str(), entry.subject.as_str(), matches!(entry.by, Some(By::Agent { .. })))
        })
        .collect();
    let of_key = |action, by_agent| (action, key.id.as_str(), by_agent);
    assert_eq!(
        told,
        [
            of_key("key.end_sessions", true),
            of_key("key.revoke_link", true),
            of_key("key.link", true),
            of_key("key.open_link", false),
            of_key("key.link", true),
        ]
    );
    assert!(log.iter().all(|entry| !entry.detail.contains(&key.secret)));
}

fn ses_7_all_sessions_of_a_key_end_also_after_it_was_deleted(world: &World) {
    let company = world.company();
    let [leaked, other] = ["leaked", "other"].map(|name| company.key(world, name));
    let [mara, tomasz] = [(&leaked, "usr_1"), (&other, "usr_2")]
        .map(|(key, id)| Visitor::signed_in(world, company, &company::token(world, key, id)));
    let stranger = Visitor::open(world, company);
    let path = format!("/admin/v1/keys/{}/sessions", leaked.id);
    world.ask(delete(&path).by(&company.administrator)).gives(200);
    mara.reads(world).refused("session_ended");
    tomasz.reads(world).gives(200);
    stranger.reads(world).gives(200);

    let again = Visitor::signed_in(world, company, &company::token(world, &leaked, "usr_1"));
    world.ask(delete(format!("/admin/v1/keys/{}", leaked.id)).by(&company.administrator)).gives(200);
    again.reads(world).gives(200);
    world.ask(delete(&path).by(&company.administrator)).gives(200);
    again.reads(world).refused("session_ended");
}
