//! Erasing a user: the preview, the deed, and the report (RES-11, SES-13).

use bonafide_server::jobs;
use serde_json::{Value, json};

use crate::{
    call::{Call, delete, get, put},
    cases,
    company::token,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

const PATH: &str = "/admin/v1/erasures";

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/users/{id}/erasure",
        "DELETE /admin/v1/users/{id}",
        "GET /admin/v1/erasures",
        "GET /admin/v1/erasures/{id}",
        "DELETE /admin/v1/erasures/{id}/ban",
    ],
    samples: |world| {
        let company = world.company();
        let [first, second] = [0, 1].map(|_| Visitor::open(world, company).user);
        let id = world.ask(erases(world, &second)).gives(200)["id"].as_str().unwrap().to_owned();
        vec![
            previews(world, &first),
            erases(world, &first),
            get(PATH).by(&company.administrator),
            get(format!("{PATH}/{id}")).by(&company.administrator),
            delete(format!("{PATH}/{id}/ban")).by(&company.administrator),
        ]
    },
    cases: &[cases![
        res_11_what_would_go_is_told_and_then_it_goes,
        res_11_the_report_grows_until_it_is_finished,
        mrg_5_the_id_of_somebody_merged_is_refused,
        ses_13_a_ban_is_kept_until_it_is_lifted,
        ses_14_the_refusal_of_earlier_tokens_is_kept_until_it_is_lifted,
        pages_follow_each_other,
    ]],
};

fn previews(world: &World, user: &str) -> Call {
    get(format!("/admin/v1/users/{user}/erasure")).by(&world.company().administrator)
}

fn erases(world: &World, user: &str) -> Call {
    delete(format!("/admin/v1/users/{user}")).by(&world.company().administrator)
}

fn mara(world: &World) -> Visitor {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &token(world, &key, "usr_1"));
    mara.says(world, "My order").gives(201);
    mara
}

/// What goes of Mara, whose messages, tickets, logins and lines of the log were this many so far.
fn counts(of_pieces: i64) -> Value {
    json!({
        "sessions": 1, "external_ids": 1, "addresses": 0, "conversations": 1, "messages": of_pieces, "tickets": of_pieces,
        "merges": 0, "evidence": of_pieces, "login_lines": of_pieces,
    })
}

fn res_11_what_would_go_is_told_and_then_it_goes(world: &World) {
    let mara = mara(world);
    let preview = world.ask(previews(world, &mara.user)).gives(200);
    let expected = json!({
        "user": mara.user, "external_ids": ["usr_1"], "addresses": [], "banned": false, "tokens_from": null, "records": [], "counts": counts(1),
    });
    assert_eq!(preview, expected);
    mara.reads(world).gives(200);

    let told = world.ask(erases(world, &mara.user)).gives(200);
    assert_eq!(
        (&told["user"], &told["counts"], &told["finished_at"]),
        (&json!(mara.user), &counts(0), &json!(null))
    );
    mara.reads(world).refused("session_ended");
    world.ask(get(format!("/agent/v1/users/{}", mara.user)).by(&world.company().agent)).refused("not_found");
    let inbox = world.ask(get("/agent/v1/inbox").by(&world.company().agent)).gives(200);
    assert_eq!(inbox["tickets"], json!([]));
    world.ask(erases(world, &mara.user)).refused("not_found");
    world.ask(previews(world, &mara.user)).refused("not_found");
}

fn res_11_the_report_grows_until_it_is_finished(world: &World) {
    let mara = mara(world);
    let id = world.ask(erases(world, &mara.user)).gives(200)["id"].clone();
    world.clock.forward(1);
    world.run(jobs::all(&world.app));
    let path = format!("{PATH}/{}", id.as_str().unwrap());
    let told = world.ask(get(path).by(&world.company().administrator)).gives(200);
    let expected = json!({
        "id": id, "user": mara.user, "by": told["by"], "banned": false, "tokens_from": null, "counts": counts(1),
        "requested_at": "2027-01-15T08:00:00.000Z", "finished_at": "2027-01-15T08:00:01.000Z",
    });
    assert_eq!(told, expected);
    let listed = world.ask(get(PATH).by(&world.company().administrator)).gives(200);
    assert_eq!(listed, json!({"erasures": [told], "next": null}));
}

fn mrg_5_the_id_of_somebody_merged_is_refused(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    stranger.signs_in(world, company, &token(world, &key, "usr_1")).gives(200);
    world.ask(erases(world, &stranger.user)).refused("user_merged");
    let preview = world.ask(previews(world, &stranger.user)).gives(200);
    assert_ne!(preview["user"], stranger.user, "it says who it is by now");
}

fn ses_14_the_refusal_of_earlier_tokens_is_kept_until_it_is_lifted(world: &World) {
    let company = world.company();
    let mara = mara(world);
    let stolen = token(world, &company.key(world, "another"), "usr_1");
    world.clock.forward(5);
    let ends = format!("/admin/v1/users/{}/sessions?refuse_earlier_tokens=true", mara.user);
    world.ask(delete(ends).by(&company.administrator)).gives(200);
    let from = json!("2027-01-15T08:00:05.000Z");
    assert_eq!(world.ask(previews(world, &mara.user)).gives(200)["tokens_from"], from);
    let told = world.ask(erases(world, &mara.user)).gives(200);
    assert_eq!((&told["banned"], &told["tokens_from"]), (&json!(false), &from));
    world.ask(login(world, company, &stolen)).refused_for("token_revoked");
    let path = format!("{PATH}/{}/ban", told["id"].as_str().unwrap());
    world.ask(delete(path).by(&company.administrator)).gives(200);
    let listed = world.ask(get(PATH).by(&company.administrator)).gives(200);
    assert_eq!(listed["erasures"][0]["tokens_from"], json!(null));
    assert_ne!(Visitor::signed_in(world, company, &stolen).user, mara.user);
}

fn ses_13_a_ban_is_kept_until_it_is_lifted(world: &World) {
    let company = world.company();
    let mara = mara(world);
    let key = company.key(world, "another");
    world
        .ask(put(format!("/agent/v1/users/{}/ban", mara.user)).by(&company.agent).json(&json!({})))
        .gives(200);
    assert_eq!(world.ask(previews(world, &mara.user)).gives(200)["banned"], json!(true));
    let told = world.ask(erases(world, &mara.user)).gives(200);
    assert_eq!(told["banned"], json!(true));
    let token = token(world, &key, "usr_1");
    world.ask(login(world, company, &token)).refused_for("user_banned");
    let lift = || delete(format!("{PATH}/{}/ban", told["id"].as_str().unwrap()));
    world.ask(lift().by(&company.administrator)).gives(200);
    let again = Visitor::signed_in(world, company, &token);
    assert_ne!(again.user, mara.user);
    world
        .ask(delete(format!("{PATH}/000000000000000000000000/ban")).by(&company.administrator))
        .refused("not_found");
    let actions: Vec<_> =
        company.audit_log(world).into_iter().take(2).map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["user.lift_ban", "user.erase"]);
}

fn pages_follow_each_other(world: &World) {
    let company = world.company();
    let [first, second] = [0, 1].map(|_| {
        let user = Visitor::open(world, company).user;
        world.ask(erases(world, &user)).gives(200)["id"].as_str().unwrap().to_owned()
    });
    let told = world.ask(get(format!("{PATH}?before={second}")).by(&company.administrator)).gives(200);
    assert_eq!(told["erasures"][0]["id"], json!(first));
    assert_eq!(told["erasures"].as_array().unwrap().len(), 1);
}
