//! Connections: how they are answered, and how the server ends.

use std::net::SocketAddr;

use axum::{Router, routing::get};
use bonafide_server::{
    http::routes,
    serve::{Shutdown, serve},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

use crate::world::{Folder, open, run};

async fn started(router: Router, shutdown: &Shutdown) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, tokio::spawn(serve(listener, None, router, shutdown.clone())))
}

async fn asked(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
    stream
}

/// All that comes until the server closes the connection.
async fn heard(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[test]
fn the_probes_and_the_description_are_served() {
    let folder = Folder::new();
    let app = open(folder.path(), None).unwrap();
    run(async {
        let (address, served) = started(routes::table().router(app.clone()), &app.shutdown).await;
        let mut answers = Vec::new();
        for path in ["/livez", "/readyz", "/openapi.json"] {
            let mut stream = asked(address, path).await;
            let mut start = [0; 15];
            stream.read_exact(&mut start).await.unwrap();
            answers.push(String::from_utf8(start.to_vec()).unwrap());
        }
        assert_eq!(answers, ["HTTP/1.1 200 OK"; 3]);
        app.shutdown.begin();
        served.await.unwrap();
    });
}

#[test]
fn a_server_without_its_database_is_alive_and_not_ready() {
    let folder = Folder::new();
    let app = open(folder.path(), None).unwrap();
    app.store.close();
    run(async {
        let (address, served) = started(routes::table().router(app.clone()), &app.shutdown).await;
        let (livez, readyz) = (asked(address, "/livez").await, asked(address, "/readyz").await);
        let mut first = [0; 12];
        for (mut stream, status) in [(livez, b"HTTP/1.1 200"), (readyz, b"HTTP/1.1 503")] {
            stream.read_exact(&mut first).await.unwrap();
            assert_eq!(&first, status);
        }
        app.shutdown.begin();
        served.await.unwrap();
    });
}

#[test]
fn a_shutdown_finishes_what_was_begun_and_takes_no_more() {
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let (go, mut gate) = mpsc::unbounded_channel::<()>();
    run(async {
        let gate = std::sync::Arc::new(tokio::sync::Mutex::new(async move || gate.recv().await));
        let slow = get(async move || {
            arrived.send(()).unwrap();
            (gate.lock().await)().await;
            "done"
        });
        let shutdown = Shutdown::default();
        let (address, served) = started(Router::new().route("/slow", slow), &shutdown).await;
        let idle = TcpStream::connect(address).await.unwrap();
        let asked = asked(address, "/slow").await;
        arrivals.recv().await.unwrap();

        shutdown.begin();
        assert_eq!(heard(idle).await, "", "a connection that waits is closed");
        assert!(!served.is_finished());
        go.send(()).unwrap();
        let answer = heard(asked).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("done"), "{answer}");
        served.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    });
}

#[test]
fn a_shutdown_waits_for_whoever_watches_it() {
    run(async {
        let shutdown = Shutdown::default();
        let mut socket = shutdown.watch();
        let (_, served) = started(Router::new(), &shutdown).await;
        shutdown.begin();
        socket.begun().await;
        assert!(!served.is_finished());
        drop(socket);
        served.await.unwrap();
    });
}

#[test]
fn a_shutdown_ends_in_time_whoever_still_watches() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let shutdown = Shutdown::default();
        let held = shutdown.watch();
        let (_, served) = started(Router::new(), &shutdown).await;
        shutdown.begin();
        served.await.unwrap();
        drop(held);
    });
}

#[test]
fn what_is_not_http_is_refused_and_the_server_goes_on() {
    run(async {
        let shutdown = Shutdown::default();
        let (address, served) = started(Router::new().route("/", get(async || "fine")), &shutdown).await;
        let mut rubbish = TcpStream::connect(address).await.unwrap();
        rubbish.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").await.unwrap();
        assert!(heard(rubbish).await.starts_with("HTTP/1.1 400 "));

        let mut long = TcpStream::connect(address).await.unwrap();
        let head = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "x".repeat(200_000));
        long.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        long.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 431");

        let mut fine = asked(address, "/").await;
        fine.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
        shutdown.begin();
        served.await.unwrap();
    });
}
