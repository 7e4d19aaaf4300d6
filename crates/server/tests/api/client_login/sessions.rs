//! What a login does to the session that the device had.

use serde_json::json;

use crate::{
    call::{get, post},
    cases, company,
    group::Case,
    visitor::{Visitor, login, texts},
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    ses_10_the_same_user_renews_and_keeps_the_token,
    ses_10_another_user_is_logged_out_first_and_nothing_is_joined,
    ses_2_all_devices_of_a_user_share_one_conversation,
    a_repeat_gives_the_same_session_with_a_new_token,
    a_login_id_of_a_session_that_is_over_is_refused,
    a_login_id_of_somebody_else_on_the_device_is_refused,
    a_login_id_has_its_form,
    mrg_2_what_was_written_before_becomes_the_new_users,
    mrg_5_the_anonymous_users_id_still_leads_to_them,
    mrg_11_what_is_half_an_hour_old_is_left_alone,
    an_unknown_channel_is_told,
];

fn ses_10_the_same_user_renews_and_keeps_the_token(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    for wait in [1_800, 1_800 + 61] {
        // The second time the session has expired meanwhile.
        world.clock.forward(wait);
        let told = mara.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
        let renewed = Visitor::of(&told);
        assert_eq!(
            (&renewed.token, &renewed.session, &renewed.user),
            (&mara.token, &mara.session, &mara.user)
        );
    }
    world.clock.forward(3_600 + 61);
    mara.reads(world).refused("session_expired");
    mara.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    mara.reads(world).gives(200);
}

fn ses_10_another_user_is_logged_out_first_and_nothing_is_joined(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_mara"));
    mara.says(world, "hers").gives(201);
    let told = mara.signs_in(world, company, &company::token(world, &key, "usr_hanna")).gives(200);
    let hanna = Visitor::of(&told);
    assert_eq!((&told["joined"], &told["conversation"]), (&json!(false), &json!(null)));
    assert!(hanna.session != mara.session && hanna.user != mara.user && hanna.device == mara.device);
    mara.reads(world).refused("session_replaced");
    assert_eq!(hanna.reads(world).gives(200)["messages"], json!([]));
    let person = world.ask(get(format!("/agent/v1/users/{}", mara.user)).by(&company.agent)).gives(200);
    assert_eq!((&person["id"], &person["mark"]), (&json!(mara.user), &json!("not_verified")));
}

fn ses_2_all_devices_of_a_user_share_one_conversation(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let devices = [0, 1].map(|_| Visitor::signed_in(world, company, &company::token(world, &key, "usr_1")));
    assert_eq!(devices[0].user, devices[1].user);
    assert_ne!(devices[0].device, devices[1].device);
    devices[0].says(world, "from the laptop").gives(201);
    devices[1].says(world, "from the telephone").gives(201);
    for device in &devices {
        assert_eq!(texts(&device.reads(world).gives(200)), ["from the laptop", "from the telephone"]);
    }
}

fn a_repeat_gives_the_same_session_with_a_new_token(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let call = login(world, company, &company::token(world, &key, "usr_1")).by(&stranger.token);
    let first = Visitor::of(&world.ask(call.clone()).gives(200));
    let again = Visitor::of(&world.ask(call).gives(200));
    assert_eq!((&again.session, &again.user), (&first.session, &first.user));
    assert_ne!(again.token, first.token);
    first.reads(world).refused("session_unknown");
    again.reads(world).gives(200);
}

fn a_login_id_of_a_session_that_is_over_is_refused(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let call = login(world, company, &company::token(world, &key, "usr_1")).by(&stranger.token);
    let mara = Visitor::of(&world.ask(call.clone()).gives(200));
    world.ask(post("/client/v1/logout").by(&mara.token).json(&json!({}))).gives(200);
    world.ask(call).refused("login_id_used");
}

fn a_login_id_of_somebody_else_on_the_device_is_refused(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let call = login(world, company, &company::token(world, &key, "usr_mara")).by(&stranger.token);
    let mara = Visitor::of(&world.ask(call.clone()).gives(200));
    let before = world.row_counts();
    let mut body = call.value().unwrap();
    body["token"] = json!(company::token(world, &key, "usr_hanna"));
    world.ask(call.json(&body)).refused("login_id_used");
    assert_eq!(world.row_counts(), before, "nobody was made");
    mara.reads(world).gives(200);
}

fn a_login_id_has_its_form(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    for id in ["", "1234567", "with space", "nul_nul_\0", &"a".repeat(65)] {
        let body = json!({"channel": company.channel, "token": token, "login_id": id});
        let refused = world.ask(post("/client/v1/login").json(&body)).refused("bad_request");
        assert!(refused.description.contains("login_id"), "{}", refused.description);
    }
}

fn mrg_2_what_was_written_before_becomes_the_new_users(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let said = stranger.says(world, "before").gives(201);
    let told = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    assert_eq!(told["joined"], true);
    assert_eq!(told["conversation"]["id"], said["conversation"]["id"]);
    let mara = Visitor::of(&told);
    assert!(mara.user != stranger.user && mara.session != stranger.session && mara.device == stranger.device);
    // What waited unsent as the anonymous user is the signed-in user's now.
    let mut waited = mara.message(world, "typed before");
    waited["as_user"] = json!(stranger.user);
    let composed_signed_in = post("/client/v1/messages").by(&mara.token).json(&waited);
    world.ask(composed_signed_in).refused("wrong_user");
    waited["composed_authenticated"] = json!(false);
    world.ask(post("/client/v1/messages").by(&mara.token).json(&waited)).gives(201);
}

fn mrg_5_the_anonymous_users_id_still_leads_to_them(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    let mara =
        Visitor::of(&stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    let person = world.ask(get(format!("/agent/v1/users/{}", stranger.user)).by(&company.agent)).gives(200);
    assert_eq!(person["id"], mara.user);
    for refused in [stranger.reads(world), stranger.says(world, "after")] {
        refused.refused("session_replaced");
    }
}

fn mrg_11_what_is_half_an_hour_old_is_left_alone(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "somebody else's").gives(201);
    world.clock.forward(30 * 60 + 1);
    let told = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    assert_eq!((&told["joined"], &told["conversation"]), (&json!(false), &json!(null)));
    assert_eq!(Visitor::of(&told).reads(world).gives(200)["messages"], json!([]));
    stranger.reads(world).refused("session_replaced");
}

fn an_unknown_channel_is_told(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let body = json!({"channel": "nowhere", "token": token, "login_id": world.client_made_id()});
    world.ask(post("/client/v1/login").json(&body)).refused("channel_not_found");
}
