//! The binary as it is typed.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
};

use bonafide_domain::{email::EmailAddress, id::Id, text::Name};
use bonafide_server::{
    App,
    app::Surroundings,
    config, http,
    secrets::Secret256,
    use_cases::{Refused, Stop, agents::NewAgent, found_account},
};
use bonafide_store::{accounts, agents::Role};
use bonafide_testkit::server::{Engine, TestServer};
use serde_json::{Value, json};

use crate::world::{Folder, configured, run};

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

/// Runs a server until it listens, asks it to end, and gives what it said on standard output.
fn served(data: &str) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bonafide"))
        .args(["serve", "--json", "--listen", "127.0.0.1:0", "--data", data])
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap();
    let asked = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().unwrap();
    assert!(asked.success());
    let said = [first].into_iter().chain(lines).map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    let said = said.collect();
    assert!(child.wait().unwrap().success());
    said
}

#[test]
fn until_there_is_an_administrator_each_start_prints_a_link_to_make_one() {
    let folder = Folder::new();
    let data = folder.file("data");
    let links: Vec<String> = (0..2)
        .map(|_| {
            let said = served(data.to_str().unwrap());
            let [listening, link] = said.as_slice() else { panic!("{said:?}") };
            assert_eq!((&listening["event"], &link["event"]), (&json!("listening"), &json!("setup_link")));
            let link = link["link"].as_str().unwrap();
            let begins = format!("http://{}/setup#", listening["address"].as_str().unwrap());
            link.strip_prefix(&begins).unwrap_or_else(|| panic!("{link}")).to_owned()
        })
        .collect();
    assert_ne!(links[0], links[1]);

    // With the machine's clock, as the server has: a link is good for a day.
    let config = configured(&[("database.data", data.to_str().unwrap())]);
    let app = App::open(config, Surroundings::of_process()).unwrap();
    let account = app.store.read(Id::ZERO, accounts::all).wait().unwrap();
    let [account] = account.as_slice() else { panic!("one account is founded: {account:?}") };
    let set_up = |link: &str| {
        let link: Secret256 = link.parse().unwrap();
        let administrator = administrator(&app);
        run(app.write(*account, move |tx| found_account::set_up(tx, Some(&link), &administrator)))
    };
    assert_eq!(set_up(&links[0]), Err(Stop::Refused(Refused::LinkSpent)), "the newer link took its place");
    assert_eq!(set_up(&links[1]), Ok(()));
    app.store.close();

    let said = served(data.to_str().unwrap());
    assert_eq!(said.len(), 1, "{said:?}");
}

fn administrator(app: &App) -> NewAgent {
    NewAgent {
        id: app.store.new_id(),
        email: EmailAddress::new("alicia@example.com").unwrap(),
        name: Name::new("Alicia").unwrap(),
        role: Role::Administrator,
        password_hash: "nobody signs in".to_owned(),
    }
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
