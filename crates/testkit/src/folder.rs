//! Folders of servers: temporary, and one that stays to be looked at.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::unique_suffix;

/// A new, empty folder. A temporary one is removed with all it holds when this value is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    stays: bool,
}

impl Folder {
    /// A temporary folder.
    pub(crate) fn new() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("bonafide-test_{}", unique_suffix()));
        fs::create_dir(&path)?;
        Ok(Self { path, stays: false })
    }

    /// The folder at `path`, without what an earlier run left in it. It stays.
    pub(crate) fn anew(path: PathBuf) -> io::Result<Self> {
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => fs::create_dir_all(&path)?,
        }
        Ok(Self { path, stays: true })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("{} was not removed: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_all_it_holds() {
        let folder = Folder::new().unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(folder.path().join("inner/file"), "text").unwrap();
        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_is_made_anew_is_empty_and_stays() {
        let around = Folder::new().unwrap();
        let path = around.path().join("demo");
        for _ in 0..2 {
            let folder = Folder::anew(path.clone()).unwrap();
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
            fs::write(folder.path().join("file"), "text").unwrap();
        }
        assert!(path.join("file").exists());
    }
}
