//! Calling an address that an administrator typed: how long it may take (OMN-4). What else may be wrong with one is in
//! `tests/rules/public_keys.rs`.

use bonafide_server::{
    config::{Config, Flag, Sources},
    outbound::{CallFailed, Outbound},
};
use bonafide_testkit::portal::{KeyServer, Says};

#[tokio::test]
async fn omn_4_an_address_that_is_silent_is_given_up() {
    let server = KeyServer::start(Says::Silence);
    let flag = |key, value: &str| Flag { flag: "--test", key, value: value.to_owned() };
    let certificate = server.certificate();
    let flags =
        vec![flag("outbound.allow", "127.0.0.0/8"), flag("outbound.ca_file", certificate.to_str().unwrap())];
    let config = Config::read(&Sources { flags, ..Sources::default() }).unwrap();
    let outbound = Outbound::new(&config).unwrap();
    let url = server.url().parse().unwrap();
    // From when on nothing but the clock can move: with nothing else to do, it goes on by itself.
    let then = async {
        server.until_asked().await;
        tokio::time::pause();
    };
    let (answer, ()) = tokio::join!(outbound.get(&url, 1_000), then);
    assert_eq!(answer, Err(CallFailed::TooSlow));
}

#[test]
fn omn_4_certificates_that_cannot_be_read_are_refused_at_the_start() {
    let flag = Flag { flag: "--test", key: "outbound.ca_file", value: "/nowhere/at/all.pem".to_owned() };
    let config = Config::read(&Sources { flags: vec![flag], ..Sources::default() }).unwrap();
    let refused = Outbound::new(&config).unwrap_err().to_string();
    assert!(refused.contains("/nowhere/at/all.pem"), "{refused}");
}
