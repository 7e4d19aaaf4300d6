//! One HTTP connection that is kept open, with one request on it at a time.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
    http::request::Builder,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// An open connection.
pub(crate) struct Connection {
    requests: SendRequest<Full<Bytes>>,
    host: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The body, which is JSON.
    pub(crate) body: Bytes,
}

impl Connection {
    /// Connects.
    ///
    /// # Panics
    ///
    /// If nobody listens there.
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket's options can be set");
        let (requests, connection) = handshake(TokioIo::new(stream)).await.expect("a connection can be used");
        // It ends with the connection; whoever sends on it is told.
        tokio::spawn(connection);
        Self { requests, host: address.to_string() }
    }

    /// Posts JSON, with a session's token if there is one.
    ///
    /// # Panics
    ///
    /// If the connection breaks.
    pub(crate) async fn post(&mut self, path: &str, token: Option<&str>, body: String) -> Answer {
        let request = Request::post(path).header(CONTENT_TYPE, "application/json");
        self.send(request, token, body).await
    }

    /// Asks for something with a session's token.
    ///
    /// # Panics
    ///
    /// If the connection breaks.
    pub(crate) async fn get(&mut self, path: &str, token: &str) -> Answer {
        self.send(Request::get(path), Some(token), String::new()).await
    }

    async fn send(&mut self, mut request: Builder, token: Option<&str>, body: String) -> Answer {
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request =
            request.header(HOST, &self.host).body(Full::from(body)).expect("the request is well formed");
        self.requests.ready().await.expect("the server keeps the connection");
        let response = self.requests.send_request(request).await.expect("the server answers");
        let status = response.status();
        let body = response.into_body().collect().await.expect("the answer is whole").to_bytes();
        Answer { status, body }
    }
}

impl Answer {
    /// The body, if the request did what it was to do.
    ///
    /// # Panics
    ///
    /// With the answer, if it did not: a figure for refusals would be none.
    pub(crate) fn accepted(&self) -> Value {
        self.check();
        serde_json::from_slice(&self.body).expect("answers are JSON")
    }

    /// As [`accepted`](Self::accepted), without reading the body.
    pub(crate) fn check(&self) {
        assert!(self.status.is_success(), "{}: {}", self.status, String::from_utf8_lossy(&self.body));
    }
}
