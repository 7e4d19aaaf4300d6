//! One file, one idea: around 100 lines, and never over 400.

use super::sources::Source;

const LONGEST: usize = 400;

/// The files, other than those of tests, that are too long.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let measured =
        sources.iter().filter(|source| !source.is_test()).map(|source| (source, source.text.lines().count()));
    measured
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(source, lines)| format!("{}: {lines} lines, at most {LONGEST}", source.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_have_400_lines_and_a_file_of_tests_more() {
        let source = |path: &str, lines: usize| Source { path: path.to_owned(), text: "\n".repeat(lines) };
        let sources = [source("a.rs", 400), source("b.rs", 401), source("tests/c.rs", 5000)];
        assert_eq!(check(&sources), ["b.rs: 401 lines, at most 400"]);
    }
}
