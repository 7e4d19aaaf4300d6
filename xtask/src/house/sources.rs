//! The files that people write.

use std::{fs, io, path::Path};

/// Folders that hold what programs made, wherever they are.
const MADE: [&str; 5] = ["target", "node_modules", "dist", "build", "generated"];

/// The endings of the files that the rules are about.
const ENDINGS: [&str; 6] = ["rs", "ts", "svelte", "css", "js", "mjs"];

/// Files that programs made and that lie among those of people.
const MADE_FILES: [&str; 1] = ["web/shared/src/api/schema.d.ts"];

/// A file in the working copy.
#[derive(Debug)]
pub(super) struct Source {
    /// From the top of the working copy, with `/` between folders.
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    /// Whether the whole file is tests.
    pub(super) fn is_test(&self) -> bool {
        let mut parts = self.path.rsplit('/');
        let file = parts.next().unwrap_or_default();
        file == "tests.rs" || file.ends_with(".test.ts") || parts.any(|folder| folder == "tests")
    }
}

/// Every source file below `root`.
pub(super) fn all(root: &Path) -> io::Result<Vec<Source>> {
    let mut found = Vec::new();
    collect(root, "", &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') || MADE.contains(&name.as_str()) {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|e| ENDINGS.contains(&e)) {
            let source = Source { path: format!("{prefix}{name}"), text: fs::read_to_string(&path)? };
            if !MADE_FILES.contains(&source.path.as_str()) {
                found.push(source);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_tests_are_told_from_the_others() {
        let is_test = |path: &str| Source { path: path.to_owned(), text: String::new() }.is_test();
        for path in
            ["crates/store/tests/users.rs", "crates/domain/src/token/tests.rs", "web/shared/a.test.ts"]
        {
            assert!(is_test(path), "{path}");
        }
        for path in ["crates/domain/src/token.rs", "xtask/src/test.rs", "crates/testkit/src/lib.rs"] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn this_file_is_among_the_sources() {
        let sources = all(&crate::root()).unwrap();
        assert!(sources.iter().any(|source| source.path == "xtask/src/house/sources.rs"));
        for made in ["node_modules", "schema.d.ts"] {
            assert!(sources.iter().all(|source| !source.path.contains(made)), "{made}");
        }
    }
}
