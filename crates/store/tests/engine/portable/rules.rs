//! What the two databases do not share, or do not do alike.

use std::collections::BTreeSet;

/// Words in a row that only one of the two knows, and what to write instead.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["NOW", "("], "times are parameters"),
    (&["CURRENT_TIMESTAMP"], "times are parameters"),
    (&["CURRENT_DATE"], "times are parameters"),
    (&["RANDOM", "("], "randomness is a parameter"),
    (&["LIKE"], "its case differs"),
    (&["ILIKE"], "only PostgreSQL has it"),
    (&["GLOB"], "only SQLite has it"),
    (&["REGEXP"], "only SQLite has it"),
    (&["SIMILAR", "TO"], "only PostgreSQL has it"),
    (&["FOR", "UPDATE"], "take the row with an UPDATE"),
    (&["FOR", "SHARE"], "take the row with an UPDATE"),
    (&[":", ":"], "write CAST"),
    (&["?"], "parameters are $1, $2 and so on"),
    (&["-", ">"], "JSON is text to the database"),
    (&["@", ">"], "JSON and arrays are text to the database"),
    (&["ARRAY"], "only PostgreSQL has it"),
    (&["ANY", "("], "only PostgreSQL has it"),
    (&["UNNEST", "("], "only PostgreSQL has it"),
    (&["LOWER", "("], "fold in the domain (details 10)"),
    (&["UPPER", "("], "fold in the domain (details 10)"),
    (&["IFNULL", "("], "write COALESCE"),
    (&["GREATEST", "("], "write CASE"),
    (&["LEAST", "("], "write CASE"),
    (&["INSERT", "OR"], "write ON CONFLICT"),
    (&["REPLACE", "INTO"], "write ON CONFLICT"),
    (&["ROWID"], "only SQLite has it"),
    (&["AUTOINCREMENT"], "ids are parameters"),
    (&["SERIAL"], "ids are parameters"),
    (&["TRUE"], "yes and no are 1 and 0"),
    (&["FALSE"], "yes and no are 1 and 0"),
    (&["LATERAL"], "only PostgreSQL has it"),
    (&["DISTINCT", "ON"], "only PostgreSQL has it"),
    (&["PRAGMA"], "only SQLite has it"),
    (&["\""], "names need no quotes"),
];

/// Everything in a statement that must not be there.
pub fn faults(sql: &[String], nullable: &BTreeSet<(String, String)>) -> Vec<String> {
    let words: Vec<String> = sql.iter().map(|word| word.to_ascii_uppercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut faults = Vec::new();
    for (foreign, instead) in FOREIGN {
        // `INSERT .. SELECT .. WHERE true ON CONFLICT` is the one place where SQLite needs the word.
        let allowed = |at: usize| *foreign == ["TRUE"] && words[..at].ends_with(&["WHERE"]);
        if (0..words.len()).any(|at| words[at..].starts_with(foreign) && !allowed(at)) {
            faults.push(format!("{} ({instead})", foreign.join(" ")));
        }
    }
    faults.extend(lower_case_keywords(sql));
    faults.extend(scalar_extremes(&words));
    faults.extend(bare_sums(&words));
    faults.extend(parameters_without_type(&words));
    faults.extend(ambiguous_conflict(&words));
    faults.extend(orders_without_nulls(&words, nullable));
    faults
}

fn lower_case_keywords(sql: &[String]) -> Option<String> {
    let first = sql.first()?;
    ["select", "insert", "update", "delete", "with"]
        .contains(&first.as_str())
        .then(|| "keywords are in capitals".into())
}

/// `max(a, b)` is SQLite's alone.
fn scalar_extremes(words: &[&str]) -> Option<String> {
    let found = positions(words, &["MAX", "("]).chain(positions(words, &["MIN", "("])).any(|at| {
        let mut depth = 0_usize;
        words[at + 1..]
            .iter()
            .take_while(|word| {
                depth = match **word {
                    "(" => depth + 1,
                    ")" => depth - 1,
                    _ => depth,
                };
                depth > 0
            })
            .collect::<Vec<_>>()
            .split(|word| **word == "(")
            .next_back()
            .is_some_and(|inner| inner.contains(&&","))
    });
    found.then(|| "max and min of several values (write CASE)".into())
}

/// A sum of BIGINT is NUMERIC on PostgreSQL.
fn bare_sums(words: &[&str]) -> Option<String> {
    let bare = positions(words, &["SUM", "("]).any(|at| {
        !words[..at].ends_with(&["CAST", "("]) && !words[..at].ends_with(&["CAST", "(", "COALESCE", "("])
    });
    bare.then(|| "a sum without CAST".into())
}

/// PostgreSQL cannot tell the type of a parameter from `IS NULL`.
fn parameters_without_type(words: &[&str]) -> Option<String> {
    let found = positions(words, &["IS"]).any(|at| at > 0 && words[at - 1].starts_with('$'));
    found.then(|| "a parameter before IS without CAST".into())
}

/// SQLite reads the ON of `INSERT .. SELECT .. FROM t ON CONFLICT` as a join's.
fn ambiguous_conflict(words: &[&str]) -> Option<String> {
    let select = positions(words, &["SELECT"]).next()?;
    let conflict = positions(words, &["ON", "CONFLICT"]).next()?;
    let ambiguous =
        words.first() == Some(&"INSERT") && select < conflict && !words[select..conflict].contains(&"WHERE");
    ambiguous.then(|| "INSERT .. SELECT .. ON CONFLICT without WHERE".into())
}

/// Where what is empty sorts differs.
fn orders_without_nulls(words: &[&str], nullable: &BTreeSet<(String, String)>) -> Vec<String> {
    const ENDS: [&str; 6] = ["LIMIT", ")", "OFFSET", "UNION", "RETURNING", "ROWS"];
    let mentioned = |table: &str| words.contains(&table.to_ascii_uppercase().as_str());
    // A part without FROM may belong to any table.
    let knows_table = words.contains(&"FROM");
    let may_be_empty = |column: &str| {
        nullable
            .iter()
            .any(|(table, name)| (mentioned(table) || !knows_table) && name.eq_ignore_ascii_case(column))
    };
    let terms = positions(words, &["ORDER", "BY"]).flat_map(|at| {
        let order = &words[at + 2..];
        let end = order.iter().position(|word| ENDS.contains(word)).unwrap_or(order.len());
        order[..end].split(|word| *word == ",")
    });
    terms
        .filter(|term| !term.contains(&"NULLS") && term.iter().any(|word| may_be_empty(word)))
        .map(|term| format!("ORDER BY {} without NULLS FIRST or LAST", term.join(" ")))
        .collect()
}

fn positions<'w>(words: &'w [&str], wanted: &'w [&str]) -> impl Iterator<Item = usize> + 'w {
    (0..words.len()).filter(move |at| words[*at..].starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use super::{super::words::words, *};

    fn found(sql: &str) -> Vec<String> {
        let nullable = [("users", "name"), ("agents", "disabled_at")];
        faults(&words(sql), &nullable.map(|(table, column)| (table.into(), column.into())).into())
    }

    #[test]
    fn what_both_understand_is_let_through() {
        for sql in [
            "SELECT max(id), min(CAST(a AS BIGINT)) FROM users WHERE id = $1 AND name <> 'LIKE ? now()'",
            "SELECT CAST(SUM(logins) AS BIGINT), CAST(COALESCE(SUM(a), 0) AS BIGINT) FROM users",
            "INSERT INTO users (id) SELECT $1 FROM agents WHERE true ON CONFLICT (id) DO NOTHING RETURNING id",
            "SELECT id FROM users ORDER BY created_at DESC, id LIMIT $1",
            "SELECT id FROM users u ORDER BY u.name NULLS LAST, u.id",
            "SELECT id FROM channels ORDER BY name",
            "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1 AND CAST($2 AS TEXT) IS NULL",
        ] {
            assert_eq!(found(sql), [""; 0], "{sql}");
        }
    }

    #[test]
    fn what_they_do_not_share_is_found() {
        for sql in [
            "SELECT now()",
            "SELECT id FROM users WHERE name LIKE $1",
            "SELECT id FROM users WHERE name ILIKE $1",
            "SELECT id FROM users FOR UPDATE",
            "SELECT id::text FROM users",
            "SELECT id FROM users WHERE id = ?",
            "SELECT config->>'a' FROM users",
            "SELECT id FROM users WHERE id = ANY($1)",
            "SELECT lower(name) FROM users",
            "SELECT max(a, b) FROM users",
            "SELECT max(coalesce(a, 0), b) FROM users",
            "SELECT SUM(logins) FROM users",
            "SELECT id FROM users WHERE $1 IS NULL",
            "INSERT INTO users (id) SELECT id FROM agents ON CONFLICT DO NOTHING",
            "INSERT OR IGNORE INTO users (id) VALUES ($1)",
            "SELECT id FROM users WHERE banned = TRUE",
            "SELECT id FROM users ORDER BY id, name",
            " ORDER BY disabled_at DESC LIMIT $1",
            "select id FROM users",
        ] {
            assert_eq!(found(sql).len(), 1, "{sql}: {:?}", found(sql));
        }
    }
}
