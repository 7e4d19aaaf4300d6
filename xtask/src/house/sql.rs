//! SQL is written in the store, and nowhere else.

use super::sources::Source;

/// How a statement begins. In capitals, as the store writes them; prose has them rarely at the start of a literal.
const VERBS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "WITH RECURSIVE ",
];

/// Where statements may be: the store, what only tests run (the kit makes databases), and what measures (the bench
/// writes what the store wrote once more, without it).
const EXEMPT: [&str; 3] = ["crates/store/", "crates/testkit/", "crates/bench/"];

/// The lines outside the store, tests aside, on which a literal begins like a statement.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.path.starts_with("crates/") && !source.is_test())
        .filter(|source| !EXEMPT.iter().any(|folder| source.path.starts_with(folder)))
        .flat_map(statements)
        .collect()
}

fn statements(source: &Source) -> impl Iterator<Item = String> {
    let before_tests = source.text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    let numbered = before_tests.enumerate().filter(|(_, line)| begins_statement(line));
    numbered.map(|(index, _)| format!("{}:{}: SQL belongs into crates/store", source.path, index + 1))
}

/// Whether a literal on this line, or one that goes on from the line before, begins with a verb.
fn begins_statement(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("//") {
        return false;
    }
    VERBS.iter().any(|verb| line.starts_with(verb) || line.contains(&format!("\"{verb}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&[Source { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn sql_outside_the_store_is_found_with_its_line() {
        let text =
            "fn f() {\n    q(\"SELECT 1\");\n    q(\n        \"\n        INSERT INTO a VALUES (1)\");\n}\n";
        let path = "crates/server/src/a.rs";
        let expected = [2, 5].map(|line| format!("{path}:{line}: SQL belongs into crates/store"));
        assert_eq!(findings(path, text), expected);
    }

    #[test]
    fn sql_in_the_store_in_tests_and_in_comments_is_fine() {
        let statement = "q(\"SELECT 1\")";
        for (path, text) in [
            ("crates/store/src/a.rs", statement),
            ("crates/server/tests/a.rs", statement),
            ("crates/server/src/a.rs", "// SELECT 1\n/// \"UPDATE x\"\nlet button = \"UPDATED\";"),
            ("crates/server/src/a.rs", "#[cfg(test)]\nmod tests { q(\"SELECT 1\") }"),
        ] {
            assert_eq!(findings(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
