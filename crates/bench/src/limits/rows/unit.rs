//! What one login or message wrote, as the measured file holds it.

use std::rc::Rc;

use rusqlite::{Connection, params_from_iter, types::Value};

use super::Work;

/// All that one login or message writes, in an order that the foreign keys allow.
pub(super) type Unit = Vec<Step>;

/// One statement and its values.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) sql: Rc<str>,
    pub(super) values: Vec<Value>,
}

/// How a step is found in the measured file. `?1` is the account, `?2` the login log's line or the message.
struct Recipe {
    write: Write,
    /// Gives one row: the values of the statement.
    read: &'static str,
}

#[derive(Clone, Copy)]
enum Write {
    /// A whole row into this table.
    Into(&'static str),
    /// This statement.
    Run(&'static str),
}

const fn row(table: &'static str, read: &'static str) -> Recipe {
    Recipe { write: Write::Into(table), read }
}

const USER: [Recipe; 2] = [
    row(
        "users",
        "SELECT u.* FROM login_log l JOIN users u ON u.account_id = l.account_id AND u.id = l.user_id
         WHERE l.account_id = ?1 AND l.id = ?2",
    ),
    row(
        "external_ids",
        "SELECT x.* FROM login_log l JOIN sessions s ON s.account_id = l.account_id AND s.id = l.session_id
         JOIN evidence e ON e.account_id = s.account_id AND e.id = s.evidence_id
         JOIN external_ids x ON x.account_id = e.account_id AND x.namespace = e.namespace AND x.value = e.external_id
         WHERE l.account_id = ?1 AND l.id = ?2",
    ),
];

/// The server takes the user's row, and changes it only if the name is another.
const LOGIN: [Recipe; 4] = [
    row(
        "devices",
        "SELECT d.* FROM login_log l JOIN sessions s ON s.account_id = l.account_id AND s.id = l.session_id
         JOIN devices d ON d.account_id = s.account_id AND d.id = s.device_id
         WHERE l.account_id = ?1 AND l.id = ?2",
    ),
    row(
        "evidence",
        "SELECT e.* FROM login_log l JOIN sessions s ON s.account_id = l.account_id AND s.id = l.session_id
         JOIN evidence e ON e.account_id = s.account_id AND e.id = s.evidence_id
         WHERE l.account_id = ?1 AND l.id = ?2",
    ),
    row(
        "sessions",
        "SELECT s.* FROM login_log l JOIN sessions s ON s.account_id = l.account_id AND s.id = l.session_id
         WHERE l.account_id = ?1 AND l.id = ?2",
    ),
    row("login_log", "SELECT * FROM login_log WHERE account_id = ?1 AND id = ?2"),
];

const MESSAGE: [Recipe; 4] = [
    row("messages", "SELECT * FROM messages WHERE account_id = ?1 AND id = ?2"),
    row(
        "events",
        "SELECT e.* FROM told t JOIN events e
         ON e.account_id = t.account_id AND e.conversation_id = t.conversation_id AND e.seq = t.seq
         WHERE t.account_id = ?1 AND t.subject_id = ?2",
    ),
    Recipe {
        write: Write::Run(
            "UPDATE conversations SET last_seq = ?3, last_message_id = ?4, messages = messages + 1
             WHERE account_id = ?1 AND id = ?2",
        ),
        read: "SELECT account_id, conversation_id, seq, subject_id FROM told WHERE account_id = ?1 AND subject_id = ?2",
    },
    Recipe {
        write: Write::Run("UPDATE tickets SET last_activity_at = ?3 WHERE account_id = ?1 AND id = ?2"),
        read: "SELECT t.account_id, t.id, m.received_at FROM messages m
               JOIN tickets t ON t.account_id = m.account_id AND t.root_id = m.root_id AND t.status <> 'closed'
               WHERE m.account_id = ?1 AND m.id = ?2",
    },
];

/// Where messages are found by their event's subject, for which the file itself has no index.
const TOLD: &str = "
    CREATE TEMP TABLE told AS
        SELECT account_id, conversation_id, seq, subject_id FROM events WHERE kind = 'message';
    CREATE UNIQUE INDEX temp.told_subject ON told (account_id, subject_id)";

fn recipes(work: Work) -> impl Iterator<Item = &'static Recipe> {
    let (first, then): (&[Recipe], &[Recipe]) = match work {
        Work::KnownLogin => (&[], &LOGIN),
        Work::NewLogin => (&USER, &LOGIN),
        Work::Message => (&[], &MESSAGE),
    };
    first.iter().chain(then)
}

/// The last `most` logins or messages of the measured file, oldest first.
pub(super) fn read(measured: &Connection, work: Work, most: usize) -> rusqlite::Result<Vec<Unit>> {
    let last = match work {
        Work::KnownLogin | Work::NewLogin => {
            "SELECT account_id, id FROM login_log WHERE result = 'accepted'
             ORDER BY account_id DESC, id DESC LIMIT ?1"
        }
        Work::Message => {
            measured.execute_batch(TOLD)?;
            "SELECT account_id, id FROM messages WHERE author_kind = 'user'
             ORDER BY account_id DESC, id DESC LIMIT ?1"
        }
    };
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut statement = measured.prepare(last)?;
    let found = statement.query_map([limit], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let mut keys: Vec<[Value; 2]> = found.collect::<rusqlite::Result<_>>()?;
    keys.reverse();

    let mut units: Vec<Unit> = keys.iter().map(|_| Vec::new()).collect();
    for recipe in recipes(work) {
        let (mut statement, sql) = (measured.prepare(recipe.read)?, recipe.sql(measured)?);
        for (unit, key) in units.iter_mut().zip(&keys) {
            unit.push(Step { sql: Rc::clone(&sql), values: values(&mut statement, key)? });
        }
    }
    Ok(units)
}

impl Recipe {
    /// The statement that writes.
    fn sql(&self, measured: &Connection) -> rusqlite::Result<Rc<str>> {
        Ok(match self.write {
            Write::Run(sql) => sql.into(),
            Write::Into(table) => {
                let columns = measured.prepare(&format!("SELECT * FROM {table}"))?.column_count();
                format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(", ")).into()
            }
        })
    }
}

fn values(statement: &mut rusqlite::Statement<'_>, key: &[Value; 2]) -> rusqlite::Result<Vec<Value>> {
    let columns = statement.column_count();
    statement.query_row(params_from_iter(key), |row| (0..columns).map(|column| row.get(column)).collect())
}

#[cfg(test)]
mod tests {
    use super::{super::copy, *};

    fn tables(work: Work) -> Vec<&'static str> {
        let table = |recipe: &Recipe| match recipe.write {
            Write::Into(table) => Some(table),
            Write::Run(_) => None,
        };
        recipes(work).filter_map(table).collect()
    }

    #[test]
    fn a_new_login_also_writes_its_user() {
        assert_eq!(tables(Work::KnownLogin), ["devices", "evidence", "sessions", "login_log"]);
        let new = ["users", "external_ids", "devices", "evidence", "sessions", "login_log"];
        assert_eq!(tables(Work::NewLogin), new);
        assert_eq!(tables(Work::Message), ["messages", "events"]);
    }

    #[test]
    fn no_table_that_is_written_to_is_copied() {
        for work in Work::ALL {
            let copied: Vec<_> = copy::parents(work).collect();
            for table in tables(work) {
                assert!(!copied.contains(&table), "{work:?}: {table}");
            }
        }
    }
}
