//! The binary as it is typed.

use std::{
    fs,
    process::{Command, Output},
};

use bonafide_server::{config, http};
use bonafide_testkit::server::{Engine, TestServer};

use crate::world::{Folder, run};

fn bonafide(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bonafide"))
        .args(arguments)
        .env_clear()
        .output()
        .expect("the binary can be run")
}

fn said(output: &Output) -> String {
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for arguments in [
        &["fly"][..],
        &["serve", "--fast"],
        &["serve", "--listen"],
        &["serve", "--listen", "everywhere"],
        &["serve", "--public-url", "chat.example.com"],
        &["serve", "--database", "mysql://host/name"],
    ] {
        assert_eq!(bonafide(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn every_other_failure_is_exit_code_1_and_one_line_of_words() {
    let folder = Folder::new();
    let (data, file) = (folder.file("data"), folder.file("bonafide.toml"));
    fs::write(&file, "[server]\nlissten = '127.0.0.1:1'\n").unwrap();
    fs::write(folder.file("taken"), "").unwrap();
    let (data, file) = (data.to_str().unwrap(), file.to_str().unwrap());
    for (arguments, words) in [
        (vec!["serve", "--data", data, "--config", file], "did you mean server.listen?"),
        (vec!["serve", "--data", data, "--config", "/nowhere"], "cannot be read"),
        (vec!["serve", "--data", data, "--listen", "0.0.0.0:0"], "--insecure"),
        (
            vec!["serve", "--data", data, "--listen", "203.0.113.1:1", "--insecure"],
            "cannot listen on 203.0.113.1:1",
        ),
        (vec!["serve", "--data", "/dev/null/data", "--listen", "127.0.0.1:0"], "cannot be made"),
    ] {
        let output = bonafide(&arguments);
        let line = said(&output);
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(line.starts_with("bonafide: ") && line.contains(words), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }
}

#[test]
fn a_server_says_where_it_listens_and_ends_when_it_is_asked_to() {
    run(async {
        let mut server = TestServer::start(Engine::Sqlite).await;
        assert_ne!(server.address().port(), 0);
        server.restart().await;
        server.stop().await;
    });
}

#[test]
fn the_generated_pages_are_written_and_compared() {
    let folder = Folder::new();
    let pages = folder.file("reference");
    let pages = pages.to_str().unwrap();
    let check = || bonafide(&["reference", "--write", pages, "--check"]);

    let missing = check();
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("openapi.json, api.md, errors.md, configuration.md"));

    assert!(bonafide(&["reference", "--write", pages]).status.success());
    let written = |name: &str| fs::read_to_string(format!("{pages}/{name}")).unwrap();
    assert_eq!(written("api.md"), http::routes::table().reference());
    assert_eq!(written("errors.md"), http::errors_page());
    assert_eq!(written("configuration.md"), config::reference::page());
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&written("openapi.json")).unwrap(),
        http::routes::table().openapi()
    );
    assert!(check().status.success());

    fs::write(format!("{pages}/errors.md"), "stale").unwrap();
    let stale = check();
    assert_eq!(stale.status.code(), Some(1));
    let words = said(&stale);
    assert!(words.contains("errors.md") && !words.contains("api.md"), "{words}");
}
