//! Where the database is, and how it may be talked to.

use std::{net::IpAddr, time::Duration};

use postgres::{
    Config, NoTls,
    config::{Host, TargetSessionAttrs},
};

use crate::error::{Result, StoreError};

/// Reads an address, and refuses one that must not be used.
pub(super) fn parse(address: &str) -> Result<Config> {
    let mut config: Config = address.parse().map_err(|error: postgres::Error| {
        let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        StoreError::Unavailable(format!("the database's address cannot be read: {why}"))
    })?;
    refuse_plain_text_over_networks(&config)?;
    fill_in(&mut config);
    Ok(config)
}

/// Sets what the address leaves open, so that a database or a network that went silent is noticed.
fn fill_in(config: &mut Config) {
    if config.get_application_name().is_none() {
        config.application_name("bonafide");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(15));
    }
    if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
        config.keepalives_idle(Duration::from_secs(15));
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(Duration::from_secs(5));
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(3);
    }
    // Of several hosts, the one that takes writes.
    config.target_session_attrs(TargetSessionAttrs::ReadWrite);
}

/// How connections are encrypted: not at all yet, so [`parse`] lets only addresses pass that stay on this
/// machine. A TLS connector goes here.
pub(super) fn tls() -> NoTls {
    NoTls
}

fn refuse_plain_text_over_networks(config: &Config) -> Result<()> {
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    if named && config.get_hostaddrs().iter().all(IpAddr::is_loopback) {
        return Ok(());
    }
    Err(StoreError::Unavailable(
        "the database is on another machine, and connections to PostgreSQL are not encrypted yet: use a \
         socket or loopback, for instance through a tunnel"
            .into(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_on_this_machine_are_taken() {
        for address in [
            "postgres://bonafide@localhost/bonafide",
            "postgres://bonafide@127.0.0.1:5433/bonafide",
            "postgres://bonafide@[::1]/bonafide",
            "host=/var/run/postgresql user=bonafide",
        ] {
            assert!(parse(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn an_address_beyond_this_machine_is_refused_while_there_is_no_tls() {
        for address in [
            "postgres://bonafide@db.example/bonafide",
            "postgres://bonafide@10.0.0.7/bonafide",
            "host=localhost,db.example user=bonafide",
            "host=localhost hostaddr=192.0.2.1 user=bonafide",
        ] {
            let refusal = parse(address).map(drop).unwrap_err();
            assert!(refusal.to_string().contains("not encrypted"), "{address}: {refusal}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        let refusal = parse("postgres://bonafide:secret@localhost/x?colour=red").map(drop).unwrap_err();
        assert!(refusal.to_string().contains("cannot be read"), "{refusal}");
        assert!(!refusal.to_string().contains("secret"), "{refusal}");
    }
}
