//! What was measured, ready to be written down.

use crate::aims::Reached;

/// How often each figure is measured. The page shows the median.
pub(crate) const ROUNDS: usize = 3;

/// Between the thousands: narrow, and no place to break a line.
const THIN_SPACE: char = '\u{202f}';

/// What a measure brought.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// All its figures.
    pub(crate) table: Table,
    /// Those of them that were aimed at.
    pub(crate) reached: Vec<Reached>,
}

/// A table of the page: a heading, a row for each figure, a column for each engine or size.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The heading above it.
    pub(crate) title: String,
    /// What was done, in a sentence or two.
    pub(crate) says: String,
    /// The names of the columns after the first, which names the figure.
    pub(crate) columns: Vec<String>,
    /// The figures: a name, and a text for each column.
    pub(crate) rows: Vec<(String, Vec<String>)>,
}

/// The middle one, or the mean of the two in the middle.
///
/// # Panics
///
/// If there is none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.len() / 2;
    let at = |index: usize| *sorted.get(index).expect("at least one value was measured");
    if sorted.len() % 2 == 1 { at(upper) } else { f64::midpoint(at(upper - 1), at(upper)) }
}

/// The median of what `figure` reads in each round.
pub(crate) fn median_of<T>(rounds: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    median(&rounds.iter().map(figure).collect::<Vec<_>>())
}

/// A figure as people read it: with as many digits as mean something, and its thousands apart.
pub(crate) fn number(value: f64) -> String {
    let decimals = match value.abs() {
        ..0.1 => 3,
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let digits = whole.trim_start_matches('-').len();
    let mut apart = String::new();
    for (at, character) in whole.trim_start_matches('-').chars().enumerate() {
        if at > 0 && (digits - at) % 3 == 0 {
            apart.push(THIN_SPACE);
        }
        apart.push(character);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    format!("{sign}{apart}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_odd_and_of_an_even_number() {
        assert!((median(&[9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < f64::EPSILON);
    }

    #[test]
    fn figures_have_the_digits_that_mean_something_and_their_thousands_apart() {
        for (value, text) in [
            (0.0123, "0.012"),
            (1.234, "1.23"),
            (12.34, "12.3"),
            (-12.34, "-12.3"),
            (123.4, "123"),
            (999.6, "1_000"),
            (12_345.6, "12_346"),
            (1_234_567.0, "1_234_567"),
        ] {
            assert_eq!(number(value), text.replace('_', "\u{202f}"), "{value}");
        }
    }
}
