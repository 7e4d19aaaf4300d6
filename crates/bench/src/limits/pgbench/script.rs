//! From traced transactions to one script for pgbench, in which whoever acts is chosen at random.
//!
//! A parameter's place is judged by all traces together, of which each actor has two:
//!
//! - ids that were made while it was traced, and texts with [`MARK`], are new in each transaction, and the same
//!   wherever they recur in it;
//! - counts, such as an event's number, are new too: no two transactions may write the same;
//! - what differs from actor to actor and is the same in both traces of one is looked up by `:actor`;
//! - all else stays as it was first traced.
//!
//! A new id is twelve digits, which PostgreSQL reads as twelve bytes: like the ids of the server they only grow, and
//! like the server pgbench sends them as plain parameters.

use super::trace::{Statement, Transaction};

/// What the texts hold that must be new in each transaction.
pub(super) const MARK: &str = "fresh-";
/// More than the new ids of one transaction.
const IDS: usize = 16;
/// Smaller numbers are counts, greater ones times in milliseconds.
const TIMES_BEGIN: i64 = 1_000_000_000_000;

/// The script for the traces of these transactions, two after each other of each actor. `began` is when the first of
/// them began, in milliseconds since 1970.
///
/// # Panics
///
/// If they do not consist of the same statements.
pub(super) fn script(traces: &[Transaction], began: i64) -> String {
    let first = traces.first().expect("something was traced");
    let alike = |trace: &Transaction| trace.iter().map(|it| &it.sql).eq(first.iter().map(|it| &it.sql));
    assert!(traces.iter().all(alike), "the traces are not of the same statements");

    let mut writer = Writer { traces, new_ids: new_ids(first, began), looked_up: Vec::new() };
    let statements: String = (0..first.len()).map(|number| writer.statement(number) + ";\n").collect();
    writer.settings() + "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n" + &statements + "COMMIT;\n"
}

struct Writer<'t> {
    traces: &'t [Transaction],
    /// The ids that the first trace made, in the order in which they come up.
    new_ids: Vec<&'t str>,
    /// The numbers of all actors, for each variable that is looked up.
    looked_up: Vec<Vec<i64>>,
}

impl Writer<'_> {
    /// The variables of a transaction.
    fn settings(&self) -> String {
        let mut lines = vec![
            "\\set turn :turn + 1".to_owned(),
            format!("\\set fresh :base + (:turn * :clients + :client_id) * {IDS}"),
        ];
        lines.extend((0..self.new_ids.len()).map(|id| format!("\\set id{id} :fresh + {id}")));
        if !self.looked_up.is_empty() {
            lines.push(format!("\\set actor random(0, {})", self.traces.len() / 2 - 1));
        }
        let choices = self.looked_up.iter().enumerate();
        lines.extend(choices.map(|(number, values)| format!("\\set own{number} {}", choice(values, 0))));
        lines.join("\n") + "\n"
    }

    fn statement(&mut self, number: usize) -> String {
        let traces = self.traces;
        let statement = traces.first().and_then(|trace| trace.get(number)).expect("each trace has it");
        let mut pieces = statement.sql.split('$');
        let mut sql = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let digits = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
            let (place, rest) = piece.split_at(digits);
            let place: usize = place.parse().expect("a dollar is a parameter's");
            let values: Vec<Option<&str>> = traces
                .iter()
                .map(|trace| {
                    trace.get(number).and_then(|it| it.parameters.get(place - 1)).and_then(Option::as_deref)
                })
                .collect();
            sql = sql + &self.value(&values) + rest;
        }
        sql.replace('\n', " ")
    }

    /// What stands in a parameter's place, which had these values.
    fn value(&mut self, values: &[Option<&str>]) -> String {
        let Some(first) = values.first().copied().flatten() else { return "NULL".to_owned() };
        if let Some(id) = self.new_ids.iter().position(|id| *id == first) {
            return format!(":id{id}");
        }
        if first.contains(MARK) {
            return ":fresh".to_owned();
        }
        if values.iter().all(|value| *value == Some(first)) {
            return literal(first);
        }
        let of_actors = values.chunks(2).all(|both| both.first() == both.last());
        let wholes: Option<Vec<&str>> = values.iter().copied().step_by(2).collect();
        match (wholes, kind(first)) {
            (Some(wholes), Kind::Id) if of_actors => self.look_up_id(&wholes),
            (Some(wholes), Kind::Number) if of_actors => self.look_up(&wholes),
            (Some(wholes), Kind::Locks) if of_actors => format!("ARRAY[{}]", self.look_up(&wholes)),
            (Some(_), Kind::Locks) => "ARRAY[:fresh]".to_owned(),
            (Some(_), Kind::Number) => ":fresh".to_owned(),
            (Some(_) | None, Kind::Id | Kind::Number | Kind::Locks | Kind::Other) => literal(first),
        }
    }

    /// Numbers, or arrays of one number.
    fn look_up(&mut self, values: &[&str]) -> String {
        let number =
            |value: &&str| value.trim_matches(['{', '}']).parse().expect("every actor has a number there");
        self.variable(values.iter().map(number).collect())
    }

    /// Variables of pgbench are numbers, so that an id is put together from two.
    fn look_up_id(&mut self, values: &[&str]) -> String {
        let halves = |from: usize, to: usize| -> Vec<i64> {
            let half = |value: &&str| value.get(from..to).and_then(|half| u64::from_str_radix(half, 16).ok());
            values
                .iter()
                .map(|value| half(value).expect("every actor has an id there").cast_signed())
                .collect()
        };
        let (high, low) = (self.variable(halves(2, 10)), self.variable(halves(10, 26)));
        format!("(int4send({high}) || int8send({low}))")
    }

    /// The name of the variable with these numbers, or the number itself if it is one for all.
    fn variable(&mut self, values: Vec<i64>) -> String {
        if let Some(first) = values.first().filter(|first| values.iter().all(|value| value == *first)) {
            return first.to_string();
        }
        let known = self.looked_up.iter().position(|known| *known == values);
        let number = known.unwrap_or_else(|| {
            self.looked_up.push(values);
            self.looked_up.len() - 1
        });
        format!(":own{number}")
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Twelve bytes.
    Id,
    /// A count, or the text of one.
    Number,
    /// The keys of advisory locks.
    Locks,
    Other,
}

fn kind(value: &str) -> Kind {
    if value.starts_with("\\x") && value.len() == 26 {
        Kind::Id
    } else if value.starts_with('{') {
        Kind::Locks
    } else if value.parse::<i64>().is_ok_and(|number| number < TIMES_BEGIN) {
        Kind::Number
    } else {
        Kind::Other
    }
}

/// The ids in a trace that are of its time: an id begins with its milliseconds.
fn new_ids(trace: &[Statement], began: i64) -> Vec<&str> {
    let mut found = Vec::new();
    for value in trace.iter().flat_map(|statement| &statement.parameters).flatten() {
        let made_at = value.get(2..14).and_then(|time| i64::from_str_radix(time, 16).ok());
        let is_new = kind(value) == Kind::Id && made_at.is_some_and(|at| at >= began);
        if is_new && !found.contains(&value.as_str()) {
            found.push(value.as_str());
        }
    }
    assert!(found.len() <= IDS, "a transaction made more than {IDS} ids");
    found
}

/// A text as SQL. pgbench takes a colon for a variable's, wherever it is.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains(':') {
        format!("U&'{}'", quoted.replace('\\', "\\\\").replace(':', "\\003A"))
    } else {
        format!("'{quoted}'")
    }
}

/// The value for `:actor`, the first of which is `from`: halves of halves, so that a thousand cost ten comparisons.
fn choice(values: &[i64], from: usize) -> String {
    if let [only] = values {
        return format!("({only})");
    }
    let (low, high) = values.split_at(values.len() / 2);
    let middle = from + low.len();
    format!("case when :actor < {middle} then {} else {} end", choice(low, from), choice(high, middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: i64 = 0x0199_0000_0000;

    fn trace(sql: &str, parameters: &[Option<&str>]) -> Transaction {
        let parameters = parameters.iter().map(|value| value.map(str::to_owned)).collect();
        vec![Statement { sql: sql.to_owned(), parameters }]
    }

    fn statement(traces: &[Transaction]) -> String {
        let script = script(traces, BEGAN);
        script.lines().rev().nth(1).unwrap().to_owned()
    }

    #[test]
    fn new_ids_marked_texts_and_counts_are_new_in_each_transaction() {
        let sql = "INSERT INTO t VALUES ($1, $1, $2, $3, $4, $5)";
        let traced =
            |id, text, count| trace(sql, &[Some(id), Some(text), Some(count), None, Some("it's at 10:15")]);
        let (one, two) = ("\\x019900000001000000000001", "\\x019900000002000000000001");
        let traces = [traced(one, "fresh-1", "7"), traced(two, "fresh-2", "8")];
        let written = "INSERT INTO t VALUES (:id0, :id0, :fresh, :fresh, NULL, U&'it''s at 10\\003A15');";
        assert_eq!(statement(&traces), written);
    }

    #[test]
    fn what_is_an_actors_own_is_looked_up() {
        let sql = "SELECT 1 FROM t WHERE a = $1 AND b = $2 AND c = CAST($3 AS BIGINT[]) AND at = $4";
        let traced = |id, number, lock, at| trace(sql, &[Some(id), Some(number), Some(lock), Some(at)]);
        let one = traced("\\x0100000000000000ffffffff", "7", "{-5}", "1700000000001");
        let two = traced("\\x010000000000000000000002", "8", "{6}", "1700000000002");
        let traces = [one.clone(), one, two.clone(), two];
        let script = script(&traces, BEGAN);
        assert!(script.contains("\\set actor random(0, 1)"), "{script}");
        assert!(script.contains("case when :actor < 1 then (-5) else (6) end"), "{script}");
        let written = "SELECT 1 FROM t WHERE a = (int4send(16777216) || int8send(:own0)) AND b = :own1 \
                       AND c = CAST(ARRAY[:own2] AS BIGINT[]) AND at = '1700000000001';";
        assert_eq!(statement(&traces), written);
    }

    #[test]
    #[should_panic(expected = "not of the same statements")]
    fn traces_of_different_statements_are_refused() {
        script(&[trace("SELECT 1", &[]), trace("SELECT 2", &[])], BEGAN);
    }

    #[test]
    fn each_of_many_is_chosen_by_its_number() {
        let written = "case when :actor < 1 then (5) else case when :actor < 2 then (6) else (7) end end";
        assert_eq!(choice(&[5, 6, 7], 0), written);
    }
}
