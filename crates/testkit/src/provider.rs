//! An identity provider, as bad as a test wants it: what it answers at each path, and what it was asked.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::server::TlsStream;

use crate::tls_host::TlsHost;

/// What is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// This JSON, with this status.
    Json(u16, Value),
    /// This text, with status 200 and this media type.
    Text(&'static str, String),
    /// That it is elsewhere.
    Elsewhere(String),
    /// So many bytes of JSON.
    Large(usize),
    /// Nothing: the connection ends.
    Nothing,
    /// Nothing until there is another reply to give, which may be never.
    Held,
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method and the path.
    pub line: String,
    /// The headers, by their names in small letters.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: String,
}

/// The identity provider. It is gone when this is dropped.
#[derive(Debug)]
pub struct Provider {
    host: TlsHost,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    replies: Mutex<HashMap<&'static str, Reply>>,
    requests: Mutex<Vec<Request>>,
    /// Told of each reply and each request.
    changed: watch::Sender<()>,
}

impl Provider {
    /// One that says where its keys are, and answers nothing else yet.
    pub fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let host = TlsHost::start(move |stream| {
            let shared = Arc::clone(&theirs);
            // Whoever asked may have hung up.
            async move { drop(answer(stream, &shared).await) }
        });
        let provider = Self { host, shared };
        let discovery = json!({"issuer": provider.url(""), "jwks_uri": provider.url("/keys")});
        provider.answers("/.well-known/openid-configuration", Reply::Json(200, discovery));
        provider
    }

    /// The address of a path; of the empty one the issuer.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.host.url())
    }

    /// The certificate that it shows, which signed itself.
    pub fn certificate(&self) -> PathBuf {
        self.host.certificate()
    }

    /// Answers so at this path from now on.
    pub fn answers(&self, path: &'static str, reply: Reply) {
        self.shared.replies.lock().unwrap_or_else(PoisonError::into_inner).insert(path, reply);
        self.shared.changed.send_replace(());
    }

    /// Waits until it was asked at this path so often.
    pub async fn until_asked(&self, path: &str, times: usize) {
        let mut changed = self.shared.changed.subscribe();
        while self.asked(path).len() < times {
            changed.changed().await.expect("the sender is there as long as this is");
        }
    }

    /// What it was asked at this path, the first first.
    pub fn asked(&self, path: &str) -> Vec<Request> {
        let requests = self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let of_the_path = |request: &&Request| request.line.split(' ').nth(1) == Some(path);
        requests.iter().filter(of_the_path).cloned().collect()
    }
}

impl Shared {
    /// What is answered at a path, once it is to be.
    async fn reply(&self, path: &str) -> Option<Reply> {
        let mut changed = self.changed.subscribe();
        loop {
            let reply = self.replies.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
            match reply {
                Some(Reply::Held) => changed.changed().await.ok()?,
                other => return other,
            }
        }
    }
}

async fn answer(mut stream: TlsStream<TcpStream>, shared: &Shared) -> std::io::Result<()> {
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    let path = request.line.split(' ').nth(1).unwrap_or_default().to_owned();
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    shared.changed.send_replace(());
    let reply = shared.reply(&path).await;
    let body = |status: u16, media_type: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let text = match reply {
        Some(Reply::Json(status, json)) => body(status, "application/json;charset=UTF-8", &json.to_string()),
        Some(Reply::Text(media_type, text)) => body(200, media_type, &text),
        Some(Reply::Elsewhere(to)) => {
            format!("HTTP/1.1 307 Moved\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
        }
        Some(Reply::Large(bytes)) => body(200, "application/json", &" ".repeat(bytes)),
        Some(Reply::Nothing | Reply::Held) => return Ok(()),
        None => body(404, "text/plain", "There is nothing here."),
    };
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TlsStream<TcpStream>) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (line, rest) = head.split_once("\r\n").unwrap_or((head, ""));
            let header = |line: &str| {
                line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            };
            let headers: HashMap<_, _> = rest.split("\r\n").filter_map(header).collect();
            let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Ok(Some(Request { line: line.to_owned(), headers, body: body.to_owned() }));
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
}
