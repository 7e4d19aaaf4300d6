//! What `deny.toml` says, as far as it can be checked without cargo-deny and without the network.
//!
//! Not a reader of TOML: it knows the form in which that file is written, one entry on each line.

/// A crate that must not be in the build, or not twice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Banned<'a> {
    pub(super) name: &'a str,
    /// How many versions of it there may be.
    pub(super) versions: usize,
}

/// The SPDX names of the licences that are allowed.
pub(super) fn allowed_licences(deny: &str) -> Vec<&str> {
    entries(deny, "allow").filter_map(quoted).collect()
}

/// The crates that are banned.
pub(super) fn banned(deny: &str) -> Vec<Banned<'_>> {
    let crates =
        entries(deny, "deny").filter_map(|line| Some((line, quoted(line.split_once("crate = ")?.1)?)));
    crates
        .map(|(line, name)| Banned {
            name,
            versions: usize::from(line.contains("deny-multiple-versions = true")),
        })
        .collect()
}

/// The lines of the array with this name.
fn entries<'a>(deny: &'a str, array: &str) -> impl Iterator<Item = &'a str> {
    let opening = format!("{array} = [");
    deny.lines()
        .map(str::trim)
        .skip_while(move |line| *line != opening)
        .skip(1)
        .take_while(|line| *line != "]")
        .filter(|line| !line.starts_with('#'))
}

/// What stands in the first pair of quotation marks.
fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = r#"
[licenses]
allow = [
    "MIT",
    # "GPL-3.0",
    "Apache-2.0",
]

[bans]
deny = [
    { crate = "rsa", reason = "an advisory" },
    { crate = "libsqlite3-sys", deny-multiple-versions = true },
]
"#;

    #[test]
    fn licences_and_bans_are_read() {
        assert_eq!(allowed_licences(DENY), ["MIT", "Apache-2.0"]);
        let once = Banned { name: "libsqlite3-sys", versions: 1 };
        assert_eq!(banned(DENY), [Banned { name: "rsa", versions: 0 }, once]);
    }

    #[test]
    fn the_real_file_bans_rsa_and_a_second_sqlite() {
        let deny = std::fs::read_to_string(crate::root().join("deny.toml")).unwrap();
        let banned = banned(&deny);
        assert!(banned.contains(&Banned { name: "rsa", versions: 0 }));
        assert!(banned.contains(&Banned { name: "libsqlite3-sys", versions: 1 }));
        assert!(allowed_licences(&deny).contains(&"Apache-2.0"));
    }
}
