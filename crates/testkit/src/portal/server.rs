//! The address of a portal's public keys, on this machine and over TLS, and what can be wrong with it.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};
use tokio_rustls::server::TlsStream;

use crate::tls_host::TlsHost;

/// What the address does with whoever asks.
#[derive(Debug, Clone)]
pub enum Says {
    /// Answers with this body.
    Body(String),
    /// Answers with this status.
    Status(u16),
    /// Says that what is asked for is there.
    Elsewhere(String),
    /// Says so of one path, and answers with this body at every other.
    Moved(&'static str, &'static str, String),
    /// Answers without end.
    Endless,
    /// Answers with something that is no HTTP.
    Nonsense,
    /// Hangs up.
    Nothing,
    /// Reads the request and is silent.
    Silence,
}

/// The address. It is gone when this is dropped.
#[derive(Debug)]
pub struct KeyServer {
    host: TlsHost,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    says: Mutex<Says>,
    asked: AtomicUsize,
    was_asked: Notify,
}

impl KeyServer {
    /// One that does this at first.
    pub fn start(says: Says) -> Self {
        let shared =
            Arc::new(Shared { says: Mutex::new(says), asked: AtomicUsize::new(0), was_asked: Notify::new() });
        let theirs = Arc::clone(&shared);
        let host = TlsHost::start(move |stream| {
            let shared = Arc::clone(&theirs);
            // Whoever asked may have hung up.
            async move { drop(answer(stream, &shared).await) }
        });
        Self { host, shared }
    }

    /// The address of its keys.
    pub fn url(&self) -> String {
        format!("{}/keys", self.host.url())
    }

    /// The certificate that it shows, which signed itself.
    pub fn certificate(&self) -> PathBuf {
        self.host.certificate()
    }

    /// Does this from now on.
    pub fn says(&self, says: Says) {
        *self.shared.says.lock().unwrap_or_else(PoisonError::into_inner) = says;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Waits until it is asked.
    pub async fn until_asked(&self) {
        self.shared.was_asked.notified().await;
    }
}

async fn answer(mut stream: TlsStream<TcpStream>, shared: &Shared) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    shared.asked.fetch_add(1, Ordering::SeqCst);
    shared.was_asked.notify_one();
    let request = String::from_utf8_lossy(&request).into_owned();
    let says = shared.says.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let body = |body: String| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    let text = match says {
        Says::Status(status) => format!("HTTP/1.1 {status} Odd\r\ncontent-length: 0\r\n\r\n"),
        Says::Elsewhere(to) => redirect(&to),
        Says::Moved(from, to, _) if request.starts_with(&format!("GET {from} ")) => redirect(to),
        Says::Body(text) | Says::Moved(_, _, text) => body(text),
        Says::Nonsense => "220 mail.example ESMTP\r\n".to_owned(),
        Says::Nothing => return Ok(()),
        Says::Silence => return std::future::pending().await,
        Says::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(&[b' '; 8 * 1024]).await?;
            }
        }
    };
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await
}
