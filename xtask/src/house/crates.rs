//! Banned crates are looked for in the lock file: what is not locked is not built, on any platform.

use super::deny::Banned;

/// The crates that the lock file has in more versions than they may have.
pub(super) fn check(lock: &str, banned: &[Banned<'_>]) -> Vec<String> {
    let too_many = banned.iter().filter_map(|banned| {
        let entry = format!("name = \"{}\"", banned.name);
        let versions = lock.lines().filter(|line| *line == entry).count();
        (versions > banned.versions).then_some((banned, versions))
    });
    too_many
        .map(|(banned, versions)| {
            let Banned { name, versions: allowed } = banned;
            format!("Cargo.lock has {versions} versions of {name}, at most {allowed} (deny.toml)")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str =
        "[[package]]\nname = \"rsa\"\n[[package]]\nname = \"sqlite\"\n[[package]]\nname = \"sqlite\"\n";

    #[test]
    fn a_banned_crate_and_a_second_version_are_found() {
        let banned = [Banned { name: "rsa", versions: 0 }, Banned { name: "sqlite", versions: 1 }];
        let findings = check(LOCK, &banned);
        assert_eq!(
            findings,
            [
                "Cargo.lock has 1 versions of rsa, at most 0 (deny.toml)",
                "Cargo.lock has 2 versions of sqlite, at most 1 (deny.toml)"
            ]
        );
    }

    #[test]
    fn a_crate_that_is_absent_or_within_its_number_is_fine() {
        assert!(
            check(LOCK, &[Banned { name: "rs", versions: 0 }, Banned { name: "sqlite", versions: 2 }])
                .is_empty()
        );
    }
}
