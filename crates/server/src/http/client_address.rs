//! The address of whoever asks: the peer's, or what a trusted proxy says it is.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The client's address.
///
/// Only while the peer lies in a trusted network is `X-Forwarded-For` read, from the right: its last entry that is no
/// trusted proxy itself. What stands further left was written by the client and proves nothing.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[String]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| contains(network, address));
    if !is_trusted(peer) {
        return peer;
    }
    let entries: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut client = peer;
    for entry in entries.iter().flat_map(|value| value.split(',')).rev() {
        let Ok(address) = entry.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// Whether an address lies in a network written as CIDR, or is the one address written.
fn contains(network: &str, address: IpAddr) -> bool {
    let (base, length) = network.trim().split_once('/').map_or((network.trim(), None), |(base, n)| (base, Some(n)));
    let Ok(base) = base.parse::<IpAddr>() else { return false };
    let (base, address, width) = match (base.to_canonical(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (u128::from(base.to_bits()) << 96, u128::from(address.to_bits()) << 96, 32)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => (base.to_bits(), address.to_bits(), 128),
        _ => return false,
    };
    let length: u32 = match length.map(str::parse) {
        None => width,
        Some(Ok(length)) if length <= width => length,
        Some(_) => return false,
    };
    length == 0 || (base ^ address) >> (128 - length) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted: Vec<String> = trusted.iter().map(ToString::to_string).collect();
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(address("203.0.113.9", "1.2.3.4", &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(address("203.0.113.9", "1.2.3.4", &["10.0.0.0/99", "nonsense"]), "203.0.113.9");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_of_ours_is_the_client() {
        assert_eq!(address("10.1.2.3", "6.6.6.6, 198.51.100.7, 10.0.0.2", &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(address("::ffff:10.1.2.3", "2001:db8::1", &["10.0.0.0/8"]), "2001:db8::1");
        assert_eq!(address("::1", "198.51.100.7", &["::1"]), "198.51.100.7");
        assert_eq!(address("10.1.2.3", "unknown", &["10.0.0.0/8"]), "10.1.2.3");
    }
}
