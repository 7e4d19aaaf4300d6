//! Accepting connections, and ending well.

use std::{convert::Infallible, io, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};
use tower::{ServiceExt, service_fn};

use crate::tls::{LOOKED_AT_EVERY, Tls};

/// How long a shutdown waits for what was begun.
pub const GRACE: Duration = Duration::from_secs(10);
/// How long a connection may be silent before a request, or take to send the head of one. Longer than the minute for
/// which most proxies keep an idle connection, so that it is they who close it.
const HEAD_WITHIN: Duration = Duration::from_secs(75);
/// The most that is read ahead on a connection, and so the largest head of a request, in bytes.
const READ_AHEAD: usize = 64 * 1024;
/// How long to wait when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(200);

/// The end of the process, told to everyone who holds a [`Stopping`].
#[derive(Debug, Clone, Default)]
pub struct Shutdown(watch::Sender<bool>);

/// Waits for the end of the process, and is waited for: while one is held, the process does not end before its
/// time is up.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

impl Shutdown {
    /// For a task that has something to finish, such as a socket that says goodbye.
    pub fn watch(&self) -> Stopping {
        Stopping(self.0.subscribe())
    }

    /// Begins the end. It is said once and stays said.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits until nobody holds a [`Stopping`] any more.
    async fn finished(&self) {
        self.0.closed().await;
    }
}

impl Stopping {
    /// Waits until the end has begun.
    pub async fn begun(&mut self) {
        // An error means that the sender is gone, which is the end as well.
        let _ = self.0.wait_for(|begun| *begun).await;
    }
}

/// Answers requests with `router`, over `tls` if there is one, until `shutdown` begins; then accepts no more, lets what was
/// begun finish, and comes back after [`GRACE`] at the latest.
pub async fn serve(listener: TcpListener, tls: Option<Tls>, router: Router, shutdown: Shutdown) {
    let mut stopping = shutdown.watch();
    let mut looks = interval(LOOKED_AT_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => {
                    tokio::spawn(accept(stream, from, tls.clone(), router.clone(), shutdown.watch()));
                }
                Err(error) => wait_out(&error).await,
            },
            _ = looks.tick(), if tls.is_some() => tls.iter().for_each(Tls::look_again),
            () = stopping.begun() => break,
        }
    }
    drop((listener, stopping));
    if timeout(GRACE, shutdown.finished()).await.is_err() {
        tracing::warn!("some connections did not finish in time and were cut");
    }
}

/// A client that is gone again is no concern. Everything else is a shortage, mostly of file handles, which passes.
async fn wait_out(error: &io::Error) {
    if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
        tracing::error!(%error, "a connection could not be accepted");
        tokio::time::sleep(BREATH).await;
    }
}

/// Begins one connection.
async fn accept(stream: TcpStream, from: SocketAddr, tls: Option<Tls>, router: Router, stopping: Stopping) {
    // Small answers and frames leave at once; with Nagle's algorithm they stalled for 44 ms.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match tls {
        None => connection(stream, from, router, stopping).await,
        Some(tls) => {
            if let Some(stream) = tls.accept(stream).await {
                connection(stream, from, router, stopping).await;
            }
        }
    }
}

/// One connection, with as many requests as the client sends.
async fn connection<S>(stream: S, from: SocketAddr, router: Router, mut stopping: Stopping)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(
                router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {}),
            )
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(READ_AHEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        // How a client leaves is its own affair.
        _ = connection.as_mut() => return,
        () = stopping.begun() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
