//! The one door through which the program speaks to others.
//!
//! No redirects, bounded time and size, and no private addresses: a base URL typed into a form must not make the
//! server reach into its own network. Loopback is allowed only while the public address is itself loopback (the demo,
//! tests, a developer's machine); other private networks by `outbound_allow`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use nascente_wire::call::{Call, CallBody, Method};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use url::{Host, Url};

use crate::app::App;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of a second, at the slowest.
const SLOWEST: usize = 256 << 10;
/// The largest answer that is read.
const LARGEST_ANSWER: usize = 1 << 20;

/// Why nothing was sent or nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The address is not one that may be reached.
    #[error("the address may not be reached from here")]
    Forbidden,
    /// Nobody was reached: nothing was asked.
    #[error("no answer: the connection failed")]
    Unreached,
    /// Nobody answered properly; what was asked may have been done.
    #[error("no answer: {0}")]
    NoAnswer(&'static str),
    /// The answer is larger than what was asked for.
    #[error("the answer is too large")]
    TooLarge,
}

/// An answer: status and body.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The seconds that the provider asks to wait (`retry-after`).
    pub retry_after: Option<i64>,
    /// Where it says to look instead (`location`).
    pub location: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// The door.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: reqwest::Client,
    reach: Reach,
}

/// Which addresses may be reached.
#[derive(Debug, Clone)]
struct Reach {
    loopback: bool,
    allowed: Arc<[IpNet]>,
}

impl Outbound {
    /// The door of a server; what it lets through follows from the public address and the settings.
    #[expect(clippy::disallowed_methods, reason = "this is the outbound door")]
    pub fn new(app: &App) -> Result<Self, reqwest::Error> {
        let public = Url::parse(app.public_url()).ok();
        let loopback = public.as_ref().and_then(Url::host).is_some_and(|host| match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        });
        let allowed = app.config.outbound_allow.iter().copied().collect();
        let reach = Reach { loopback, allowed };
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            .dns_resolver(Arc::new(CheckedResolver(reach.clone())))
            .build()?;
        Ok(Self { client, reach })
    }

    /// Asks a provider and reads an answer of at most a megabyte.
    pub async fn call(&self, call: Call) -> Result<Answer, OutboundError> {
        self.call_for(call, LARGEST_ANSWER).await
    }

    /// Asks a provider and reads an answer of at most `largest` bytes.
    pub async fn call_for(&self, call: Call, largest: usize) -> Result<Answer, OutboundError> {
        let request = self.request(call, largest)?;
        let mut response = request.send().await.map_err(|error| no_answer(&error))?;
        let status = response.status().as_u16();
        let retry_after = header(&response, RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
        let location = header(&response, LOCATION);
        let content_type = header(&response, CONTENT_TYPE);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| no_answer(&error))? {
            if body.len() + chunk.len() > largest {
                return Err(OutboundError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, retry_after, location, content_type, body })
    }

    /// Whether an address may be reached, as far as it can be told without asking for its name.
    #[must_use]
    pub fn may_reach(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.reach.check(&url).is_ok())
    }

    fn request(&self, call: Call, largest: usize) -> Result<reqwest::RequestBuilder, OutboundError> {
        let url = Url::parse(&call.url).map_err(|_| OutboundError::Forbidden)?;
        self.reach.check(&url)?;
        let mut request = self.client.request(method(call.method), url);
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        Ok(match call.body {
            CallBody::Empty => request.timeout(patience(largest)),
            CallBody::Json(body) => {
                let bytes = serde_json::to_vec(&body).map_err(|_| OutboundError::Forbidden)?;
                let patience = patience(largest + bytes.len());
                request.timeout(patience).header(CONTENT_TYPE, "application/json").body(bytes)
            }
            CallBody::Form(fields) => request.form(&fields),
            CallBody::Multipart { fields, file_field, file } => {
                let request = request.timeout(patience(largest + file.bytes.len()));
                let part = Part::bytes(file.bytes).file_name(file.file_name).mime_str(&file.mime_type);
                let part = part.map_err(|_| OutboundError::Forbidden)?;
                let form = fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
                request.multipart(form.part(file_field, part))
            }
        })
    }
}

const fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// How long a request may take that moves so many bytes: nobody is slower than this for good reasons.
fn patience(bytes: usize) -> Duration {
    PATIENCE + Duration::from_secs(u64::try_from(bytes / SLOWEST).unwrap_or(u64::MAX))
}

fn header(response: &reqwest::Response, name: HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The error without the address, which may carry ids of the company.
fn no_answer(error: &reqwest::Error) -> OutboundError {
    if error.is_connect() {
        return OutboundError::Unreached;
    }
    OutboundError::NoAnswer(if error.is_timeout() { "it took too long" } else { "the exchange broke off" })
}

impl Reach {
    /// Checks what can be told from the address itself; names are checked when they are resolved.
    fn check(&self, url: &Url) -> Result<(), OutboundError> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(OutboundError::Forbidden),
        };
        let secure = url.scheme() == "https" || (url.scheme() == "http" && self.loopback);
        if secure && address.is_none_or(|address| self.allows(address)) {
            Ok(())
        } else {
            Err(OutboundError::Forbidden)
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        if address.is_loopback() {
            return self.loopback;
        }
        is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            let special = v4.is_private() || v4.is_link_local() || v4.is_unspecified() || v4.is_broadcast();
            !(special || v4.is_multicast() || v4.is_documentation() || shared || first == 0 || first >= 240)
        }
        IpAddr::V6(v6) => {
            !(v6.is_unspecified() || v6.is_multicast() || v6.is_unique_local() || v6.is_unicast_link_local())
        }
    }
}

/// Resolves names and leaves out what may not be reached.
struct CheckedResolver(Reach);

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(Box::from("the address may not be reached from here"));
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(loopback: bool, allowed: &[&str]) -> Reach {
        Reach { loopback, allowed: allowed.iter().map(|network| network.parse().unwrap()).collect() }
    }

    fn may(reach: &Reach, url: &str) -> bool {
        reach.check(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn a_public_server_reaches_no_private_address() {
        let public = reach(false, &[]);
        assert!(may(&public, "https://graph.facebook.com/v24.0"));
        for hostile in [
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://100.64.0.1/",
            "http://graph.facebook.com/",
            "https://0.0.0.0/",
        ] {
            assert!(!may(&public, hostile), "{hostile}");
        }
    }

    #[test]
    fn loopback_is_reached_from_loopback_and_private_networks_when_allowed() {
        assert!(may(&reach(true, &[]), "http://127.0.0.1:9000/"));
        assert!(!may(&reach(true, &[]), "https://10.1.2.3/"));
        assert!(may(&reach(false, &["10.0.0.0/8"]), "https://10.1.2.3/"));
    }
}
