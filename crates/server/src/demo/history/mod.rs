//! The history of the demo: 90 days of a store, the same for the same seed.
//!
//! [`SEED`] decides everything: people, texts, hours, outcomes. The same seed gives the same history, told relative to
//! the day on which the demo is started. What the reports have to show is planted in [`sources`]; [`plan()`] turns it
//! into steps, [`play()`] takes every step through the real stages.

mod chance;
mod episode;
mod hours;
mod people;
mod plan;
mod play;
pub mod sources;
mod step;
mod texts;
mod twin;

use std::sync::Arc;

use nascente_domain::moment::{DAY, Moment};
use nascente_domain::touch::EntryKind;
use nascente_store::recording;

use crate::app::App;
use crate::attend::desk::Doer;
use crate::clock::SetClock;
use crate::contacts;
use crate::demo::shop::{self, Shop};
use crate::failure::Failure;
use crate::http::body::identifier::UpdateIdentifierRequest;
use crate::links::identifier;
use crate::links::naming::{self, Naming};
use plan::plan;
use play::play;
use sources::ADVERTS;

/// The seed of the history.
pub const SEED: u64 = 20_261_122;
/// Days of history.
pub const DAYS: i64 = 90;

/// Makes the company and plays its history up to now. `node` is the number under which this program makes ids.
pub(super) async fn plant(app: &App, node: u8, now: Moment) -> Result<Shop, Failure> {
    let zone = crate::app::zone("America/Sao_Paulo");
    let begin = now.day_in(&zone).plus(-DAYS).start_in(&zone).plus(-DAY);
    let clock = Arc::new(SetClock::at(begin));
    let clock_of_app: Arc<SetClock> = Arc::clone(&clock);
    let past = App::new(app.db.clone(), app.config.clone(), clock_of_app, node);
    // Whatever is sent is settled by the player; the real address is set when the server listens.
    past.known_as("http://127.0.0.1");
    let shop = shop::build(&past).await?;
    let scripts = tokio::task::spawn_blocking(move || plan(SEED, &zone, now))
        .await
        .map_err(|error| Failure::Unavailable(error.to_string()))?;
    play(&past, &clock, &shop, scripts, now).await?;
    contacts::compare::drain(&past).await?;
    name_adverts(&past, &shop).await?;
    Ok(shop)
}

/// Who named the ads.
const MARKETER: &str = "Bianca Moraes";

/// Campaign, ad set and ad, as a marketer would write them beside what Meta's cards tell.
async fn name_adverts(app: &App, shop: &Shop) -> Result<(), Failure> {
    let company_id = shop.company_id;
    for advert in ADVERTS {
        let Some(campaign) = advert.campaign.filter(|_| advert.named) else { continue };
        let keys = vec![advert.source_id.to_owned()];
        let found = app.db.read(move |tx| recording::identifiers(tx, company_id, EntryKind::Ad, keys.clone())).await?;
        let naming = Naming::read(UpdateIdentifierRequest {
            label: Some(advert.headline.to_owned()),
            campaign: Some(campaign.to_owned()),
            ad_set: advert.ad_set.map(str::to_owned),
            ad: Some(advert.headline.to_owned()),
            site: None,
        })
        .map_err(Failure::Invalid)?;
        for (_, identifier_id) in found {
            let marketer = Doer { kind: "user", id: None, name: Some(MARKETER.to_owned()) };
            naming::name(app, company_id, marketer, vec![identifier_id], naming.clone()).await?;
        }
    }
    Ok(())
}

/// Whether the history was planted to its end: the names come last.
pub(super) async fn is_whole(app: &App, shop: &Shop) -> Result<bool, Failure> {
    let (company_id, keys) = (shop.company_id, ADVERTS.iter().map(|advert| advert.source_id.to_owned()).collect());
    let last = ADVERTS.iter().rev().find(|advert| advert.named).map(|advert| advert.source_id);
    let keys: Vec<String> = keys;
    let found = app.db.read(move |tx| recording::identifiers(tx, company_id, EntryKind::Ad, keys.clone())).await?;
    let Some((_, identifier_id)) = found.into_iter().find(|(key, _)| Some(key.as_str()) == last) else {
        return Ok(false);
    };
    Ok(identifier::one(app, company_id, identifier_id).await?.campaign.is_some())
}
