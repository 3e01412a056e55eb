//! What a channel needs to receive and to send: its secrets, opened, and the way from a channel to its company.
//!
//! For the receiver: [`channel_route`] turns the channel in a webhook's address into company, provider and secrets,
//! from memory where it can. For the sender: [`open_secrets`]. Refused: bytes that this installation's key does not
//! open (a changed `secret.key`), as [`Failure::Unavailable`], so that the provider tries again.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::{Moment, SECOND};
use nascente_store::channel::{self, Channel};
use nascente_store::connection::{self, FormerConnection};
use nascente_wire::Provider;
use nascente_wire::provider::signing_secret;

use crate::app::App;
use crate::auth::seal::{SealError, Secret};
use crate::connect::address::{provider_of, webhook_url};
use crate::failure::Failure;

/// How long a remembered route is believed: changes of another node are seen after this.
const BELIEVED: i64 = 5 * SECOND;

/// What a channel was given to speak with its provider. `Debug` shows no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelSecrets {
    plain: BTreeMap<String, String>,
    secret: BTreeMap<String, Secret>,
    /// The digits of the channel.
    phone_number: String,
    /// The address that the provider posts to, with its key.
    webhook_url: Option<Secret>,
    /// The unguessable part of the webhook's address. Compare it in constant time, and only where deliveries are not
    /// signed.
    pub hook_key: Option<Secret>,
}

impl ChannelSecrets {
    /// A setting by its name, plain or secret: what a dialect looks its settings up by. Two more names are answered that
    /// nobody types in: `phone_number`, the digits of the channel, and `webhook_url`, our address with its key.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        match name {
            "phone_number" => Some(self.phone_number.as_str()),
            "webhook_url" => self.webhook_url.as_ref().map(Secret::expose),
            _ => self.secret(name).or_else(|| self.plain.get(name).map(String::as_str)),
        }
    }

    /// A secret by its name.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&str> {
        self.secret.get(name).map(Secret::expose)
    }
}

/// A channel as the receiver needs it.
#[derive(Debug, Clone)]
pub struct ChannelRoute {
    /// Its company.
    pub company_id: CompanyId,
    /// Itself.
    pub channel_id: ChannelId,
    /// Its provider; the address of the delivery has to name the same.
    pub provider: Provider,
    /// Whether it is archived: deliveries are still kept, nothing is sent.
    pub archived: bool,
    /// Its secrets.
    pub secrets: ChannelSecrets,
    /// The providers that it left not long ago: what they deliver late is taken at their addresses, by their secrets.
    pub former: Vec<(Moment, Arc<Self>)>,
}

/// Routes that were looked up lately.
#[derive(Debug, Default)]
pub struct RouteCache(Mutex<HashMap<ChannelId, (Moment, Arc<ChannelRoute>)>>);

impl RouteCache {
    fn get(&self, channel_id: ChannelId, now: Moment) -> Option<Arc<ChannelRoute>> {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, route) = routes.get(&channel_id)?;
        (now.since(*seen) < BELIEVED).then(|| Arc::clone(route))
    }

    fn put(&self, now: Moment, route: Arc<ChannelRoute>) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        routes.insert(route.channel_id, (now, route));
    }

    /// Forgets a channel: it has changed.
    pub fn forget(&self, channel_id: ChannelId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel_id);
    }
}

/// The channel that a webhook's address names, with company and secrets; `None` when there is no such channel.
/// Answered from memory for up to five seconds; a change on this node is seen at once.
pub async fn channel_route(app: &App, channel_id: ChannelId) -> Result<Option<Arc<ChannelRoute>>, Failure> {
    if let Some(route) = app.routes.get(channel_id, app.now()) {
        return Ok(Some(route));
    }
    let seen_at = app.now();
    let found = app
        .db
        .read(move |tx| {
            let Some(company_id) = channel::company_of(tx, channel_id)? else { return Ok(None) };
            let Some(channel) = channel::get(tx, company_id, channel_id)? else { return Ok(None) };
            let mut former = connection::former(tx, company_id)?;
            former.retain(|one| one.channel_id == channel_id);
            Ok::<_, Failure>(Some((company_id, channel, former)))
        })
        .await?;
    let Some((company_id, channel, former)) = found else { return Ok(None) };
    let former = former.into_iter().map(|one| {
        let until = one.until;
        route(app, company_id, &as_it_was(&channel, one), Vec::new()).map(|route| route.map(|route| (until, route)))
    });
    let former = former.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let Some(route) = route(app, company_id, &channel, former)? else { return Ok(None) };
    app.routes.put(seen_at, Arc::clone(&route));
    Ok(Some(route))
}

/// The route of a channel; `None` when its provider was written by a newer program.
fn route(
    app: &App,
    company_id: CompanyId,
    channel: &Channel,
    former: Vec<(Moment, Arc<ChannelRoute>)>,
) -> Result<Option<Arc<ChannelRoute>>, Failure> {
    let Ok(provider) = channel.provider.parse() else { return Ok(None) };
    let (channel_id, archived) = (channel.channel_id, channel.archived_at.is_some());
    let secrets = opened(app, company_id, channel)?;
    Ok(Some(Arc::new(ChannelRoute { company_id, channel_id, provider, archived, secrets, former })))
}

/// A channel as it was with a former provider.
fn as_it_was(channel: &Channel, former: FormerConnection) -> Channel {
    Channel {
        provider: former.provider,
        number_id: former.number_id,
        settings: former.settings,
        secrets: former.secrets,
        hook_key: former.hook_key,
        ..channel.clone()
    }
}

/// The secrets of a company's channel, read anew; not found when the company has no such channel.
pub async fn open_secrets(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<ChannelSecrets, Failure> {
    let found = app.db.read(move |tx| channel::get(tx, company_id, channel_id)).await?;
    opened(app, company_id, &found.ok_or(Failure::NotFound)?)
}

/// The secrets of a channel that was read already: for use inside a unit of work.
pub fn opened(app: &App, company_id: CompanyId, channel: &Channel) -> Result<ChannelSecrets, Failure> {
    let secret = secret_texts(app, company_id, channel)?;
    let provider = provider_of(channel);
    let is_signed = signing_secret(provider).is_some_and(|name| secret.contains_key(name));
    let key = channel.hook_key.as_deref().filter(|_| !is_signed);
    Ok(ChannelSecrets {
        phone_number: channel.phone_number.clone(),
        webhook_url: Some(Secret::new(webhook_url(app, provider, channel.channel_id, key))),
        plain: plain_texts(channel),
        secret: secret.into_iter().map(|(name, text)| (name, Secret::new(text))).collect(),
        hook_key: channel.hook_key.clone().map(Secret::new),
    })
}

/// The plain settings by name.
pub(crate) fn plain_texts(channel: &Channel) -> BTreeMap<String, String> {
    serde_json::from_value(channel.settings.clone()).unwrap_or_default()
}

/// The secrets by name.
pub(crate) fn secret_texts(
    app: &App,
    company_id: CompanyId,
    channel: &Channel,
) -> Result<BTreeMap<String, String>, Failure> {
    let Some(sealed) = &channel.secrets else { return Ok(BTreeMap::new()) };
    let text = app.secret_key()?.open(company_id, channel.channel_id, sealed).map_err(|error| unusable(&error))?;
    serde_json::from_str(text.expose()).map_err(|_| Failure::Unavailable("sealed secrets cannot be read".to_owned()))
}

/// The sealed form of the secrets by name; `None` when there are none.
pub(crate) fn seal_texts(
    app: &App,
    company_id: CompanyId,
    channel_id: ChannelId,
    secrets: &BTreeMap<String, String>,
) -> Result<Option<Vec<u8>>, Failure> {
    if secrets.is_empty() {
        return Ok(None);
    }
    let text = Secret::new(serde_json::to_string(secrets).unwrap_or_default());
    app.secret_key()?.seal(company_id, channel_id, text.expose()).map(Some).map_err(|error| unusable(&error))
}

fn unusable(error: &SealError) -> Failure {
    Failure::Unavailable(error.to_string())
}
