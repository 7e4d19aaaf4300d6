//! How the server is reached, and who may hear it without encryption (details 27).

use std::net::SocketAddr;

use bonafide_server::config::{Config, Flag, PublicUrl, Sources};

fn read(settings: &[(&'static str, &str)]) -> Result<Config, String> {
    let flags = settings.iter().map(|(key, value)| Flag { flag: "--test", key, value: (*value).to_owned() });
    Config::read(&Sources { flags: flags.collect(), ..Sources::default() }).map_err(|error| error.to_string())
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    const LISTEN: &str = "server.listen";
    const URL: &str = "server.public_url";
    const INSECURE: (&str, &str) = ("server.insecure", "true");
    let accepted: &[&[(&'static str, &str)]] = &[
        &[],
        &[(LISTEN, "127.9.9.9:1")],
        &[(LISTEN, "[::1]:1")],
        &[(URL, "http://localhost:8787")],
        &[(URL, "http://127.0.0.1")],
        &[(URL, "http://[::1]:80")],
        &[(URL, "https://chat.example.com")],
        &[(URL, "https://chat.example.com"), (LISTEN, "0.0.0.0:8787")],
        &[INSECURE, (LISTEN, "0.0.0.0:8787")],
        &[INSECURE, (URL, "http://chat.example.com")],
    ];
    for settings in accepted {
        assert!(read(settings).is_ok(), "{settings:?}");
    }
    let refused: &[&[(&'static str, &str)]] = &[
        &[(LISTEN, "0.0.0.0:8787")],
        &[(LISTEN, "[::]:8787")],
        &[(LISTEN, "192.168.1.7:8787")],
        &[(LISTEN, "0.0.0.0:8787"), (URL, "http://localhost:8787")],
        &[(URL, "http://chat.example.com")],
        &[(URL, "http://localhost.example.com")],
        &[(URL, "http://192.168.1.7:8787")],
        &[(LISTEN, "0.0.0.0:8787"), ("server.insecure", "false")],
    ];
    for settings in refused {
        let words = read(settings).expect_err(&format!("{settings:?}"));
        assert!(words.contains("--public-url https://") && words.contains("--insecure"), "{words}");
    }
}

#[test]
fn a_public_url_is_a_scheme_and_a_host() {
    for (text, shown) in [
        ("https://chat.example.com", "https://chat.example.com"),
        ("https://Chat.Example.com/", "https://chat.example.com"),
        ("http://localhost:8787", "http://localhost:8787"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ] {
        assert_eq!(text.parse::<PublicUrl>().unwrap().to_string(), shown);
    }
    for text in [
        "",
        "chat.example.com",
        "ftp://chat.example.com",
        "https://",
        "https:///",
        "https://chat.example.com/chat",
        "https://chat.example.com/?a=b",
        "https://chat.example.com/#a",
        "https://user@chat.example.com",
        "https://user:password@chat.example.com",
        "https://chat example.com",
        "javascript:alert(1)",
    ] {
        assert!(text.parse::<PublicUrl>().is_err(), "{text}");
    }
}

#[test]
fn a_server_that_listens_everywhere_is_reached_on_this_machine() {
    for (listening, shown) in [
        ("127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("0.0.0.0:8787", "http://127.0.0.1:8787"),
        ("[::]:8787", "http://127.0.0.1:8787"),
        ("[::1]:8787", "http://[::1]:8787"),
    ] {
        assert_eq!(PublicUrl::plain(listening.parse::<SocketAddr>().unwrap()).to_string(), shown);
    }
}
