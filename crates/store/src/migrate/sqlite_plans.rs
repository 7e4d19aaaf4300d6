//! What SQLite's planner is told about the tables.
//!
//! Every index begins with the account, of which most installations have one. A planner that knows nothing takes the
//! first column of any index for selective and would walk a whole account in the order of its primary key. So it is
//! told, once and for all, what a large account looks like: plans are the same for the first message and the ten
//! millionth, and nobody ever has to run `ANALYZE`.

use rusqlite::Transaction;

/// Makes the tables of statistics, which only `ANALYZE` may do. Of this name it looks at nothing.
const MAKE_ROOM: &str = "ANALYZE sqlite_schema";

/// The tables of statistics: numbers for each index in one, and in another, which not every build of SQLite has,
/// samples of what is in it.
const STATISTICS: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'sqlite_stat[0-9]'";

/// The statistics of each index: how many rows there are, then how many have the same first column, the same first two
/// and so on. An account has a million rows, however many of them have one status; each other column leaves ten, and all
/// columns of a unique index one. No first column may be skipped: that is the account, and the others' is not searched.
/// The primary key of a table without row ids goes by the table's name.
const WRITE: &str = "
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT t.name, CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END,
           '1000000 ' || (
               SELECT group_concat(
                   CASE WHEN c.seqno = 0 AND k.columns > 1 OR c.name = 'status' THEN '1000000'
                        WHEN c.seqno = k.columns - 1 AND i.\"unique\" THEN '1'
                        ELSE '10' END, ' ' ORDER BY c.seqno)
               FROM pragma_index_info(i.name) c, (SELECT count(*) AS columns FROM pragma_index_info(i.name)) k) ||
           ' noskipscan'
    FROM sqlite_schema t, pragma_index_list(t.name) i
    WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*'";

/// Tells the planner, and forgets what somebody's `ANALYZE` found. Connections that are opened later know it from the
/// start.
pub(super) fn settle(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(MAKE_ROOM)?;
    let tables: Vec<String> =
        transaction.prepare(STATISTICS)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for table in tables {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    transaction.execute(WRITE, []).map(drop)
}
