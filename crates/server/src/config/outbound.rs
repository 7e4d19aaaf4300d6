//! `[outbound]`: which addresses that administrators type are called (OMN-4).

use std::path::PathBuf;

use ipnet::IpNet;

use super::{
    key::{Key, some},
    server::networks,
};

/// Which addresses that administrators type are called.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    /// Networks that are called though not everybody can reach them.
    pub allow: Vec<IpNet>,
    /// Certificates of who may have signed others, in PEM, beside those that the system trusts.
    pub ca_file: Option<PathBuf>,
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "outbound.allow",
        default: "none: only addresses that everybody can reach",
        says: "Private networks, such as 10.1.0.0/16, with commas between, whose hosts may be called at addresses that \
               administrators enter, such as those of public keys. Whoever may enter one can then have the server ask \
               hosts there for pages.",
        set: |config, text| networks(text).map(|it| config.outbound.allow = it),
    },
    Key {
        name: "outbound.ca_file",
        default: "none: those that the system trusts",
        says: "A file with certificates in PEM, one of which may have signed those of such hosts: for a company that signs \
               its own.",
        set: |config, text| some(text, "a file").map(|it| config.outbound.ca_file = Some(it.into())),
    },
];
