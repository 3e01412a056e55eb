//! The store's ads at the fake of the Marketing API.

use nascente_wire::marketing::AdNames;

use super::fakes::marketing::{AdAccount, AdToken};
use crate::app::App;
use crate::demo::history::sources::ADVERTS;

/// The token of the demo, which opens nothing but the fake.
pub(crate) const TOKEN: &str = "demonstracao-ads-read";
/// Where the fake is, below the address of this server.
pub(super) const PATH: &str = "/simulator/api/marketing";

/// Where the fake is reached.
pub(crate) fn address(app: &App) -> String {
    format!("{}{PATH}", app.public_url())
}

/// What Meta would know of the store's ads. Posts are no ads.
pub(super) fn account() -> AdAccount {
    let ads = ADVERTS.iter().filter(|advert| advert.is_ad()).map(|advert| {
        let text = |text: &str| Some(text.to_owned());
        let (ad_set, campaign) = (advert.ad_set.and_then(text), advert.campaign.and_then(text));
        (advert.source_id.to_owned(), AdNames { ad: text(advert.headline), ad_set, campaign })
    });
    let token = AdToken { reads_ads: true, expires_at: 0 };
    AdAccount { tokens: [(TOKEN.to_owned(), token)].into(), ads: ads.collect() }
}
