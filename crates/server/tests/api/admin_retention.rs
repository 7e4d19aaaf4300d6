//! For how long logs are kept (SEE-6, SEE-8).

use serde_json::json;

use crate::{
    call::{Call, get, put},
    cases,
    group::Group,
    world::World,
};

const PATH: &str = "/admin/v1/retention";

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/retention", "PUT /admin/v1/retention"],
    samples: |world| vec![get(PATH).by(&world.company().administrator), keeps(world, 30, 365)],
    cases: &[cases![see_6_logs_are_kept_for_a_set_time, see_8_a_time_outside_its_limits_is_refused,]],
};

fn keeps(world: &World, login_log: i64, audit_log: i64) -> Call {
    let body = json!({"login_log_days": login_log, "audit_log_days": audit_log});
    put(PATH).by(&world.company().administrator).json(&body)
}

fn see_6_logs_are_kept_for_a_set_time(world: &World) {
    let read = || world.ask(get(PATH).by(&world.company().administrator)).gives(200);
    assert_eq!(read(), json!({"login_log_days": 90, "audit_log_days": 730}));
    let kept = world.ask(keeps(world, 7, 365)).gives(200);
    assert_eq!(kept, json!({"login_log_days": 7, "audit_log_days": 365}));
    assert_eq!(read(), kept);
    assert_eq!(world.company().audit_log(world)[0].action.as_str(), "account.change_retention");
}

fn see_8_a_time_outside_its_limits_is_refused(world: &World) {
    for (login_log, audit_log, what) in [
        (0, 365, "login_log_days"),
        (3_651, 365, "login_log_days"),
        (7, 179, "audit_log_days"),
        (7, 3_651, "audit_log_days"),
        (i64::MAX, i64::MIN, "login_log_days"),
    ] {
        let refused = world.ask(keeps(world, login_log, audit_log)).refused("bad_request");
        assert!(refused.description.contains(what), "{refused:?}");
    }
}
