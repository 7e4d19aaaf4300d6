//! Bare sockets: as many bytes there and back as a request and its answer have, and nothing done in between.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::spawn_local,
};

use super::{Rate, apart::Apart};
use crate::{
    cpu,
    load::{
        clock,
        closed::{COUNTED, Shared, Window},
    },
};

/// What asks for the server of this limit in a process apart.
pub(super) const WORD: &str = "echo-server";

/// What goes over each connection, again and again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange {
    /// How many connections there are.
    pub(crate) connections: usize,
    /// The bytes of a request.
    pub(crate) asked: usize,
    /// The bytes of its answer.
    pub(crate) answered: usize,
}

/// As the measured logins are: heads and bodies.
pub(crate) const LOGIN: Exchange = Exchange { connections: 128, asked: 437, answered: 959 };
/// As messages are that are posted on sockets: a frame, and its answer with the event that tells the same socket of it,
/// without what goes to the agents' sockets.
pub(crate) const POSTED: Exchange = Exchange { connections: 400, asked: 204, answered: 800 };
/// As messages are that come by requests, without what goes to the agents' sockets.
pub(crate) const MESSAGE: Exchange = Exchange { connections: 400, asked: 398, answered: 920 };

/// One round, as long as any closed loop's: exchanges a second, and what the serving process used for each. To be
/// called on a `LocalSet`.
///
/// # Panics
///
/// If a connection breaks.
pub(crate) async fn round(exchange: Exchange) -> Rate {
    let mut server = Apart::begin(&[WORD, &exchange.asked.to_string(), &exchange.answered.to_string()]);
    let port = server.line().parse().expect("a server says its port");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let (window, shared) = (Window::ahead(), Shared::default());
    let askers: Vec<_> = (0..exchange.connections)
        .map(|_| spawn_local(ask(address, exchange, window, shared.clone())))
        .collect();
    let (before, after) = window.read(|| cpu::used_by(server.pid())).await;
    for asker in askers {
        asker.await.expect("those who ask end by themselves");
    }
    Rate::of(shared.take().len(), COUNTED, after.saturating_sub(before))
}

async fn ask(address: SocketAddr, exchange: Exchange, window: Window, shared: Shared) {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket's options can be set");
    let (request, mut answer) = (vec![b'?'; exchange.asked], vec![0; exchange.answered]);
    while !window.is_over() {
        let began = clock::now();
        stream.write_all(&request).await.expect("the server reads");
        stream.read_exact(&mut answer).await.expect("the server answers");
        shared.count(&window, began);
    }
}

/// The server: on one thread, it says its port and answers until it is ended.
pub(super) fn serve(sizes: &[&str]) {
    let sizes: Vec<usize> = sizes.iter().filter_map(|size| size.parse().ok()).collect();
    let [asked, answered] = sizes.as_slice() else { panic!("usage: {WORD} BYTES_IN BYTES_OUT") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be started").block_on(accept(*asked, *answered));
}

async fn accept(asked: usize, answered: usize) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("loopback has a free port");
    println!("{}", listener.local_addr().expect("a bound listener has an address").port());
    loop {
        let (stream, _) = listener.accept().await.expect("a connection can be taken");
        tokio::spawn(answer(stream, asked, answered));
    }
}

/// Answers until the other side closes.
async fn answer(mut stream: TcpStream, asked: usize, answered: usize) {
    stream.set_nodelay(true).expect("a socket's options can be set");
    let (mut request, answer) = (vec![0; asked], vec![b'!'; answered]);
    while stream.read_exact(&mut request).await.is_ok() {
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_request_is_answered_with_as_many_bytes_as_were_asked_for() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (served, _) = listener.accept().await.unwrap();
        let server = tokio::spawn(answer(served, 3, 5));
        for _ in 0..2 {
            client.write_all(b"abc").await.unwrap();
            let mut heard = [0; 5];
            client.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"!!!!!");
        }
        drop(client);
        server.await.unwrap();
    }
}
