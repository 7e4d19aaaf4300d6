//! Settings: where they come from, which wins, and what is said of those that are wrong.

use std::{fs, time::Duration};

use bonafide_server::config::{Config, ConfigError, Flag, Sources, key::Key, reference};

use crate::world::Folder;

fn file(folder: &Folder, text: &str) -> Sources {
    let path = folder.file("bonafide.toml");
    fs::write(&path, text).unwrap();
    Sources { file: Some(path), ..Sources::default() }
}

fn environment(name: &str, value: &str) -> Sources {
    Sources { environment: vec![(name.to_owned(), value.to_owned())], ..Sources::default() }
}

fn flag(key: &'static str, value: &str) -> Sources {
    Sources { flags: vec![Flag { flag: "--flag", key, value: value.to_owned() }], ..Sources::default() }
}

fn refused(sources: &Sources) -> String {
    Config::read(sources).expect_err("it is refused").to_string()
}

#[test]
fn nothing_set_is_a_good_configuration() {
    let config = Config::read(&Sources::default()).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8787");
    assert_eq!(config.database.data.to_str(), Some("data"));
    assert!(
        config.database.url.is_none() && config.server.trusted_proxies.is_empty() && !config.server.insecure
    );
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = Folder::new();
    let mut sources = file(
        &folder,
        "[server]\nlisten = '127.0.0.1:1'\n[limits]\nmessages = 1\nsign_ins = 1\n[sessions]\nrecheck_seconds = 7\n",
    );
    sources.environment = environment("BONAFIDE_LIMITS_MESSAGES", "2").environment;
    sources.environment.push(("BONAFIDE_LIMITS_SIGN_INS".to_owned(), "2".to_owned()));
    sources.flags = flag("limits.sign_ins", "3").flags;
    let config = Config::read(&sources).unwrap();
    assert_eq!(config.server.listen.port(), 1);
    assert_eq!(config.sessions.recheck, Duration::from_secs(7));
    assert_eq!((config.limits.messages.get(), config.limits.sign_ins.get()), (2, 3));
}

#[test]
fn a_list_is_written_as_a_list_or_with_commas() {
    let folder = Folder::new();
    let listed = file(&folder, "[server]\ntrusted_proxies = ['10.0.0.0/8', '::1']\n");
    for sources in [listed, environment("BONAFIDE_SERVER_TRUSTED_PROXIES", " 10.0.0.0/8, ::1 ,")] {
        let config = Config::read(&sources).unwrap();
        let shown: Vec<_> = config.server.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["10.0.0.0/8", "::1/128"]);
    }
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_one() {
    let folder = Folder::new();
    for (text, name, suggestion) in [
        ("[server]\nlissten = '127.0.0.1:1'", "server.lissten", Some("server.listen")),
        ("[sever]\nlisten = '127.0.0.1:1'", "sever.listen", Some("server.listen")),
        ("[server]\npublic-url = ''", "server.public-url", Some("server.public_url")),
        ("listen = '127.0.0.1:1'", "listen", Some("server.listen")),
        ("[limits]\nmessage = 1", "limits.message", Some("limits.messages")),
        ("[limits]\nmessages_per_fortnight = 1", "limits.messages_per_fortnight", None),
        ("[colours]\nwidget = 'blue'", "colours.widget", None),
    ] {
        let error = Config::read(&file(&folder, text)).unwrap_err();
        let place = folder.file("bonafide.toml").display().to_string();
        let suggestion = suggestion.map(str::to_owned);
        let expected = ConfigError::Unknown { place, name: name.to_owned(), suggestion };
        assert_eq!(error, expected, "{text}");
    }
    assert!(
        refused(&file(&folder, "[server]\nlissten = 1"))
            .ends_with("there is no server.lissten; did you mean server.listen?")
    );
}

#[test]
fn an_unknown_variable_is_refused_with_the_nearest_one() {
    assert_eq!(
        refused(&environment("BONAFIDE_SERVER_LISTN", "x")),
        "the environment: there is no BONAFIDE_SERVER_LISTN; did you mean BONAFIDE_SERVER_LISTEN?"
    );
    assert_eq!(
        refused(&environment("BONAFIDE_MASTERKEY", "a secret")),
        "the environment: there is no BONAFIDE_MASTERKEY; did you mean BONAFIDE_MASTER_KEY?"
    );
}

#[test]
fn variables_of_others_are_passed_over() {
    for name in [
        "PATH",
        "BONAFIDE",
        "BONAFIDE_LOG",
        "BONAFIDE_MASTER_KEY",
        "BONAFIDE_CONFIG",
        // What Kubernetes sets for a service called `bonafide`.
        "BONAFIDE_SERVICE_HOST",
        "BONAFIDE_SERVICE_PORT_HTTP",
        "BONAFIDE_PORT",
        "BONAFIDE_PORT_8787_TCP_ADDR",
    ] {
        assert!(Config::read(&environment(name, "tcp://10.0.0.1:8787")).is_ok(), "{name}");
    }
}

#[test]
fn a_bad_value_is_refused_with_what_it_should_be() {
    for (key, value, wants) in [
        ("server.listen", "8787", "an address with a port"),
        ("server.listen", "localhost:8787", "an address with a port"),
        ("server.listen", "127.0.0.1:99999", "an address with a port"),
        ("server.public_url", "chat.example.com", "https:// and a host"),
        ("server.trusted_proxies", "10.0.0.0/33", "networks such as"),
        ("server.trusted_proxies", "10.0.0.0/8 10.1.0.0/16", "networks such as"),
        ("server.trusted_proxies", "the proxy", "networks such as"),
        ("server.insecure", "yes", "true or false"),
        ("database.data", "", "a folder"),
        ("database.url", "mysql://host/name", "a PostgreSQL database"),
        ("secrets.master_key_file", "", "a file"),
        ("limits.login_failures", "0", "a whole number from 1"),
        ("limits.anonymous_sessions", "-1", "a whole number from 1"),
        ("limits.sign_ins", "many", "a whole number from 1"),
        ("limits.sign_ins_per_email", "1.5", "a whole number from 1"),
        ("limits.messages", "99999999999", "a whole number from 1"),
        ("sessions.recheck_seconds", "0", "a whole number of seconds from 1"),
    ] {
        let words = refused(&flag(key, value));
        assert!(words.starts_with(&format!("--flag: {key} must be ")) && words.contains(wants), "{words}");
        let variable = Key::all().find(|it| it.name == key).unwrap().variable();
        assert!(refused(&environment(&variable, value)).starts_with("the environment: "), "{key}");
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    let folder = Folder::new();
    for text in [
        "[server]\nlisten = 8787",
        "[server]\ninsecure = 1",
        "[server.listen]\nport = 1",
        "[limits]\nmessages = 1.5",
        "[limits]\nmessages = [1, 2]",
        "[limits]\nmessages = 2020-01-01",
    ] {
        assert!(refused(&file(&folder, text)).contains(" must be "), "{text}");
    }
}

#[test]
fn a_file_that_is_missing_or_no_toml_is_said_without_its_contents() {
    let missing = Sources { file: Some("/nowhere/bonafide.toml".into()), ..Sources::default() };
    assert!(refused(&missing).starts_with("the configuration file /nowhere/bonafide.toml cannot be read: "));

    let folder = Folder::new();
    let words = refused(&file(&folder, "[database]\nurl = postgres://user:hunter2@host/name\n"));
    assert!(words.contains("is not TOML: ") && !words.contains("hunter2"), "{words}");
}

#[test]
fn a_databases_address_is_never_printed() {
    let config = Config::read(&flag("database.url", "postgres://user:hunter2@host/name")).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!refused(&flag("database.url", "mysql://user:hunter2@host/name")).contains("hunter2"));
}

#[test]
fn the_reference_tells_of_every_key_once() {
    let page = reference::page();
    let mut variables = Vec::new();
    for key in Key::all() {
        assert_eq!(page.matches(&format!("## {}\n", key.name)).count(), 1, "{}", key.name);
        assert!(key.says.ends_with('.') && !key.default.is_empty(), "{}", key.name);
        variables.push(key.variable());
    }
    variables.dedup();
    assert_eq!(variables.len(), Key::all().count());
}

#[test]
fn a_setting_whose_variable_ends_as_those_of_kubernetes_do_is_read() {
    assert!(refused(&environment("BONAFIDE_MAIL_PORT", "none")).contains("mail.port must be a port"));
}

#[test]
fn mail_that_would_show_itself_or_is_half_set_up_is_refused() {
    let set = |settings: &[(&str, &str)]| Sources {
        environment: settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..Sources::default()
    };
    let host = ("BONAFIDE_MAIL_HOST", "smtp.example.com");
    let from = ("BONAFIDE_MAIL_FROM", "support@example.com");
    let plain = ("BONAFIDE_MAIL_SECURITY", "plain");
    let password = ("BONAFIDE_MAIL_PASSWORD", "hunter2");
    for (settings, says) in [
        (vec![host, from, plain], "another machine"),
        (vec![host], "mail.from"),
        (vec![from], "mail.host"),
        (vec![host, from, password], "belong together"),
    ] {
        let words = refused(&set(&settings));
        assert!(words.contains(says) && !words.contains("hunter2"), "{words}");
    }
    let config = Config::read(&set(&[host, from, password, ("BONAFIDE_MAIL_USER", "me")])).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}
