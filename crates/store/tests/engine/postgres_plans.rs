//! A plan that the store's connection made for a small table serves a large one.

use bonafide_store::Result;

use crate::world::World;

/// Statements whose plans are kept, and the index that each goes by.
const HOT: [(&str, &str, &str); 3] = [
    (
        "PREPARE of_user (bytea, bytea) AS SELECT id FROM sessions
         WHERE account_id = $1 AND user_id = $2 AND ended_at IS NULL",
        "EXPLAIN (COSTS OFF) EXECUTE of_user ('', '')",
        "sessions_user",
    ),
    (
        "PREPARE of_root (bytea, bytea) AS SELECT s.id FROM users u
         JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
         WHERE u.account_id = $1 AND u.root_id = $2 ORDER BY s.id DESC",
        "EXPLAIN (COSTS OFF) EXECUTE of_root ('', '')",
        "users_root",
    ),
    (
        "PREPARE by_id (bytea, bytea) AS SELECT agent_text FROM devices WHERE account_id = $1 AND id = $2",
        "EXPLAIN (COSTS OFF) EXECUTE by_id ('', '')",
        "devices_pkey",
    ),
];

/// A table of 60 rows is one that is read whole, were it not for the setting.
#[test]
fn plans_go_by_indexes_from_the_first_rows_on() {
    let mut world = World::on_postgres();
    world.reopen(|options| options.limits.connections = 1);
    fill(&world, 1, 60);
    world.beside().batch_execute("ANALYZE").unwrap();
    let planned = world.write(|tx| {
        tx.execute("SET plan_cache_mode = force_generic_plan", &[])?;
        HOT.iter().try_for_each(|(prepare, ..)| tx.execute(prepare, &[]).map(drop))
    });
    planned.wait().unwrap();
    let small = plans(&world);
    fill(&world, 61, 20_000);
    let large = plans(&world);
    for ((small, large), (.., index)) in small.iter().zip(&large).zip(HOT) {
        assert_eq!(small, large, "the plan is kept");
        assert!(large.contains(&format!("using {index}")) && !large.contains("Seq Scan"), "{index}: {large}");
    }
}

/// What must be read whole still is, and its plan is not compiled for the price that the setting gives it.
#[test]
fn what_has_no_index_is_read_and_not_compiled() {
    let world = World::on_postgres();
    let explained = world.read(|tx| {
        let lines = tx.rows("EXPLAIN ANALYZE SELECT count(*) FROM messages WHERE content = 'a'", &[])?;
        lines.iter().map(|line| line.get(0)).collect::<Result<Vec<String>>>()
    });
    let plan = explained.wait().unwrap().join("\n");
    assert!(plan.contains("Scan on messages") && !plan.contains("JIT"), "{plan}");
}

fn plans(world: &World) -> Vec<String> {
    let plans = world.read(|tx| {
        let plan = |(_, explain, _): &(&str, &'static str, &str)| {
            let lines = tx.rows(explain, &[])?;
            lines
                .iter()
                .map(|line| line.get(0))
                .collect::<Result<Vec<String>>>()
                .map(|lines| lines.join("\n"))
        };
        HOT.iter().map(plan).collect::<Result<_>>()
    });
    plans.wait().unwrap()
}

/// Users with a device and a session each, without what these refer to.
fn fill(world: &World, first: i32, last: i32) {
    let sql = format!(
        "SET session_replication_role = replica;
         CREATE TEMP VIEW numbers AS
             SELECT decode(lpad(to_hex(n), 24, '0'), 'hex') AS id FROM generate_series({first}, {last}) n;
         INSERT INTO users (account_id, id, root_id, state, session_epoch, created_at)
             SELECT '\\x01', id, id, 'known', 0, 1 FROM numbers;
         INSERT INTO devices (account_id, id, channel_id, agent_text, created_at, last_seen_at)
             SELECT '\\x01', id, id, 'browser', 1, 1 FROM numbers;
         INSERT INTO sessions (account_id, id, device_id, user_id, channel_id, kind, secret_hash, user_epoch, opened_at,
                               expires_at, version)
             SELECT '\\x01', id, id, id, id, 'anonymous', '', 0, 1, 1, 0 FROM numbers;"
    );
    world.beside().batch_execute(&sql).unwrap();
}
