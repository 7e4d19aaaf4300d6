//! Certificates for servers on this machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A certificate for `localhost` and 127.0.0.1 that signs itself, and its key, in two files.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

impl Certificate {
    /// Makes one in this folder, in place of the one that may be there.
    ///
    /// # Panics
    ///
    /// If `openssl` cannot be run.
    pub fn new(folder: &Path) -> Self {
        const REQUEST: &str = "[req]\ndistinguished_name = name\nx509_extensions = extensions\nprompt = no\n\
                           [name]\nCN = localhost\n\
                           [extensions]\nbasicConstraints = critical, CA:FALSE\n\
                           subjectAltName = DNS:localhost, IP:127.0.0.1\n";
        let [request, certificate, key] =
            ["request.cnf", "certificate.pem", "key.pem"].map(|it| folder.join(it));
        fs::write(&request, REQUEST).expect("the folder can be written to");
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ])
            .arg("-config")
            .arg(&request)
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .unwrap_or_else(|error| panic!("openssl could not be run ({error}): `cargo xtask test` gets it"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { certificate, key }
    }
}
