//! The page that the figures are written to: written by people, but for what stands between two marks.

use std::{
    env,
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use crate::{
    aims,
    figures::{Measured, ROUNDS, Table},
    load::clock,
    machine,
};

/// Where it is, from the top of the working copy.
const PAGE: &str = "docs/reference/performance.md";
/// After this line the figures begin.
const BEGIN: &str = "<!-- figures: begin -->\n";
/// Before this line they end.
const END: &str = "<!-- figures: end -->";
/// What the figures are of, given by whoever runs this program in a working copy.
const COMMIT: &str = "BENCH_COMMIT";

/// The page, while its figures are being measured.
pub(crate) struct Page {
    begun: Instant,
}

impl Page {
    /// Makes sure that it has a place for figures. The measurement begins now.
    pub(crate) fn begin() -> Result<Self, String> {
        with("")?;
        Ok(Self { begun: clock::now() })
    }

    /// Writes these figures in the place of the earlier ones; the rest is left as it is by then.
    pub(crate) fn write(&self, measured: &[Measured]) -> Result<(), String> {
        let took = clock::now() - self.begun;
        let commit = env::var(COMMIT).unwrap_or_else(|_| "unknown".to_owned());
        let (when, machine) = (when(&commit, &clock::day(), took), table(&machine::table()));
        let text = with(&format!("\n{when}\n\n{}\n{machine}\n", figures(measured)))?;
        fs::write(PAGE, text).map_err(|error| format!("{PAGE} could not be written: {error}"))?;
        println!("{PAGE} has the new figures.");
        Ok(())
    }
}

/// The page as it is now, with other figures.
fn with(figures: &str) -> Result<String, String> {
    let page = fs::read_to_string(PAGE).map_err(|error| format!("{PAGE} could not be read: {error}"))?;
    replaced(&page, figures).ok_or_else(|| format!("{PAGE} lacks `{}` or, after it, `{END}`", BEGIN.trim()))
}

/// The page with other figures, unless it has no place for them.
fn replaced(page: &str, figures: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, BEGIN, figures, END, after].concat())
}

fn when(commit: &str, day: &str, took: Duration) -> String {
    let minutes = took.as_secs().div_ceil(60);
    let rounds = format!("Each figure is the median of {ROUNDS} rounds, where nothing else is said.");
    format!("Measured on {day} at commit {commit}, in {minutes} minutes. {rounds}")
}

/// The aims, as far as they were measured, and every table.
pub(crate) fn figures(measured: &[Measured]) -> String {
    let reached: Vec<_> = measured.iter().flat_map(|it| it.reached.iter().cloned()).collect();
    let aims = (!reached.is_empty()).then(|| aims::table(&reached));
    let tables = aims.iter().chain(measured.iter().map(|it| &it.table));
    tables.map(table).collect::<Vec<_>>().join("\n")
}

/// A table as the page shows it.
fn table(table: &Table) -> String {
    let mut text = format!("### {}\n\n{}\n\n", table.title, table.says);
    let mut line = |first: &str, cells: &[String]| {
        let _ = writeln!(text, "| {first} | {} |", cells.join(" | "));
    };
    line("", &table.columns);
    line("---", &vec!["---:".to_owned(); table.columns.len()]);
    for (name, cells) in &table.rows {
        line(name, cells);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aims::{Aim, Reached};

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = "By hand.\n<!-- figures: begin -->\nold\nolder\n<!-- figures: end -->\nBy hand, too.\n";
        let expected = "By hand.\n<!-- figures: begin -->\nnew\n<!-- figures: end -->\nBy hand, too.\n";
        assert_eq!(replaced(page, "new\n").as_deref(), Some(expected));
    }

    #[test]
    fn a_page_without_both_marks_in_their_order_has_no_place() {
        for page in ["", "<!-- figures: begin -->\n", "<!-- figures: end -->\n<!-- figures: begin -->\n"] {
            assert_eq!(replaced(page, "new"), None, "{page}");
        }
    }

    #[test]
    fn the_page_has_a_place_for_figures() {
        let page =
            fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/performance.md"));
        assert!(replaced(&page.unwrap(), "").is_some());
    }

    #[test]
    fn aims_come_first_and_then_each_table() {
        let table = Table {
            title: "Logins".to_owned(),
            says: "Some log in.".to_owned(),
            columns: ["SQLite", "PostgreSQL"].map(str::to_owned).into(),
            rows: vec![("a second".to_owned(), ["1", "2"].map(str::to_owned).into())],
        };
        let text = figures(&[Measured { table, reached: vec![Reached::of(Aim::Socket, "SQLite", 3.0)] }]);
        let logins = "\n### Logins\n\nSome log in.\n\n\
                      |  | SQLite | PostgreSQL |\n| --- | ---: | ---: |\n| a second | 1 | 2 |\n";
        assert!(text.starts_with("### Aims\n"), "{text}");
        assert!(text.ends_with(logins), "{text}");
        assert!(!figures(&[]).contains("Aims"));
    }

    #[test]
    fn it_says_when_and_of_what_the_figures_are() {
        let text = when("abc1234 with changes", "2026-01-31", Duration::from_secs(1_201));
        let expected = "Measured on 2026-01-31 at commit abc1234 with changes, in 21 minutes. \
                        Each figure is the median of 3 rounds, where nothing else is said.";
        assert_eq!(text, expected);
    }
}
