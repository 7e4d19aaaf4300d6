//! A round of logins or of messages, and the figures that both have in the page.

use std::time::Duration;

use super::beside::{Beside, Limits};
use crate::{
    figures::{ROUNDS, Table, median, number},
    load::{
        closed::{COUNTED, Window},
        latency::Latencies,
    },
    world::{Used, World},
};

/// How many come a second in the open loop; two figures have it in their names.
pub(crate) const A_SECOND: u32 = 500;

/// What a closed loop brought.
pub(crate) struct Flood {
    /// What was done, and how long each took.
    pub(crate) done: Latencies,
    /// The processor time for it.
    pub(crate) used: Used,
}

/// One round: the server with as much as it can take, with a load that it can easily take, and its limits.
pub(crate) struct Round {
    /// As much as it can take.
    pub(crate) flood: Flood,
    /// What it easily can take.
    pub(crate) stream: Latencies,
    /// What could be done without the server.
    pub(crate) beside: Beside,
}

/// Those who ask for something, in both loops.
pub(crate) trait Load {
    /// The server that they ask.
    fn world(&self) -> &World;

    /// As much as can be done with so much under way at once.
    async fn flood(&self) -> Flood;

    /// [`A_SECOND`], and how long each waited from when it was due.
    async fn stream(&self) -> Latencies;
}

/// All rounds of a load, each with its limits.
pub(crate) async fn rounds(load: &impl Load, limits: &Limits) -> Vec<Round> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (flood, stream) = (load.flood().await, load.stream().await);
        let round = Round { flood, stream, beside: limits.round(load.world()).await };
        round.tell();
        rounds.push(round);
    }
    rounds
}

/// A figure: its name, and how it is read of a round that has it.
type Figure = (&'static str, fn(&Round) -> Option<f64>);

const FIGURES: [Figure; 19] = [
    ("done a second", |round| Some(round.a_second())),
    ("limit: the same rows without the server, a second", |round| Some(round.beside.rows.a_second)),
    ("done to this limit", |round| Some(round.to_rows())),
    ("limit: as many bytes over bare sockets, a second", |round| Some(round.beside.echo.a_second)),
    ("done to this limit of sockets", |round| Some(round.a_second() / round.beside.echo.a_second)),
    ("server's CPU, µs each", |round| Some(round.micros(|used| used.server))),
    ("database's CPU, µs each", |round| Some(round.micros(|used| used.database)).filter(|it| *it > 0.0)),
    ("CPU of the same rows without the server, µs each", |round| Some(round.beside.rows.cpu_micros)),
    ("CPU of as many bytes over bare sockets, µs each", |round| Some(round.beside.echo.cpu_micros)),
    ("verification of a token by itself, µs", |round| Some(round.beside.verification?.token_micros)),
    ("its signature alone, µs", |round| Some(round.beside.verification?.signature_micros)),
    ("load generator, % of its core", |round| Some(round.load_percent())),
    ("p50 with as much as can be done, ms", |round| Some(round.flood.done.millis_at(50.0))),
    ("p99 with as much as can be done, ms", |round| Some(round.flood.done.millis_at(99.0))),
    ("p50 at 500 a second, ms", |round| Some(round.stream.millis_at(50.0))),
    ("limit: 4 KiB appended and kept, p50 at 500 a second, ms", |round| {
        Some(round.beside.kept.millis_at(50.0))
    }),
    ("p99 at 500 a second, ms", |round| Some(round.p99())),
    ("limit: 4 KiB appended and kept, p99 at 500 a second, ms", |round| {
        Some(round.beside.kept.millis_at(99.0))
    }),
    ("limit: the same rows without the server, p99 at 500 a second, ms", |round| {
        Some(round.beside.waits.millis_at(99.0))
    }),
];

impl Round {
    /// How much was done a second.
    pub(crate) fn a_second(&self) -> f64 {
        Window::a_second(self.flood.done.len())
    }

    /// What was done to what can be written without the server.
    pub(crate) fn to_rows(&self) -> f64 {
        self.a_second() / self.beside.rows.a_second
    }

    /// What the slowest hundredth took at least with a load that the server can easily take, in milliseconds.
    pub(crate) fn p99(&self) -> f64 {
        self.stream.millis_at(99.0)
    }

    /// Tells whoever waits how it went.
    pub(crate) fn tell(&self) {
        let (server, p99) = (number(self.micros(|used| used.server)), number(self.p99()));
        let kept = number(self.beside.kept.millis_at(99.0));
        let rows = number(self.beside.waits.millis_at(99.0));
        let (done, limit) = (number(self.a_second()), number(self.beside.rows.a_second));
        eprintln!(
            "  {done} a second of {limit}, {server} µs of the server each; p99 {p99} ms at {A_SECOND} a second, where \
             the disk's is {kept} and that of the same rows {rows}"
        );
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are some millions at most")]
    fn micros(&self, of: impl Fn(&Used) -> Duration) -> f64 {
        of(&self.flood.used).as_secs_f64() * 1e6 / self.flood.done.len() as f64
    }

    fn load_percent(&self) -> f64 {
        self.flood.used.load.as_secs_f64() * 100.0 / COUNTED.as_secs_f64()
    }
}

/// The table of these columns: a name and its rounds each. A figure that no round has is no row.
pub(crate) fn table(title: &str, says: String, columns: &[(String, Vec<Round>)]) -> Table {
    let row = |(name, figure): Figure| {
        let medians: Vec<_> =
            columns.iter().map(|(_, rounds)| median_of_those_with(rounds, figure)).collect();
        let cell = |median: &Option<f64>| median.map_or_else(|| "–".to_owned(), number);
        medians.iter().any(Option::is_some).then(|| (name.to_owned(), medians.iter().map(cell).collect()))
    };
    Table {
        title: title.to_owned(),
        says,
        columns: columns.iter().map(|(name, _)| name.clone()).collect(),
        rows: FIGURES.into_iter().filter_map(row).collect(),
    }
}

fn median_of_those_with(rounds: &[Round], figure: fn(&Round) -> Option<f64>) -> Option<f64> {
    let figures: Vec<f64> = rounds.iter().filter_map(figure).collect();
    (!figures.is_empty()).then(|| median(&figures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Rate;

    /// `done` in the window, each for 10 µs of the server and one millisecond; the limit is twice as much.
    fn round(done: u32) -> Round {
        let mut latencies = Latencies::default();
        (0..done).for_each(|_| latencies.add(Duration::from_millis(1)));
        let used = Used { server: Duration::from_micros(10) * done, load: COUNTED / 2, ..Used::default() };
        let a_second = Window::a_second(latencies.len()) * 2.0;
        let rate = Rate { a_second, cpu_micros: 5.0 };
        let mut kept = Latencies::default();
        kept.add(Duration::from_micros(250));
        Round {
            stream: latencies.clone(),
            flood: Flood { done: latencies, used },
            beside: Beside { rows: rate, waits: kept.clone(), echo: rate, kept, verification: None },
        }
    }

    #[test]
    fn a_cell_is_the_median_of_the_rounds_and_a_figure_that_nobody_has_is_left_out() {
        let rounds = [round(400), round(1_200), round(800)].into();
        let table = table("Title", "Says.".to_owned(), &[("SQLite".to_owned(), rounds)]);
        let cell = |name: &str| table.rows.iter().find(|(it, _)| it == name).map(|(_, cells)| cells.concat());
        assert_eq!(table.columns, ["SQLite"]);
        for (name, expected) in [
            ("done a second", Some("200")),
            ("done to this limit", Some("0.50")),
            ("server's CPU, µs each", Some("10.0")),
            ("database's CPU, µs each", None),
            ("verification of a token by itself, µs", None),
            ("load generator, % of its core", Some("50.0")),
            ("p99 at 500 a second, ms", Some("1.00")),
            ("limit: 4 KiB appended and kept, p99 at 500 a second, ms", Some("0.25")),
        ] {
            assert_eq!(cell(name).as_deref(), expected, "{name}");
        }
    }
}
