//! Receiving: a provider's post becomes a kept delivery, and only then an answer.
//!
//! In come the raw bytes of a webhook and the channel in its address; out goes a durable row. Refused: an unknown
//! channel (404), a wrong or missing proof of the sender (401), more than 3 MB (413). Nothing is parsed here: what the
//! bytes mean is the recorder's business, and a delivery that means nothing is kept all the same.

pub mod webhook;

use nascente_domain::id::ChannelId;
use nascente_store::delivery::{self, NewDelivery};
use nascente_store::statement::Engine;
use nascente_store::{Lane, Tx};
use nascente_wire::{Provider, provider};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::auth::channel_secrets::{ChannelRoute, channel_route};
use crate::failure::Failure;
use crate::group_commit::Batch;

/// Writers of the intake: PostgreSQL commits for two at a time. SQLite has one writing thread, and a second collector
/// would only cut what waits for it into smaller transactions, each with a sync of its own.
const fn writers(engine: Engine) -> usize {
    match engine {
        Engine::Sqlite => 1,
        Engine::Postgres => 2,
    }
}

/// What proves that the provider sent a delivery.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// Headers by lower-case name.
    pub headers: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The path of the address with its query.
    pub path: &'a str,
    /// `?key=` of the address.
    pub key: Option<&'a str>,
}

/// Why a delivery was not kept.
#[derive(Debug)]
pub enum Unkept {
    /// There is no such channel at this provider.
    UnknownChannel,
    /// The sender did not prove who it is.
    NotAuthentic,
    /// A fault of ours; the provider should try again.
    Failed(Failure),
}

/// The channel of a webhook's address, as it is with this provider or was until not long ago.
pub async fn channel(
    app: &App,
    provider: Provider,
    channel_id: ChannelId,
) -> Result<std::sync::Arc<ChannelRoute>, Unkept> {
    let route = channel_route(app, channel_id).await.map_err(Unkept::Failed)?;
    let route = route.ok_or(Unkept::UnknownChannel)?;
    if route.provider == provider {
        return Ok(route);
    }
    // The number has moved to another provider: what the former one still had to say is not lost.
    let former = route.former.iter().find(|(until, former)| former.provider == provider && app.now() < *until);
    former.map(|(_, former)| std::sync::Arc::clone(former)).ok_or(Unkept::UnknownChannel)
}

/// Whether the sender of a delivery proved who it is: by signature where a secret is set, else by the address's key.
#[must_use]
pub fn is_authentic(app: &App, route: &ChannelRoute, proof: &Proof<'_>, body: &[u8]) -> bool {
    let signed = provider::signing_secret(route.provider).and_then(|name| route.secrets.secret(name));
    if let Some(secret) = signed {
        let url = format!("{}{}", app.public_url(), proof.path);
        let proof = provider::Proof { headers: &|name| (proof.headers)(name), url: &url, body };
        return provider::authenticate(route.provider, secret, &proof);
    }
    match (&route.secrets.hook_key, proof.key) {
        (Some(wanted), Some(given)) => bool::from(wanted.expose().as_bytes().ct_eq(given.as_bytes())),
        _ => false,
    }
}

/// Keeps an authentic delivery; returns when it is durable.
pub async fn keep(app: &App, route: &ChannelRoute, body: Vec<u8>) -> Result<(), Failure> {
    let delivery = NewDelivery {
        company_id: route.company_id,
        delivery_id: app.id(),
        channel_id: route.channel_id,
        provider: route.provider.as_str(),
        received_at: app.now(),
        body,
    };
    app.intake.keep(delivery).await?;
    app.delivery_arrived.notify_one();
    Ok(())
}

/// Starts the writers of the intake.
pub fn start(app: &App) {
    for _ in 0..writers(app.db.engine()) {
        let app = app.clone();
        app.clone().tasks.spawn(async move {
            let db = app.db.clone();
            let commit = |batch: Batch<NewDelivery, ()>| {
                let db = db.clone();
                async move {
                    let keep = move |tx: &mut Tx<'_>| {
                        batch.with_latest(|deliveries| delivery::insert(tx, deliveries).map(|()| deliveries.len()))
                    };
                    let kept: usize = db.write(Lane::Intake, keep).await?;
                    Ok(vec![Some(()); kept])
                }
            };
            app.intake.run(app.finished.clone(), commit).await;
        });
    }
}
