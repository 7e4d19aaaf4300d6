//! Details 25: behind proxies, the rightmost hop that is not one of ours is the client.

use std::net::IpAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, HeaderValue, Request},
};
use bonafide_server::http::{Peer, Table, get, peer::client};
use std::net::SocketAddr;

use crate::world::{Folder, ask, configured, open_with};

fn headers(lines: &[&[u8]]) -> HeaderMap {
    let name = HeaderName::from_static("x-forwarded-for");
    lines.iter().map(|line| (name.clone(), HeaderValue::from_bytes(line).unwrap())).collect()
}

#[test]
fn the_rightmost_untrusted_hop_counts() {
    let trusted =
        configured(&[("server.trusted_proxies", "10.0.0.0/8, fd00::/8, ::1")]).server.trusted_proxies;
    let cases: &[(&str, &[&[u8]], &str)] = &[
        // Not behind a proxy of ours: whatever it says counts for nothing.
        ("192.0.2.1", &[], "192.0.2.1"),
        ("192.0.2.1", &[b"198.51.100.7"], "192.0.2.1"),
        ("192.0.2.1", &[b"10.0.0.1"], "192.0.2.1"),
        // One proxy.
        ("10.0.0.1", &[], "10.0.0.1"),
        ("10.0.0.1", &[b"198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", &[b" 198.51.100.7 "], "198.51.100.7"),
        ("10.0.0.1", &[b"2001:db8::7"], "2001:db8::7"),
        ("::1", &[b"198.51.100.7"], "198.51.100.7"),
        ("::ffff:10.0.0.1", &[b"198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", &[b"::ffff:198.51.100.7"], "198.51.100.7"),
        // What the client itself sent stands further left.
        ("10.0.0.1", &[b"203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", &[b"10.0.0.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", &[b"rubbish, 198.51.100.7"], "198.51.100.7"),
        // Several proxies, and the header on several lines.
        ("10.0.0.1", &[b"203.0.113.9, 198.51.100.7, 10.2.3.4"], "198.51.100.7"),
        ("10.0.0.1", &[b"203.0.113.9, 198.51.100.7", b"fd00::5, 10.2.3.4"], "198.51.100.7"),
        ("10.0.0.1", &[b"10.2.3.4"], "10.2.3.4"),
        // With a port, as some write it.
        ("10.0.0.1", &[b"198.51.100.7:5000"], "198.51.100.7"),
        ("10.0.0.1", &[b"[2001:db8::7]:5000"], "2001:db8::7"),
        ("10.0.0.1", &[b"[2001:db8::7]"], "2001:db8::7"),
        // Rubbish ends the walk: what is left of it was not seen by anyone we trust.
        ("10.0.0.1", &[b"198.51.100.7, unknown"], "10.0.0.1"),
        ("10.0.0.1", &[b"198.51.100.7,"], "10.0.0.1"),
        ("10.0.0.1", &[b"198.51.100.7, rubbish, 10.2.3.4"], "10.2.3.4"),
        ("10.0.0.1", &[b"198.51.100.7", b"\xff"], "10.0.0.1"),
        ("10.0.0.1", &[b""], "10.0.0.1"),
    ];
    for (socket, lines, expected) in cases {
        let found = client(socket.parse().unwrap(), &headers(lines), &trusted);
        assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{socket} {lines:?}");
    }
}

#[test]
fn by_default_no_proxy_is_trusted() {
    let found = client("127.0.0.1".parse().unwrap(), &headers(&[b"198.51.100.7"]), &[]);
    assert_eq!(found, "127.0.0.1".parse::<IpAddr>().unwrap());
}

#[test]
fn a_handler_is_given_the_clients_address() {
    let folder = Folder::new();
    let data = folder.path().to_str().unwrap();
    let config = configured(&[("database.data", data), ("server.trusted_proxies", "10.0.0.0/8")]);
    let router = Table::new([get("/peer", async |Peer(address): Peer| address.to_string())])
        .router(open_with(config, None).unwrap());
    let request = || Request::get("/peer").header("x-forwarded-for", "198.51.100.7");
    let socket = ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 5000)));
    let answer = ask(&router, request().extension(socket).body(Body::empty()).unwrap());
    assert_eq!(answer.text, "198.51.100.7");
    let nowhere = ask(&router, request().body(Body::empty()).unwrap());
    assert_eq!(nowhere.refusal(), (500, "internal".to_owned()));
}
