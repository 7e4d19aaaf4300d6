//! TLS to whoever is called: there is no call without.

use std::{
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
};

use bonafide_domain::outbound::OutboundUrl;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};
use url::Host;

use super::CallFailed;

/// Who is believed to be whom.
pub(super) struct Tls {
    /// Certificates of the operator's own.
    own: Vec<CertificateDer<'static>>,
    /// What is made of them and of what the system trusts, when it is needed first: reading that takes a while.
    config: OnceLock<Arc<ClientConfig>>,
}

/// The operator's own certificates cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the certificates of outbound.ca_file, {file}, cannot be read: {why}")]
pub struct NotUsable {
    file: String,
    why: String,
}

impl Tls {
    /// Trusts what the system trusts, and the certificates in this file.
    pub(super) fn new(file: Option<&Path>) -> Result<Self, NotUsable> {
        let own = file.map_or(Ok(Vec::new()), |file| {
            let refused = |why: String| NotUsable { file: file.display().to_string(), why };
            let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
            let certificates: Vec<_> = certificates.map_err(|error| refused(error.to_string()))?;
            let mut roots = RootCertStore::empty();
            for certificate in &certificates {
                roots.add(certificate.clone()).map_err(|error| refused(error.to_string()))?;
            }
            if certificates.is_empty() {
                Err(refused("there are none in it".to_owned()))
            } else {
                Ok(certificates)
            }
        })?;
        Ok(Self { own, config: OnceLock::new() })
    }

    /// Makes sure that it is the host that answers.
    pub(super) async fn handshake(
        &self,
        url: &OutboundUrl,
        connection: TcpStream,
    ) -> Result<TlsStream<TcpStream>, CallFailed> {
        let name = match url.host() {
            Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| CallFailed::Tls)?,
            Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(address)),
            Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(address)),
        };
        let config = Arc::clone(self.config.get_or_init(|| config(&self.own)));
        TlsConnector::from(config).connect(name, connection).await.map_err(|_| CallFailed::Tls)
    }
}

fn config(own: &[CertificateDer<'static>]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    // What cannot be read of the system's is not trusted: calls to hosts that rest on it fail, and say so.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(own.iter().cloned());
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the library supports its own versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(..)")
    }
}
