//! Bare writes: the same bytes to each of many sockets, from one thread that does nothing else.

use std::{
    cell::RefCell,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    rc::Rc,
    time::Instant,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
    task::{JoinHandle, spawn_local},
};

use super::apart::Apart;
use crate::load::clock;

/// What asks for the writer of this limit in a process apart.
pub(super) const WORD: &str = "bare-writer";

/// When each of many sockets heard the same thing.
pub(crate) struct Heard {
    sockets: usize,
    times: RefCell<Vec<Instant>>,
    all: Notify,
}

impl Heard {
    /// For so many sockets, none of which has heard anything yet.
    pub(crate) fn by_none_of(sockets: usize) -> Rc<Self> {
        Rc::new(Self { sockets, times: RefCell::default(), all: Notify::new() })
    }

    /// One more has heard, now.
    pub(crate) fn note(&self) {
        let mut times = self.times.borrow_mut();
        times.push(clock::now());
        if times.len() == self.sockets {
            self.all.notify_one();
        }
    }

    /// When each heard, in that order, once all have; then it is as if none had.
    pub(crate) async fn by_all(&self) -> Vec<Instant> {
        self.all.notified().await;
        self.times.take()
    }
}

/// A process that writes, and the sockets it writes to. To be used on a `LocalSet`.
pub(crate) struct Writer {
    heard: Rc<Heard>,
    asks: tokio::net::TcpStream,
    listeners: Vec<JoinHandle<()>>,
    // Ends when it is dropped.
    _process: Apart,
}

impl Writer {
    /// Starts it, with so many sockets that get so many bytes each time.
    ///
    /// # Panics
    ///
    /// If it cannot be reached.
    pub(crate) async fn start(sockets: usize, bytes: usize) -> Self {
        let mut process = Apart::begin(&[WORD, &sockets.to_string(), &bytes.to_string()]);
        let port: u16 = process.line().parse().expect("a writer says its port");
        let connect = || tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        let asks = connect().await.expect("the writer listens");
        asks.set_nodelay(true).expect("a socket's options can be set");
        let heard = Heard::by_none_of(sockets);
        let mut listeners = Vec::new();
        for _ in 0..sockets {
            let stream = connect().await.expect("the writer listens");
            listeners.push(spawn_local(listen(stream, bytes, Rc::clone(&heard))));
        }
        Self { heard, asks, listeners, _process: process }
    }

    /// Has it write to all: when it was asked, and when each socket had the bytes.
    ///
    /// # Panics
    ///
    /// If it has ended.
    pub(crate) async fn write_to_all(&mut self) -> (Instant, Vec<Instant>) {
        let began = clock::now();
        self.asks.write_all(b"!").await.expect("the writer reads");
        (began, self.heard.by_all().await)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.listeners.iter().for_each(JoinHandle::abort);
    }
}

async fn listen(mut stream: tokio::net::TcpStream, bytes: usize, heard: Rc<Heard>) {
    let mut got = vec![0; bytes];
    while stream.read_exact(&mut got).await.is_ok() {
        heard.note();
    }
}

/// The writer: it says its port, and writes to all whenever it is asked.
pub(super) fn serve(sockets: &str, bytes: &str) {
    let number = |text: &str| text.parse().expect("usage: bare-writer SOCKETS BYTES");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    println!("{}", listener.local_addr().expect("a bound listener has an address").port());
    write_when_asked(&listener, number(sockets), number(bytes)).expect("those who listen stay");
}

/// The first connection asks, with a byte each time; the others are written to.
fn write_when_asked(listener: &TcpListener, sockets: usize, bytes: usize) -> io::Result<()> {
    let accept = || listener.accept().map(|(stream, _)| stream);
    let mut asks = accept()?;
    let mut streams: Vec<TcpStream> = Vec::new();
    for _ in 0..sockets {
        streams.push(accept()?);
        streams.last().map_or(Ok(()), |stream| stream.set_nodelay(true))?;
    }
    let written = vec![b'.'; bytes];
    while asks.read(&mut [0])? > 0 {
        for stream in &mut streams {
            stream.write_all(&written)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn everyone_gets_the_bytes_each_time_somebody_asks() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let writer = thread::spawn(move || write_when_asked(&listener, 2, 3));
        let mut asks = TcpStream::connect(address).unwrap();
        let mut listeners = [TcpStream::connect(address).unwrap(), TcpStream::connect(address).unwrap()];
        for _ in 0..2 {
            asks.write_all(b"!").unwrap();
            for listener in &mut listeners {
                let mut got = [0; 3];
                listener.read_exact(&mut got).unwrap();
                assert_eq!(&got, b"...");
            }
        }
        drop(asks);
        writer.join().unwrap().unwrap();
    }

    #[tokio::test]
    async fn all_have_heard_once_the_last_has_and_then_it_begins_anew() {
        let heard = Heard::by_none_of(2);
        for _ in 0..2 {
            heard.note();
            heard.note();
            assert_eq!(heard.by_all().await.len(), 2);
        }
    }
}
