//! TLS of our own, for those who have no proxy in front.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject},
        },
    },
    server::TlsStream,
};

use crate::config::TlsFiles;

/// How long a client may take until both have agreed how to talk.
const AGREED_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked whether the files are others: a renewed certificate is shown well before the one before ends.
pub(crate) const LOOKED_AT_EVERY: Duration = Duration::from_secs(60);

/// The certificate that the server shows. Clones are the same.
#[derive(Clone)]
pub struct Tls(Arc<Shown>);

struct Shown {
    files: TlsFiles,
    now: RwLock<Current>,
}

struct Current {
    changed: Changed,
    config: Arc<ServerConfig>,
}

/// When each of the files was last changed.
type Changed = [SystemTime; 2];

/// Why TLS cannot be spoken with these files, in words for whoever runs the server.
#[derive(Debug, thiserror::Error)]
pub enum NotUsable {
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, io::Error),
    /// A file does not hold what it should.
    #[error("{0} holds no {1} in PEM: {2}")]
    NotPem(String, &'static str, pem::Error),
    /// The two do not go together, or the key is of no use.
    #[error("the certificate and its key cannot be used: {0}")]
    Refused(#[from] rustls::Error),
}

impl Tls {
    /// Reads the files.
    pub fn read(files: TlsFiles) -> Result<Self, NotUsable> {
        let current = Current::read(&files)?;
        Ok(Self(Arc::new(Shown { files, now: RwLock::new(current) })))
    }

    /// Agrees with a client how to talk. `None` if it does not: how it leaves is its own affair.
    pub(crate) async fn accept(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let config = {
            let now = self.0.now.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&now.config)
        };
        timeout(AGREED_WITHIN, TlsAcceptor::from(config).accept(stream)).await.ok()?.ok()
    }

    /// Reads the files again if they are others. Whoever connects from then on sees the new certificate; if it cannot be used,
    /// the one before goes on being shown.
    pub fn look_again(&self) {
        let Ok(changed) = changed(&self.0.files) else { return };
        if self.0.now.read().unwrap_or_else(PoisonError::into_inner).changed == changed {
            return;
        }
        let read = Current::read(&self.0.files);
        let mut now = self.0.now.write().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok(current) => *now = current,
            Err(error) => {
                tracing::error!(%error, "the new certificate cannot be used; the one before goes on being shown");
                now.changed = changed;
            }
        }
    }
}

impl Current {
    fn read(files: &TlsFiles) -> Result<Self, NotUsable> {
        // Before they are read: what changes meanwhile is read once more.
        let changed = changed(files)?;
        let not_pem = |path: &Path, what| {
            let path = path.display().to_string();
            move |error| NotUsable::NotPem(path, what, error)
        };
        let chain = CertificateDer::pem_file_iter(&files.certificate)
            .and_then(Iterator::collect)
            .map_err(not_pem(&files.certificate, "certificate"))?;
        let key = PrivateKeyDer::from_pem_file(&files.key).map_err(not_pem(&files.key, "private key"))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { changed, config: Arc::new(config) })
    }
}

fn changed(files: &TlsFiles) -> Result<Changed, NotUsable> {
    let of = |path: &Path| {
        let modified = fs::metadata(path).and_then(|file| file.modified());
        modified.map_err(|error| NotUsable::Unreadable(path.display().to_string(), error))
    };
    Ok([of(&files.certificate)?, of(&files.key)?])
}
