//! TLS of our own.

use std::{fs, net::SocketAddr, path::Path, sync::Arc};

use axum::Router;
use bonafide_server::{
    config::{Config, Flag, PublicUrl, Server, Sources, TlsFiles},
    http::routes,
    serve::{Shutdown, serve},
    tls::Tls,
};
use bonafide_testkit::certificate::Certificate;
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        pki_types::{CertificateDer, pem::PemObject},
    },
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use crate::world::{Folder, configured, open_with, run};

const CERTIFICATE: &str = "server.tls_certificate";
const KEY: &str = "server.tls_key";

fn read(settings: &[(&'static str, &str)]) -> Result<Config, String> {
    let flags = settings.iter().map(|(key, value)| Flag { flag: "--test", key, value: (*value).to_owned() });
    Config::read(&Sources { flags: flags.collect(), ..Sources::default() }).map_err(|error| error.to_string())
}

fn files(made: &Certificate) -> TlsFiles {
    TlsFiles { certificate: made.certificate.clone(), key: made.key.clone() }
}

async fn started(tls: &Tls, router: Router, shutdown: &Shutdown) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, tokio::spawn(serve(listener, Some(tls.clone()), router, shutdown.clone())))
}

/// Connects as somebody who trusts this certificate and nobody else.
async fn connected(address: SocketAddr, trusted: &Path) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), stream).await
}

#[test]
fn tls_takes_a_certificate_and_its_key() {
    for (set, missing) in [(CERTIFICATE, KEY), (KEY, CERTIFICATE)] {
        let words = read(&[(set, "file.pem")]).unwrap_err();
        assert!(words.contains(set) && words.contains(missing), "{words}");
    }
    let server: Server = read(&[(CERTIFICATE, "a.pem"), (KEY, "b.pem")]).unwrap().server;
    let wanted = TlsFiles { certificate: "a.pem".into(), key: "b.pem".into() };
    assert_eq!(server.tls().unwrap(), Some(wanted));
    assert_eq!(read(&[]).unwrap().server.tls().unwrap(), None);
}

#[test]
fn with_tls_other_machines_may_connect_and_browsers_are_sent_to_https() {
    let listen = ("server.listen", "0.0.0.0:8787");
    assert!(read(&[listen]).is_err());
    let server = read(&[listen, (CERTIFICATE, "a.pem"), (KEY, "b.pem")]).unwrap().server;
    let reached: PublicUrl = server.reached_at(server.listen);
    assert_eq!(reached.to_string(), "https://127.0.0.1:8787");
    // What is said to be reached by plain http is not, whatever the server speaks.
    let said = ("server.public_url", "http://chat.example.com");
    assert!(read(&[listen, said, (CERTIFICATE, "a.pem"), (KEY, "b.pem")]).is_err());
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = Folder::new();
    let made = Certificate::new(folder.path());
    let other = Folder::new();
    let other = Certificate::new(other.path());
    let (missing, empty) = (folder.file("missing.pem"), folder.file("empty.pem"));
    fs::write(&empty, "").unwrap();
    for (certificate, key, words) in [
        (&missing, &made.key, "missing.pem cannot be read"),
        (&made.certificate, &missing, "missing.pem cannot be read"),
        (&empty, &made.key, "cannot be used"),
        (&made.certificate, &empty, "empty.pem holds no private key"),
        (&made.certificate, &made.certificate, "holds no private key"),
        (&made.certificate, &other.key, "cannot be used"),
    ] {
        let said = Tls::read(TlsFiles { certificate: certificate.clone(), key: key.clone() }).err();
        let said = said.expect(words).to_string();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn requests_and_sockets_are_answered_over_tls_and_nothing_else_is() {
    let folder = Folder::new();
    let made = Certificate::new(folder.path());
    let data = folder.file("data");
    let app = open_with(
        configured(&[
            ("database.data", data.to_str().unwrap()),
            ("server.public_url", "https://localhost"),
            (CERTIFICATE, made.certificate.to_str().unwrap()),
            (KEY, made.key.to_str().unwrap()),
        ]),
        None,
    )
    .unwrap();
    run(async {
        let tls = Tls::read(app.config.server.tls().unwrap().unwrap()).unwrap();
        let (address, served) = started(&tls, routes::table().router(app.clone()), &app.shutdown).await;

        let mut stream = connected(address, &made.certificate).await.unwrap();
        stream
            .write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.contains("strict-transport-security: max-age="), "{answer}");

        let stream = connected(address, &made.certificate).await.unwrap();
        let (mut socket, _) = client_async("wss://localhost/client/v1/socket", stream).await.unwrap();
        socket.send(Message::text("hello")).await.unwrap();
        let said = socket.next().await.unwrap().unwrap();
        assert!(said.is_close(), "{said:?}");
        drop(socket);

        let mut plain = TcpStream::connect(address).await.unwrap();
        plain.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        plain.read_to_end(&mut answer).await.unwrap();
        assert!(!answer.starts_with(b"HTTP"), "{answer:?}");

        app.shutdown.begin();
        served.await.unwrap();
    });
}

#[test]
fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let folder = Folder::new();
    let made = Certificate::new(folder.path());
    let first = folder.file("first.pem");
    fs::copy(&made.certificate, &first).unwrap();
    let tls = Tls::read(files(&made)).unwrap();
    run(async {
        let shutdown = Shutdown::default();
        let (address, served) = started(&tls, Router::new(), &shutdown).await;
        assert!(connected(address, &first).await.is_ok());

        let renewed = Certificate::new(folder.path());
        tls.look_again();
        assert!(connected(address, &renewed.certificate).await.is_ok());
        assert!(connected(address, &first).await.is_err());

        let good = folder.file("good.pem");
        fs::copy(&renewed.certificate, &good).unwrap();
        fs::write(&renewed.certificate, "broken").unwrap();
        tls.look_again();
        assert!(connected(address, &good).await.is_ok());

        shutdown.begin();
        served.await.unwrap();
    });
}
