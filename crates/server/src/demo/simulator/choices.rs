//! What the page of the phone offers: the store's ads, links and products, and the providers that a message may go through.

use axum::Json;
use axum::extract::State;
use nascente_store::link::WantedLinks;
use nascente_wire::Provider;
use serde::Serialize;

use super::Simulator;
use super::lines::{number_at, offered};
use crate::demo::history::sources::{ADVERTS, PRODUCTS};
use crate::demo::payload::STORE_NUMBER;
use crate::demo::shop::NAME;
use crate::failure::Failure;
use crate::links::short_url;

/// What somebody may tap.
#[derive(Debug, Serialize)]
pub(super) struct Choices {
    store: &'static str,
    store_number: &'static str,
    /// The providers that a message may go through, the first by itself, and the store's number there.
    providers: Vec<ProviderChoice>,
    ads: Vec<AdChoice>,
    links: Vec<LinkChoice>,
    products: Vec<ProductChoice>,
}

#[derive(Debug, Serialize)]
struct ProviderChoice {
    provider: Provider,
    store_number: String,
}

#[derive(Debug, Serialize)]
struct AdChoice {
    key: &'static str,
    kind: &'static str,
    headline: &'static str,
    body: &'static str,
    campaign: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ProductChoice {
    retailer_id: &'static str,
    name: &'static str,
    price: &'static str,
}

#[derive(Debug, Serialize)]
struct LinkChoice {
    slug: String,
    name: String,
    kind: String,
    site: String,
    short_url: String,
}

pub(super) async fn choices(State(simulator): State<Simulator>) -> Result<Json<Choices>, Failure> {
    let company_id = simulator.shop().await?.company_id;
    // Read anew: a link that was made a moment ago in the link generator can be opened here.
    let in_use = WantedLinks::default();
    let found = simulator.app.db.read(move |tx| nascente_store::link::list(tx, company_id, &in_use, None, 100)).await?;
    let links = found.into_iter().map(|link| LinkChoice {
        short_url: short_url(&simulator.app, &link.slug),
        slug: link.slug,
        name: link.name,
        kind: link.kind.to_string(),
        site: link.site,
    });
    let ads = ADVERTS.iter().map(|advert| AdChoice {
        key: advert.key,
        kind: advert.source_type,
        headline: advert.headline,
        body: advert.body,
        campaign: advert.campaign,
    });
    let products = PRODUCTS.iter().map(|product| ProductChoice {
        retailer_id: product.retailer_id,
        name: product.name,
        price: product.price,
    });
    let providers =
        offered().into_iter().map(|provider| ProviderChoice { provider, store_number: number_at(provider) });
    Ok(Json(Choices {
        store: NAME,
        store_number: STORE_NUMBER,
        providers: providers.collect(),
        ads: ads.collect(),
        links: links.collect(),
        products: products.collect(),
    }))
}
