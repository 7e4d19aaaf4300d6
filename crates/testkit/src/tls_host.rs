//! A host on this machine that speaks TLS, with a certificate that signed itself.

use std::{net::Ipv4Addr, path::PathBuf, sync::Arc, thread};

use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Builder,
    sync::oneshot,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
    server::TlsStream,
};

use crate::{certificate::Certificate, folder::Folder};

/// The host. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct TlsHost {
    port: u16,
    folder: Folder,
    _end: oneshot::Sender<()>,
}

impl TlsHost {
    /// One that does this with each connection.
    pub(crate) fn start<F: Future<Output = ()> + Send + 'static>(
        serve: impl Fn(TlsStream<TcpStream>) -> F + Send + Sync + 'static,
    ) -> Self {
        let folder = Folder::new().expect("a folder can be made");
        let Certificate { certificate, key } = Certificate::new(folder.path());
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the library supports its own versions")
            .with_no_client_auth()
            .with_single_cert(
                CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect).expect("it was made"),
                PrivateKeyDer::from_pem_file(key).expect("it was made"),
            )
            .expect("the key belongs to the certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (end, ended) = oneshot::channel();
        let (tell, port) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
            runtime.block_on(async {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
                tell.send(listener.local_addr().expect("it has one").port()).expect("somebody waits for it");
                tokio::select! {
                    () = listen(listener, acceptor, Arc::new(serve)) => {}
                    _ = ended => {}
                }
            });
        });
        let port = port.recv().expect("the host listens");
        Self { port, folder, _end: end }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The certificate that it shows.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }
}

async fn listen<F: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    serve: Arc<impl Fn(TlsStream<TcpStream>) -> F + Send + Sync + 'static>,
) {
    while let Ok((connection, _)) = listener.accept().await {
        let (acceptor, serve) = (acceptor.clone(), Arc::clone(&serve));
        tokio::spawn(async move {
            if let Ok(stream) = acceptor.accept(connection).await {
                serve(stream).await;
            }
        });
    }
}
