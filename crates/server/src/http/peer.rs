//! The address that a request came from, behind proxies that are trusted (details 25).

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use super::ApiError;
use crate::App;

/// The header in which proxies write whom they speak for, each adding to the right.
const FORWARDED: &str = "x-forwarded-for";

/// The client's address: what limits are counted by and what the login log shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<App> for Peer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let ConnectInfo(socket) = ConnectInfo::<SocketAddr>::from_request_parts(parts, app)
            .await
            .map_err(|missing| ApiError::internal(&missing))?;
        Ok(Self(client(socket.ip(), &parts.headers, &app.config.server.trusted_proxies)))
    }
}

/// The rightmost hop that is not a trusted proxy.
///
/// Whatever stands left of it was sent by somebody we do not trust. A hop that is no address ends the walk: the
/// trusted proxy that passed it on counts, and never what is left of it.
pub fn client(socket: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut nearest = socket.to_canonical();
    let lines: Vec<&str> =
        headers.get_all(FORWARDED).iter().map(|line| line.to_str().unwrap_or("")).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !trusted.iter().any(|proxies| proxies.contains(&nearest)) {
            break;
        }
        let Some(address) = address(hop.trim()) else { break };
        nearest = address;
    }
    nearest
}

/// An address as proxies write it: bare, or with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|it| it.ip()));
    address.map(|it: IpAddr| it.to_canonical())
}
