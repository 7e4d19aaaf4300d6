//! No statement walks an account: each goes by an index to a few rows, however many there are.
//!
//! Every test on SQLite ends with this for the statements that ran in it; and as every function of the store has a test,
//! no statement goes unseen. What is right although it reads much is on a list, with the reason.

pub mod heard;

use std::fs;

use crate::world::World;

/// Tables of what administrators set up, which stay small however large an account grows.
const SMALL: &[&str] = &[
    "accounts",
    "agent_work",
    "agents",
    "authentication_settings",
    "brands",
    "channel_authentication",
    "fetched_keys",
    "channel_origins",
    "channels",
    "key_links",
    "key_logins",
    "queue_agents",
    "queues",
    "rest_keys",
    "signing_keys",
    "workstream_channels",
    "workstreams",
];

/// Columns that a large part of an account has in common, so that an index on them leads to no few rows.
const SHARED: &[&str] =
    &["account_id", "channel_id", "key_id", "kind", "namespace", "setting_id", "status", "verified"];

/// What reads much on purpose.
struct Excuse {
    /// A piece of the statement, as the source has it.
    statement: &'static str,
    /// How the line of its plan begins.
    line: &'static str,
    /// Whether the rows come as they are wanted, so that a page of them ends the reading. They must not be sorted.
    is_page: bool,
}

const EXCUSES: &[Excuse] = &[
    // The logs are read from their newest line.
    Excuse { statement: "FROM audit_log l", line: "SEARCH l USING PRIMARY KEY", is_page: true },
    Excuse { statement: "FROM login_log l", line: "SEARCH l USING PRIMARY KEY", is_page: true },
    // Their oldest lines go when their time is over, a piece at a time.
    Excuse { statement: "DELETE FROM audit_log", line: "SEARCH audit_log USING PRIMARY KEY", is_page: true },
    Excuse { statement: "DELETE FROM login_log", line: "SEARCH login_log USING PRIMARY KEY", is_page: true },
    // OMN-13: codes that are too old go a piece at a time, from an index of when they came.
    Excuse {
        statement: "FROM codes WHERE account_id = $1 AND claimed_at",
        line: "SEARCH codes USING",
        is_page: true,
    },
    // Erasures are read from the newest, and what is left of them from the oldest.
    Excuse { statement: "FROM erasures e", line: "SEARCH e USING PRIMARY KEY", is_page: true },
    Excuse { statement: "FROM erasure_traces t", line: "SEARCH t USING PRIMARY KEY", is_page: true },
    // The tickets that have been solved for longest are read first.
    Excuse {
        statement: "status = 'solved' AND last_activity_at <=",
        line: "SEARCH tickets USING INDEX tickets_solved",
        is_page: true,
    },
    // The mails that have been due for longest come first, from an index of nothing but those that wait.
    Excuse {
        statement: "FROM follow_ups WHERE account_id = $1 AND state = 'waiting'",
        line: "SEARCH follow_ups USING INDEX follow_ups_due",
        is_page: true,
    },
    // Conflicts are read from the newest. Nothing but open ones is kept.
    Excuse { statement: "FROM conflicts", line: "SEARCH conflicts USING PRIMARY KEY", is_page: true },
    // The inbox is read from the ticket that was active last.
    Excuse {
        statement: "ORDER BY t.last_activity_at",
        line: "SEARCH t USING INDEX tickets_activity",
        is_page: true,
    },
    // Its view of solved tickets has an index of nothing else.
    Excuse {
        statement: "ORDER BY t.last_activity_at",
        line: "SEARCH t USING INDEX tickets_solved",
        is_page: true,
    },
    // Tickets that the rules are to decide about are read from an index of nothing else.
    Excuse {
        statement: "route_due_at IS NOT NULL ORDER BY id",
        line: "SEARCH tickets USING INDEX tickets_route_due",
        is_page: true,
    },
    // Live tickets are counted, from an index alone.
    Excuse {
        statement: "COUNT(*)",
        line: "SEARCH tickets USING COVERING INDEX tickets_standing",
        is_page: false,
    },
    // KEY-5: how many sessions rest on a key, on the one screen that says so.
    Excuse { statement: "s.key_id = k.id", line: "SEARCH s USING INDEX sessions_key", is_page: false },
    // EML-6: what a change of the email policy may take is walked in pages, and counted from an index alone.
    Excuse {
        statement: "i.verified = 0 AND i.id > $2",
        line: "SEARCH i USING INDEX email_identities_standing",
        is_page: true,
    },
    Excuse {
        statement: "FROM email_identities",
        line: "SEARCH email_identities USING COVERING INDEX email_identities_standing",
        is_page: false,
    },
    // Records are read from the newest, and those that a search finds in the order of their words.
    Excuse { statement: "r.id < $2 ORDER BY r.id DESC", line: "SEARCH r USING PRIMARY KEY", is_page: true },
    Excuse { statement: "JOIN record_words w", line: "SEARCH w USING PRIMARY KEY", is_page: true },
    // Links that administrators asked for by hand.
    Excuse {
        statement: "DELETE FROM single_use",
        line: "SEARCH single_use USING PRIMARY KEY",
        is_page: false,
    },
];

/// What is wrong with the plan of `sql`, line by line.
pub fn faults(sql: &str, plan: &[String]) -> Vec<String> {
    let excuse_of =
        |line: &String| EXCUSES.iter().find(|it| sql.contains(it.statement) && line.starts_with(it.line));
    let is_page = plan.iter().filter_map(excuse_of).any(|excuse| excuse.is_page);
    let is_fault = |line: &&String| {
        let is_sorted_page = is_page && line.starts_with("USE TEMP B-TREE");
        is_sorted_page || is_walk(sql, line) && excuse_of(line).is_none()
    };
    plan.iter().filter(is_fault).map(|line| format!("{line}\n    {sql}")).collect()
}

/// Whether a line of a plan reads a large part of a table that can be large.
fn is_walk(sql: &str, line: &str) -> bool {
    let mut words = line.split(' ');
    match (words.next(), words.next()) {
        (Some("SCAN"), Some(name)) => !is_small(sql, name) && !line.ends_with("CONSTANT ROW"),
        (Some("SEARCH"), Some(name)) => !is_small(sql, name) && !is_selective(sql, line),
        (Some(_) | None, _) => false,
    }
}

/// Whether the rows that are looked at have something in common that few rows do. Being empty is no such thing.
fn is_selective(sql: &str, line: &str) -> bool {
    let constraints =
        line.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(columns, _)| columns);
    let is_empty = |column: &str| {
        sql.contains(&format!(" {column} IS NULL")) || sql.contains(&format!(".{column} IS NULL"))
    };
    let mut same = constraints.split(" AND ").filter_map(|constraint| constraint.strip_suffix("=?"));
    // An index that is made for the statement alone takes a walk to make, and one without the account is not ours.
    let is_own = !line.contains("AUTOMATIC") && !line.contains("ANY(");
    is_own && same.any(|column| !SHARED.contains(&column) && !is_empty(column))
}

/// Whether a table, which a plan calls as the statement does, stays small.
fn is_small(sql: &str, name: &str) -> bool {
    let words: Vec<&str> = sql.split([' ', '\n', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    SMALL.contains(&name) || words.windows(2).any(|pair| SMALL.contains(&pair[0]) && pair[1] == name)
}

#[test]
fn what_is_excused_is_there() {
    let files =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap().map(|file| file.unwrap().path());
    let source: String =
        files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect();
    for excuse in EXCUSES {
        assert!(source.contains(excuse.statement), "no statement has {}", excuse.statement);
    }
}

#[test]
fn what_walks_an_account_is_found() {
    let world = World::on_sqlite();
    for sql in [
        "SELECT id FROM messages",
        "SELECT id FROM messages WHERE account_id = $1 ORDER BY id DESC LIMIT 1",
        "SELECT id FROM messages m WHERE account_id = $1 AND content = $2",
        "UPDATE sessions SET version = 1 WHERE account_id = $1 AND expires_at < $2",
        "DELETE FROM sessions WHERE account_id = $1 AND key_id = $2",
        "SELECT value FROM external_ids WHERE account_id = $1 AND namespace = $2 ORDER BY value LIMIT 1",
        "SELECT id FROM tickets WHERE account_id = $1 AND status = 'open' AND assignee_id IS NULL",
        "SELECT detail FROM audit_log WHERE account_id = $1 ORDER BY action LIMIT 1",
        "SELECT t.id FROM tickets t JOIN devices d ON d.locale = t.status WHERE t.account_id = $1 AND t.id = $2",
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM events WHERE account_id = $1 AND kind = $2) THEN 1 ELSE 0 END",
    ] {
        assert!(!faults(sql, &world.plan_of(sql)).is_empty(), "{sql}: {:?}", world.plan_of(sql));
    }
}

#[test]
fn what_goes_by_an_index_is_let_through() {
    let world = World::on_sqlite();
    for sql in [
        "SELECT content FROM messages m WHERE account_id = $1 AND root_id = $2 ORDER BY id DESC LIMIT 1",
        "SELECT name FROM channels c WHERE account_id = $1 ORDER BY name",
        "SELECT u.name FROM sessions s LEFT JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
         WHERE s.account_id = $1 AND s.id = $2",
        "SELECT value FROM external_ids WHERE account_id = $1 AND user_id = $2 ORDER BY namespace LIMIT 1",
        "INSERT INTO counters (account_id, name, value) VALUES ($1, $2, 0)",
    ] {
        assert_eq!(faults(sql, &world.plan_of(sql)), [""; 0], "{:?}", world.plan_of(sql));
    }
}
