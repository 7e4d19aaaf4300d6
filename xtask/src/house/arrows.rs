//! Arrows point one way: domain <- store <- server. The tests' kit and the bench stand outside and speak the wire; the
//! model knows the rules alone.

use super::cargo_tree;

/// A crate of ours, and what it must not be built upon, however far down.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    (
        "bonafide-domain",
        &[
            "bonafide-store",
            "bonafide",
            "bonafide-model",
            "bonafide-testkit",
            "tokio",
            "axum",
            "hyper",
            "reqwest",
            "rusqlite",
            "postgres",
        ],
    ),
    ("bonafide-store", &["bonafide", "bonafide-model", "bonafide-testkit", "axum", "hyper", "reqwest"]),
    ("bonafide", &["bonafide-model", "bonafide-testkit"]),
    ("bonafide-model", &["bonafide-store", "bonafide", "bonafide-testkit", "tokio", "rusqlite", "postgres"]),
    ("bonafide-testkit", &["bonafide-store", "bonafide", "rusqlite", "postgres"]),
    ("bonafide-bench", &["bonafide-store", "bonafide"]),
];

/// Asks Cargo what each crate is built upon; what only its tests use does not count.
pub(super) fn check() -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for (package, forbidden) in FORBIDDEN {
        let tree = cargo_tree(&["--package", package, "--edges", "normal,build"], "{p}")?;
        findings.extend(wrong_arrows(package, forbidden, &tree));
    }
    Ok(findings)
}

/// The packages of `tree` (one per line, the name first) that are forbidden.
fn wrong_arrows(package: &str, forbidden: &[&str], tree: &str) -> Vec<String> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut wrong: Vec<_> = names.filter(|name| *name != package && forbidden.contains(name)).collect();
    wrong.sort_unstable();
    wrong.dedup();
    wrong.into_iter().map(|name| format!("{package} must not depend on {name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_the_wrong_way_is_found_once_however_deep() {
        let tree = "bonafide-domain v0.1.0\nserde v1.0.0\ntokio v1.0.0\n\ntokio v1.0.0 (*)\n";
        let findings = wrong_arrows("bonafide-domain", &["tokio", "axum"], tree);
        assert_eq!(findings, ["bonafide-domain must not depend on tokio"]);
    }

    #[test]
    fn a_name_that_only_begins_like_a_forbidden_one_is_fine() {
        assert!(
            wrong_arrows("bonafide-store", &["bonafide"], "bonafide-store v0\nbonafide-domain v0").is_empty()
        );
    }
}
