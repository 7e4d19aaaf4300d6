//! What PostgreSQL's planner knows about tables that have just begun to fill.
//!
//! Of a table that was never analysed it knows nothing, takes the account for as selective as anything, and keeps plans
//! that walk whole accounts. Its own caretaker looks in once a minute, which is late for a database that is filled for
//! the first time. So the tables are analysed when they have some rows, and again as they grow.

use postgres::{Client, Error};

/// After how many commits of this process.
const COMMITS: [u64; 3] = [200, 2_000, 20_000];

/// A database of more pages of 8 KiB was there for long enough to be known.
const SMALL: &str = "SELECT COALESCE(SUM(c.relpages), 0) < 20000 FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'";

/// Whether it is time after so many commits.
pub(super) fn are_due(commits: u64) -> bool {
    COMMITS.contains(&commits)
}

/// Has the tables analysed, which takes some milliseconds each. Plans that are kept are made anew after it.
pub(super) fn gather(client: &mut Client) -> Result<(), Error> {
    let small: bool = client.query_one(SMALL, &[])?.try_get(0)?;
    if small { client.batch_execute("ANALYZE") } else { Ok(()) }
}
