//! Room on the disk, kept free so that a full disk is met while everything still works (details 14).

use std::path::{Path, PathBuf};

use crate::error::{Result, StoreError};

/// The disk that the file is on, and how much of it must stay free.
pub(super) struct Room {
    folder: PathBuf,
    reserve: u64,
}

impl Room {
    pub(super) fn beside(path: &Path, reserve: u64) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Self { folder: folder.unwrap_or(Path::new(".")).into(), reserve }
    }

    /// Refuses when too little is free. A disk that does not say counts as having room.
    pub(super) fn check(&self) -> Result<()> {
        match free_bytes(&self.folder) {
            Some(free) if free < self.reserve => Err(StoreError::Unavailable(format!(
                "only {} MB of disk are free and {} MB are kept in reserve; nothing is written until there is room",
                free / 1_000_000,
                self.reserve / 1_000_000,
            ))),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}
