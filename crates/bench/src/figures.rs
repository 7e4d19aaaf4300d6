//! What was measured, ready to be written down.

/// How often each figure is measured. The page shows the median.
pub(crate) const ROUNDS: usize = 3;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_odd_and_of_an_even_number() {
        assert!((median(&[9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < f64::EPSILON);
    }
}
