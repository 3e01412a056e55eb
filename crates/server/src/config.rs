//! What the program is told at its start: command line, then `NASCENTE_…`, then `nascente.toml`.
//!
//! In: the options of a command. Out: [`Config`], checked. Refused, each with its name: addresses and networks that are
//! none, a public address that is no http address, names in the file that mean nothing.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use nascente_domain::media::{LARGEST, MEGABYTE};
use nascente_store::db::Place;
use serde::{Deserialize, Serialize};

use crate::auth::seal::Secret;

/// The file that is read where it lies in the current folder.
const FILE: &str = "nascente.toml";
/// The settings; other variables with our prefix are somebody else's.
const SETTINGS: &[&str] = &[
    "listen",
    "data",
    "database_url",
    "public_url",
    "trusted_proxy",
    "outbound_allow",
    "secret_key",
    "geoip_file",
    "media_url",
    "media_endpoint",
    "media_region",
    "media_access_key",
    "media_secret_key",
    "media_largest_mb",
];

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
    /// A file of regions (`.mmdb`); `None`: clicks have no region.
    pub geoip_file: Option<PathBuf>,
    /// How long a visitor waits until the click is durable in the store, before it is put aside on disk.
    pub click_patience: Duration,
    /// Where files of conversations are.
    pub media: MediaPlace,
    /// The largest file that is kept, in bytes.
    pub media_largest: u64,
    /// Whether this is the demo.
    pub demo: bool,
}

/// How long a visitor waits for the store.
pub const CLICK_PATIENCE: Duration = Duration::from_millis(50);

/// Where files of conversations are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaPlace {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In a bucket of a store that speaks S3.
    Bucket(Bucket),
}

/// A bucket and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What stands before every key; empty: nothing.
    pub prefix: String,
    /// The address of a store that is not Amazon's.
    pub endpoint: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Key and secret; `None`: those of the machine's role.
    pub keys: Option<(String, Secret)>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadConfig {
    /// A setting has a wrong form.
    #[error("the settings cannot be read: {0}")]
    Unreadable(String),
    /// The named file is not there.
    #[error("there is no file {0}")]
    NoFile(PathBuf),
    /// The public address is none.
    #[error("public_url {0:?} is no address of the form https://leads.example.com")]
    PublicUrl(String),
    /// The place of the files is none.
    #[error("media_url {0:?} is no address of the form s3://bucket/prefix")]
    MediaUrl(String),
    /// A key without its secret.
    #[error("media_access_key and media_secret_key belong together: give both or none")]
    MediaKeys,
    /// A network is none.
    #[error("{name} {text:?} is no network of the form 10.0.0.0/8")]
    Network {
        /// Name of the setting.
        name: &'static str,
        /// What was given.
        text: String,
    },
}

/// The settings as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: SocketAddr,
    data: Option<PathBuf>,
    database_url: Option<String>,
    public_url: Option<String>,
    #[serde(default)]
    trusted_proxy: OneOrMore,
    #[serde(default)]
    outbound_allow: OneOrMore,
    secret_key: Option<String>,
    geoip_file: Option<PathBuf>,
    media_url: Option<String>,
    media_endpoint: Option<String>,
    media_region: Option<String>,
    media_access_key: Option<String>,
    media_secret_key: Option<String>,
    media_largest_mb: Option<u64>,
}

impl Written {
    /// Where files are: in the folder of the data, or in the bucket that is named.
    fn media_place(&self, data_dir: &Path) -> Result<MediaPlace, BadConfig> {
        let Some(text) = &self.media_url else { return Ok(MediaPlace::Folder(data_dir.join("media"))) };
        let wrong = || BadConfig::MediaUrl(text.clone());
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let name = url.host_str().filter(|_| url.scheme() == "s3" && url.query().is_none()).ok_or_else(wrong)?;
        let keys = match (&self.media_access_key, &self.media_secret_key) {
            (Some(key), Some(secret)) => Some((key.clone(), Secret::new(secret.clone()))),
            (None, None) => None,
            _ => return Err(BadConfig::MediaKeys),
        };
        Ok(MediaPlace::Bucket(Bucket {
            name: name.to_owned(),
            prefix: url.path().trim_matches('/').to_owned(),
            endpoint: self.media_endpoint.clone().map(checked_url).transpose()?,
            region: self.media_region.clone(),
            keys,
        }))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn networks(self, name: &'static str) -> Result<Vec<IpNet>, BadConfig> {
        let texts = match self {
            Self::None => Vec::new(),
            Self::One(text) => text.split(',').map(str::to_owned).collect(),
            Self::More(texts) => texts,
        };
        texts
            .iter()
            .map(|text| network(text.trim()).ok_or_else(|| BadConfig::Network { name, text: text.clone() }))
            .collect()
    }
}

/// A network; a single address is a network of one.
fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

impl Config {
    /// Reads the settings: `store` and `serving` from the command line win, then the environment, then the file.
    pub fn read(file: Option<PathBuf>, store: &impl Serialize, serving: &impl Serialize) -> Result<Self, BadConfig> {
        let file = match file {
            Some(named) if !named.is_file() => return Err(BadConfig::NoFile(named)),
            Some(named) => Toml::file_exact(named),
            None if Path::new(FILE).is_file() => Toml::file_exact(FILE),
            None => Toml::string(""),
        };
        let written: Written = Figment::from(Serialized::default("listen", "127.0.0.1:8080"))
            .merge(file)
            .merge(Env::prefixed("NASCENTE_").only(SETTINGS))
            .merge(Serialized::defaults(store))
            .merge(Serialized::defaults(serving))
            .extract()
            .map_err(|error| BadConfig::Unreadable(without_values(&error)))?;
        Self::from_written(written)
    }

    fn from_written(written: Written) -> Result<Self, BadConfig> {
        let largest = written.media_largest_mb.map_or(LARGEST, |megabytes| megabytes.saturating_mul(MEGABYTE));
        let database = written.database_url.clone();
        let data = written.data.clone();
        let (place, data_dir) = if let Some(url) = database {
            (Place::Url(url), data.unwrap_or_else(|| PathBuf::from(".")))
        } else {
            let folder = data.unwrap_or_else(|| PathBuf::from("data"));
            (Place::File(folder.join("nascente.db")), folder)
        };
        let media = written.media_place(&data_dir)?;
        Ok(Self {
            listen: written.listen,
            place,
            data_dir,
            public_url: written.public_url.map(checked_url).transpose()?,
            trusted_proxies: written.trusted_proxy.networks("trusted_proxy")?,
            outbound_allow: written.outbound_allow.networks("outbound_allow")?,
            secret_key: written.secret_key.map(Secret::new),
            geoip_file: written.geoip_file,
            click_patience: CLICK_PATIENCE,
            media,
            media_largest: largest.min(LARGEST),
            demo: false,
        })
    }

    /// Makes the folder of the data, readable by its owner alone.
    pub fn make_folder(&self) -> std::io::Result<()> {
        make_private(&self.data_dir)
    }
}

pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Names and kinds only: a value may be a key or the password of a database.
fn without_values(error: &figment::Error) -> String {
    use figment::error::Kind;
    let place = error.path.join(".");
    match &error.kind {
        Kind::UnknownField(name, known) => format!("there is no setting {name}, use one of {}", known.join(", ")),
        Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => format!("{place} is not {wanted}"),
        Kind::Message(message) if place == "listen" => format!("listen: {message}, use the form 127.0.0.1:8080"),
        Kind::Message(message) if place.is_empty() => message.clone(),
        _ => format!("{place} has a wrong form"),
    }
}

fn checked_url(text: String) -> Result<String, BadConfig> {
    let is_http = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_http { Ok(text.trim_end_matches('/').to_owned()) } else { Err(BadConfig::PublicUrl(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &serde_json::Value) -> Result<Config, BadConfig> {
        Config::read(None, options, &serde_json::json!({}))
    }

    #[test]
    fn the_key_file_lies_beside_the_database_or_in_the_current_folder() {
        let file = read(&serde_json::json!({ "data": "/srv/n" })).unwrap();
        assert_eq!(file.place, Place::File("/srv/n/nascente.db".into()));
        assert_eq!(file.data_dir, PathBuf::from("/srv/n"));
        let url = read(&serde_json::json!({ "database_url": "postgres://h/d" })).unwrap();
        assert_eq!(url.data_dir, PathBuf::from("."));
    }

    #[test]
    fn wrong_settings_are_named_without_their_values() {
        let wrong = read(&serde_json::json!({ "public_url": "leads.example.com" })).unwrap_err();
        assert!(wrong.to_string().contains("public_url"), "{wrong}");
        let wrong = read(&serde_json::json!({ "trusted_proxy": ["10.0.0.0/33"] })).unwrap_err();
        assert!(wrong.to_string().contains("trusted_proxy"), "{wrong}");
        let wrong = read(&serde_json::json!({ "datas": "x-value" })).unwrap_err().to_string();
        assert!(wrong.contains("datas") && !wrong.contains("x-value"), "{wrong}");
    }

    #[test]
    fn files_lie_in_the_data_folder_or_in_a_bucket() {
        let folder = read(&serde_json::json!({ "data": "/srv/n" })).unwrap();
        assert_eq!(folder.media, MediaPlace::Folder("/srv/n/media".into()));
        let bucket = serde_json::json!({
            "media_url": "s3://files/of/shop/", "media_endpoint": "http://minio:9000/", "media_access_key": "k",
            "media_secret_key": "s-value", "media_largest_mb": 900,
        });
        let config = read(&bucket).unwrap();
        let MediaPlace::Bucket(bucket) = &config.media else { panic!("a folder") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("files", "of/shop"));
        assert_eq!(bucket.endpoint.as_deref(), Some("http://minio:9000"));
        assert_eq!(config.media_largest, LARGEST);
        assert!(!format!("{config:?}").contains("s-value"));
        for wrong in ["files", "s3://", "https://files/x", "s3://files?region=x"] {
            assert!(read(&serde_json::json!({ "media_url": wrong })).is_err(), "{wrong}");
        }
        let half = serde_json::json!({ "media_url": "s3://files", "media_access_key": "k" });
        assert!(read(&half).unwrap_err().to_string().contains("media_secret_key"));
    }

    #[test]
    fn networks_come_as_a_list_or_as_one_text() {
        let list = read(&serde_json::json!({ "trusted_proxy": ["10.0.0.0/8", "127.0.0.1"] })).unwrap();
        let text = read(&serde_json::json!({ "trusted_proxy": "10.0.0.0/8, 127.0.0.1" })).unwrap();
        assert_eq!(list.trusted_proxies, text.trusted_proxies);
        assert_eq!(list.trusted_proxies.len(), 2);
    }
}
