//! What PostgreSQL logged of one transaction: its statements, in their order, with their values.

use std::collections::HashMap;

/// A statement and the texts of its parameters, `None` for NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) parameters: Vec<Option<String>>,
}

/// The statements between BEGIN and COMMIT.
pub(super) type Transaction = Vec<Statement>;

/// The committed writing transactions in a log that was written with `log_statement = all` and the usual prefix
/// (`%m [%p] `), in the order of their commits.
pub(super) fn transactions(log: &str) -> Vec<Transaction> {
    let (mut done, mut open) = (Vec::new(), HashMap::<&str, Transaction>::new());
    for entry in entries(log) {
        let transaction = open.get_mut(entry.process);
        match (entry.kind, transaction) {
            ("LOG", transaction) => match (said(&entry.words), transaction) {
                (Said::Control(word), _) if word.starts_with("BEGIN") && word.ends_with("READ WRITE") => {
                    open.insert(entry.process, Vec::new());
                }
                (Said::Control("COMMIT"), _) => done.extend(open.remove(entry.process)),
                (Said::Control("ROLLBACK"), _) => drop(open.remove(entry.process)),
                (Said::Statement(sql), Some(transaction)) => {
                    transaction.push(Statement { sql: sql.to_owned(), parameters: Vec::new() });
                }
                (Said::Control(_) | Said::Statement(_) | Said::Other, _) => {}
            },
            ("DETAIL", Some(transaction)) => {
                if let (Some(last), Some(list)) = (transaction.last_mut(), parameter_list(&entry.words)) {
                    last.parameters = parameters(list);
                }
            }
            _ => {}
        }
    }
    done
}

/// One line of the log, with those that go on from it.
struct Entry<'a> {
    process: &'a str,
    kind: &'a str,
    words: String,
}

/// What goes on on another line begins with a tab there.
fn entries(log: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in log.lines() {
        if let (Some(more), Some(last)) = (line.strip_prefix('\t'), entries.last_mut()) {
            last.words.push('\n');
            last.words.push_str(more);
        } else if let Some(entry) = entry(line) {
            entries.push(entry);
        }
    }
    entries
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let (_, rest) = line.split_once(" [")?;
    let (process, rest) = rest.split_once("] ")?;
    let (kind, words) = rest.split_once(":  ")?;
    Some(Entry { process, kind, words: words.to_owned() })
}

enum Said<'a> {
    /// BEGIN and its like, sent as plain text.
    Control(&'a str),
    /// A prepared statement was run.
    Statement(&'a str),
    Other,
}

fn said(words: &str) -> Said<'_> {
    if let Some(word) = words.strip_prefix("statement: ") {
        return Said::Control(word);
    }
    match words.strip_prefix("execute ").and_then(|rest| rest.split_once(": ")) {
        Some((_, sql)) => Said::Statement(sql),
        None => Said::Other,
    }
}

/// Before PostgreSQL 16 the word is written small.
fn parameter_list(words: &str) -> Option<&str> {
    words.strip_prefix("parameters: ").or_else(|| words.strip_prefix("Parameters: "))
}

/// Reads `$1 = 'text', $2 = NULL, …`. A quote inside a text is doubled.
fn parameters(list: &str) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            found.push(None);
            rest = value.strip_prefix("NULL").expect("what is not quoted is NULL");
            continue;
        };
        let end = end_of_text(quoted);
        let (text, after) = quoted.split_at(end);
        found.push(Some(text.replace("''", "'")));
        rest = after.strip_prefix('\'').unwrap_or_default();
    }
    found
}

/// Where the quote is that is not doubled.
fn end_of_text(quoted: &str) -> usize {
    let mut quotes = quoted.match_indices('\'').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return at;
        }
    }
    quoted.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_nulls_and_bytes_are_read() {
        let list = r"$1 = '\x0199ab', $2 = NULL, $3 = 'it''s $4 = ''five'', here', $4 = '', $5 = '7'";
        let texts = [Some(r"\x0199ab"), None, Some("it's $4 = 'five', here"), Some(""), Some("7")];
        assert_eq!(parameters(list), texts.map(|text| text.map(str::to_owned)));
    }

    #[test]
    fn transactions_of_several_processes_are_kept_apart_and_reads_left_out() {
        let log = "\
2026-01-01 10:00:00.000 UTC [1] LOG:  statement: BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE
2026-01-01 10:00:00.000 UTC [2] LOG:  statement: BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
2026-01-01 10:00:00.001 UTC [2] LOG:  execute s0: SELECT 0
2026-01-01 10:00:00.001 UTC [1] LOG:  execute s1: INSERT INTO t (a, b)
\t         VALUES ($1, $2)
2026-01-01 10:00:00.001 UTC [1] DETAIL:  parameters: $1 = 'a
\tb', $2 = NULL
2026-01-01 10:00:00.002 UTC [2] LOG:  statement: ROLLBACK
2026-01-01 10:00:00.002 UTC [1] LOG:  execute s2: SELECT 1
2026-01-01 10:00:00.002 UTC [1] LOG:  statement: COMMIT
";
        let insert = Statement {
            sql: "INSERT INTO t (a, b)\n         VALUES ($1, $2)".to_owned(),
            parameters: vec![Some("a\nb".to_owned()), None],
        };
        let select = Statement { sql: "SELECT 1".to_owned(), parameters: Vec::new() };
        assert_eq!(transactions(log), [vec![insert, select]]);
    }

    #[test]
    fn what_was_rolled_back_is_left_out() {
        let log = "\
t [1] LOG:  statement: BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE
t [1] LOG:  execute s2: SELECT 1
t [1] LOG:  statement: ROLLBACK
t [1] LOG:  statement: COMMIT
";
        assert!(transactions(log).is_empty());
    }
}
