//! The lock files of npm name packages and what they hash to, and no address: whoever installs chooses where from.

/// The lock files.
pub(super) const LOCKS: [&str; 2] = ["crates/testkit/backend/package-lock.json", "web/package-lock.json"];

/// The lines of a lock file that name where a package was got.
pub(super) fn check(path: &str, lock: &str) -> Vec<String> {
    let addresses = lock
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains("\"resolved\": \"") && line.contains("://"));
    addresses
        .map(|(number, _)| {
            format!("{path}:{}: an address (.npmrc has omit-lockfile-registry-resolved=true)", number + 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_and_a_folder_is_none() {
        let lock = "{\n\"resolved\": \"console\",\n\"resolved\": \"https://packages.example/a.tgz\",\n\"funding\": {\"url\": \"https://a.example\"}\n}";
        let findings = check("lock", lock);
        assert_eq!(findings, ["lock:3: an address (.npmrc has omit-lockfile-registry-resolved=true)"]);
    }
}
