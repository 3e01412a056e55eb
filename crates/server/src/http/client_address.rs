//! Whose request it is: the address of the connection, or, behind a trusted proxy, the one that the proxy names.
//!
//! `X-Forwarded-For` is believed only as far as trusted proxies wrote it: from its end, past every trusted address, to
//! the first one that is not trusted. Anybody may send the header; nobody outside can put themselves into that place.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use crate::app::App;

/// The client's address; `None` only where the program runs without a socket.
#[must_use]
pub fn client_address(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let trusted = &app.config.trusted_proxies;
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    Some(behind_proxies(peer.ip(), &forwarded.collect::<Vec<_>>(), trusted))
}

fn behind_proxies(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    for text in forwarded.iter().flat_map(|value| value.split(',')).rev() {
        if !is_trusted(&client) {
            return client;
        }
        let Some(address) = read(text.trim()) else { return client };
        client = address;
    }
    client
}

/// An address, with or without a port.
fn read(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "192.168.1.1/32".parse().unwrap()];
        behind_proxies(peer.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        assert_eq!(client("203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_address_that_is_not_theirs_counts() {
        assert_eq!(client("10.1.1.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(client("10.1.1.1", &["6.6.6.6, 1.2.3.4, 192.168.1.1"]), "1.2.3.4");
        assert_eq!(client("10.1.1.1", &["6.6.6.6", "1.2.3.4:5555"]), "1.2.3.4");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(client("10.1.1.1", &["1.2.3.4, nonsense"]), "10.1.1.1");
        assert_eq!(client("10.1.1.1", &[]), "10.1.1.1");
        assert_eq!(client("::ffff:10.1.1.1", &["2001:db8::1"]), "2001:db8::1");
    }
}
