//! Addresses as limits see them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What one customer of a provider has: one IPv4 address, or a /64 of IPv6, within which addresses are free to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Block {
    One(Ipv4Addr),
    Net(u64),
}

impl Block {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::One(address),
            IpAddr::V6(address) => Self::Net(upper_half(address)),
        }
    }
}

fn upper_half(address: Ipv6Addr) -> u64 {
    let [a, b, c, d, ..] = address.segments();
    [a, b, c, d].into_iter().fold(0, |upper, segment| upper << 16 | u64::from(segment))
}
