//! Users in a PostgreSQL database.

use std::ops::Range;

use postgres::{
    Client, NoTls,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use super::{NAME, Refusal, WHERE, in_order, step};

/// How this one connection fills tables: foreign keys are checked by triggers, which a replica leaves to its source,
/// and an index is sorted in memory.
const TO_FILL: &str = "
    SET session_replication_role = replica;
    SET synchronous_commit = off;
    SET maintenance_work_mem = '2GB';
    SET max_parallel_maintenance_workers = 0";

/// Rows come without entries in any index, primary keys included: `REINDEX` makes all of them afterwards, and puts
/// these marks right. To drop keys, foreign keys that point at them would have to go first.
const LEAVE_INDEXES: &str = "
    UPDATE pg_index SET indisready = false WHERE indrelid IN ('users'::regclass, 'external_ids'::regclass)";

/// Writes them, and leaves the database as if they had been there for long.
pub(super) fn add(url: &str, numbers: &Range<u32>) -> Result<(), Refusal> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute(TO_FILL)?;
    client.batch_execute(LEAVE_INDEXES)?;
    copy(&mut client, numbers)?;
    // Vacuuming and the writing of what is in memory would otherwise come in the middle of a measurement.
    for table in ["users", "external_ids"] {
        step(&format!("indexes of {table}"), || client.batch_execute(&format!("REINDEX TABLE {table}")))?;
        step(&format!("vacuum of {table}"), || client.batch_execute(&format!("VACUUM (ANALYZE) {table}")))?;
    }
    Ok(step("checkpoint", || client.batch_execute("CHECKPOINT"))?)
}

/// The rows of both tables.
fn copy(client: &mut Client, numbers: &Range<u32>) -> Result<(), postgres::Error> {
    let found = client.query_one(WHERE, &[])?;
    let (account, namespace): (Vec<u8>, Vec<u8>) = (found.try_get(0)?, found.try_get(1)?);

    let into =
        "COPY users (account_id, id, root_id, state, name, name_evidence_id, session_epoch, created_at)
         FROM STDIN (FORMAT binary)";
    let types =
        [Type::BYTEA, Type::BYTEA, Type::BYTEA, Type::TEXT, Type::TEXT, Type::BYTEA, Type::INT8, Type::INT8];
    let mut rows = BinaryCopyInWriter::new(client.copy_in(into)?, &types);
    step("users", || {
        in_order(numbers).try_for_each(|it| {
            let id = it.id();
            let id = id.as_bytes().as_slice();
            let row: [&(dyn ToSql + Sync); 8] =
                [&account, &id, &id, &"known", &NAME, &id, &0_i64, &it.seen_at()];
            rows.write(&row)
        })?;
        rows.finish()
    })?;

    let into =
        "COPY external_ids (account_id, namespace, value, user_id, created_at) FROM STDIN (FORMAT binary)";
    let types = [Type::BYTEA, Type::BYTEA, Type::TEXT, Type::BYTEA, Type::INT8];
    let mut rows = BinaryCopyInWriter::new(client.copy_in(into)?, &types);
    step("external ids", || {
        in_order(numbers).try_for_each(|it| {
            let id = it.id();
            let row: [&(dyn ToSql + Sync); 5] =
                [&account, &namespace, &it.external_id(), &id.as_bytes().as_slice(), &it.seen_at()];
            rows.write(&row)
        })?;
        rows.finish()
    })?;
    Ok(())
}
