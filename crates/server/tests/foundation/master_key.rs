//! The master key: where it comes from, and what is said when it is not the right one (details 26).

use std::{fs, os::unix::fs::PermissionsExt};

use crate::world::{Folder, configured, open, open_with};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const ANOTHER: &str = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn refused(folder: &Folder, key: Option<&str>) -> String {
    open(folder.path(), key).err().expect("it is refused").to_string()
}

#[test]
fn without_any_a_master_key_is_made_that_only_its_owner_can_read() {
    let folder = Folder::new();
    let data = folder.file("new/data");
    drop(open(&data, None).unwrap());
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data.join("master.key")), 0o600);
    assert_eq!(mode(data.clone()), 0o700);
    assert_eq!(fs::read_to_string(data.join("master.key")).unwrap().len(), 43);
    drop(open(&data, None).unwrap());
}

#[test]
fn a_master_key_from_the_environment_is_not_written_down() {
    let folder = Folder::new();
    drop(open(folder.path(), Some(KEY)).unwrap());
    assert!(!folder.file("master.key").exists());
    drop(open(folder.path(), Some(&format!("{KEY}\n"))).unwrap());
}

#[test]
fn a_master_key_can_lie_in_another_file() {
    let folder = Folder::new();
    let file = folder.file("elsewhere/key");
    let config = || {
        let data = folder.file("data");
        configured(&[
            ("database.data", data.to_str().unwrap()),
            ("secrets.master_key_file", file.to_str().unwrap()),
        ])
    };
    drop(open_with(config(), None).unwrap());
    assert!(file.exists());
    drop(open_with(config(), None).unwrap());
}

#[test]
fn another_master_key_is_refused_at_the_start() {
    let folder = Folder::new();
    drop(open(folder.path(), Some(KEY)).unwrap());
    assert!(
        refused(&folder, Some(ANOTHER)).starts_with(
            "the master key in BONAFIDE_MASTER_KEY is not the one this database was set up with"
        )
    );
    drop(open(folder.path(), Some(KEY)).unwrap());
}

#[test]
fn a_master_key_that_is_gone_is_not_made_anew() {
    let folder = Folder::new();
    drop(open(folder.path(), None).unwrap());
    fs::remove_file(folder.file("master.key")).unwrap();
    let words = refused(&folder, None);
    assert!(words.contains("master.key does not exist: put the file back"), "{words}");
    assert!(!folder.file("master.key").exists());
}

#[test]
fn what_is_no_key_is_refused_and_not_repeated() {
    for text in
        ["", "hunter2", &KEY[1..], &format!("{KEY}A"), &KEY.replace('A', "+"), &format!("{}9", &KEY[..42])]
    {
        let folder = Folder::new();
        let words = refused(&folder, Some(text));
        assert_eq!(words, "the master key in BONAFIDE_MASTER_KEY is not 32 bytes as 43 base64url characters");

        fs::write(folder.file("master.key"), text).unwrap();
        let words = refused(&folder, None);
        assert!(words.ends_with("master.key is not 32 bytes as 43 base64url characters"), "{words}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_said() {
    let folder = Folder::new();
    fs::create_dir(folder.file("master.key")).unwrap();
    let words = refused(&folder, None);
    assert!(words.contains("master.key cannot be read:"), "{words}");
}
