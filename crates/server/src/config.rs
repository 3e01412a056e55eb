//! What the program is told at its start: command line, then `NASCENTE_…`, then `nascente.toml`.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use nascente_store::db::Place;

use crate::auth::seal::Secret;

/// The settings of a running server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where the data is.
    pub place: Place,
    /// The folder of the key file (and of the SQLite file).
    pub data_dir: PathBuf,
    /// The address under which browsers and providers reach it, without a trailing slash; `None`: the listening one.
    pub public_url: Option<String>,
    /// Networks (CIDR) of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Private networks (CIDR) that outbound requests may reach.
    pub outbound_allow: Vec<IpNet>,
    /// The key under which secrets are sealed, as text; `None`: the key file in the data folder.
    pub secret_key: Option<Secret>,
    /// Whether this is the demo.
    pub demo: bool,
}
