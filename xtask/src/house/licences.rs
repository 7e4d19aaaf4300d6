//! Every package in the build has a licence that `deny.toml` allows.

use std::{collections::BTreeSet, iter::Peekable, vec::IntoIter};

use super::cargo_tree;

/// Asks Cargo for the licences of everything that this machine builds, tests included.
///
/// The packages of other platforms are not downloaded here; cargo-deny sees to them at a release.
pub(super) fn check(allowed: &[&str]) -> Result<Vec<String>, String> {
    let tree = cargo_tree(&["--workspace", "--edges", "normal,build,dev"], "{p}\t{l}\t")?;
    Ok(refused(&tree, allowed))
}

/// The packages of `tree` (one per line: name, tab, licence, tab) whose licence is not allowed.
fn refused(tree: &str, allowed: &[&str]) -> Vec<String> {
    let packages: BTreeSet<_> =
        tree.lines().filter(|line| !line.is_empty()).map(package_and_licence).collect();
    packages
        .into_iter()
        .filter(|(_, licence)| !is_allowed(licence, allowed))
        .map(|(package, licence)| format!("{package}: the licence \"{licence}\" is not allowed by deny.toml"))
        .collect()
}

fn package_and_licence(line: &str) -> (&str, &str) {
    let mut fields = line.split('\t');
    (fields.next().unwrap_or_default(), fields.next().unwrap_or_default())
}

/// Whether an SPDX expression can be satisfied with the allowed licences alone.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    // Older packages write `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<_> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut words = words.into_iter().peekable();
    choice(&mut words, allowed) == Some(true) && words.next().is_none()
}

type Words = Peekable<IntoIter<String>>;

/// `a OR b OR …`: one of them is enough. None if it is no expression.
fn choice(words: &mut Words, allowed: &[&str]) -> Option<bool> {
    let mut is_allowed = together(words, allowed)?;
    while words.next_if(|word| word == "OR").is_some() {
        is_allowed |= together(words, allowed)?;
    }
    Some(is_allowed)
}

/// `a AND b AND …`: all of them are needed.
fn together(words: &mut Words, allowed: &[&str]) -> Option<bool> {
    let mut is_allowed = single(words, allowed)?;
    while words.next_if(|word| word == "AND").is_some() {
        is_allowed &= single(words, allowed)?;
    }
    Some(is_allowed)
}

/// A licence, perhaps with an exception (which only ever gives more), or an expression in parentheses.
fn single(words: &mut Words, allowed: &[&str]) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let inner = choice(words, allowed)?;
        words.next_if(|word| word == ")")?;
        return Some(inner);
    }
    if words.next_if(|word| word == "WITH").is_some() {
        words.next()?;
    }
    Some(allowed.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [&str; 3] = ["MIT", "Apache-2.0", "ISC"];

    #[test]
    fn expressions_that_the_allowed_licences_satisfy() {
        for expression in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "MIT AND ISC",
            "ISC AND (Apache-2.0 OR GPL-3.0)",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
            "GPL-3.0 AND GPL-2.0 OR MIT",
        ] {
            assert!(is_allowed(expression, &ALLOWED), "{expression}");
        }
    }

    #[test]
    fn expressions_that_they_do_not_and_what_is_no_expression() {
        for expression in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR ISC) AND GPL-3.0",
            "MIT ISC",
            "(MIT",
            "MIT OR",
            "mit",
            "MIT)",
        ] {
            assert!(!is_allowed(expression, &ALLOWED), "{expression}");
        }
    }

    #[test]
    fn a_package_is_told_once_with_its_licence() {
        let tree = "a v1\tMIT\t\n\nb v2\tGPL-3.0\t\nb v2\tGPL-3.0\t (*)\nc v3\t\t\n";
        let words = "is not allowed by deny.toml";
        let expected =
            [format!("b v2: the licence \"GPL-3.0\" {words}"), format!("c v3: the licence \"\" {words}")];
        assert_eq!(refused(tree, &ALLOWED), expected);
    }
}
