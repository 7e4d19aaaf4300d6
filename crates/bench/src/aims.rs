//! What the server is to reach, on one core, and whether it does.

use crate::figures::{Table, number};

/// A figure that was aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Durable logins.
    Logins,
    /// Durable messages that were delivered.
    Messages,
    /// How long the slowest hundredth of messages takes while 500 come a second.
    Delivery,
    /// Memory of an idle socket, of ten thousand.
    Socket,
    /// Memory of a server that has nothing to do.
    AtRest,
    /// How much longer the slowest hundredth of logins takes with ten million users than with a thousand.
    Growth,
    /// Logins and messages on PostgreSQL, beside pgbench with the same statements.
    BesidePgbench,
}

/// On which side of it a figure is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Aim {
    /// What is aimed at, and its unit.
    const fn words(self) -> &'static str {
        match self {
            Self::Logins => "logins a second",
            Self::Messages => "durable, delivered messages a second",
            Self::Delivery => "p99 of messages at 500 a second, ms",
            Self::Socket => "an idle socket of 10 000, KiB",
            Self::AtRest => "memory at rest, MiB",
            Self::Growth => "p99 of logins, ten million users to a thousand",
            Self::BesidePgbench => "beside pgbench with the same statements",
        }
    }

    const fn bound(self) -> Bound {
        match self {
            Self::Logins => Bound::AtLeast(10_000.0),
            Self::Messages => Bound::AtLeast(15_000.0),
            Self::Delivery => Bound::AtMost(2.0),
            Self::Socket => Bound::AtMost(4.0),
            Self::AtRest => Bound::AtMost(40.0),
            Self::Growth => Bound::AtMost(1.5),
            Self::BesidePgbench => Bound::AtLeast(0.5),
        }
    }

    fn is_met_by(self, figure: f64) -> bool {
        match self.bound() {
            Bound::AtLeast(least) => figure >= least,
            Bound::AtMost(most) => figure <= most,
        }
    }
}

/// What was measured of an aim.
#[derive(Debug, Clone)]
pub(crate) struct Reached {
    aim: Aim,
    /// With which database, and of whom: "SQLite, new users".
    with: String,
    figure: f64,
}

impl Reached {
    /// `figure` was reached `with` this.
    pub(crate) fn of(aim: Aim, with: &str, figure: f64) -> Self {
        Self { aim, with: with.to_owned(), figure }
    }

    fn row(&self) -> (String, Vec<String>) {
        let aimed = match self.aim.bound() {
            Bound::AtLeast(least) => format!("at least {}", aimed_at(least)),
            Bound::AtMost(most) => format!("at most {}", aimed_at(most)),
        };
        let met = if self.aim.is_met_by(self.figure) { "yes" } else { "**no**" };
        let cells = [self.with.clone(), aimed, number(self.figure), met.to_owned()];
        (self.aim.words().to_owned(), cells.into())
    }
}

/// Every aim beside what was reached.
pub(crate) fn table(reached: &[Reached]) -> Table {
    Table {
        title: "Aims".to_owned(),
        says: "With the server, and PostgreSQL beside it, on one core.".to_owned(),
        columns: ["with", "aim", "reached", "met"].map(str::to_owned).into(),
        rows: reached.iter().map(Reached::row).collect(),
    }
}

/// As it was set, without digits that nobody meant.
fn aimed_at(bound: f64) -> String {
    let text = number(bound);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_at_its_bound_meets_the_aim_and_one_on_the_wrong_side_does_not() {
        for (aim, figure, met) in [
            (Aim::Logins, 10_000.0, true),
            (Aim::Logins, 9_999.0, false),
            (Aim::Socket, 4.0, true),
            (Aim::Socket, 4.01, false),
            (Aim::Growth, 1.5, true),
            (Aim::BesidePgbench, 0.49, false),
        ] {
            assert_eq!(aim.is_met_by(figure), met, "{aim:?} {figure}");
        }
    }

    #[test]
    fn a_row_says_what_was_aimed_at_what_was_reached_and_whether_that_is_enough() {
        let (name, cells) = Reached::of(Aim::Delivery, "PostgreSQL", 2.345).row();
        assert_eq!(name, "p99 of messages at 500 a second, ms");
        assert_eq!(cells, ["PostgreSQL", "at most 2", "2.35", "**no**"]);
        let (_, cells) = Reached::of(Aim::Growth, "SQLite", 1.0).row();
        assert_eq!(cells, ["SQLite", "at most 1.5", "1.00", "yes"]);
    }
}
