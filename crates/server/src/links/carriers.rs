//! Which carriers a company uses. Refused: names of carriers that do not exist.

use nascente_domain::attribution::Rules;
use nascente_domain::carrier::{Carrier, Carriers};
use nascente_domain::id::CompanyId;
use nascente_store::{Lane, company};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::carrier::{CarrierSetting, CarrierSettings, UpdateCarriersRequest};
use crate::setup::{hint, lock};

/// The carriers of the company.
pub async fn settings(app: &App, company_id: CompanyId) -> Result<CarrierSettings, Failure> {
    let company = app.db.read(move |tx| company::get(tx, company_id)).await?.ok_or(Failure::NotFound)?;
    Ok(show(company.rules))
}

fn show(rules: Rules) -> CarrierSettings {
    let setting = |carrier: &Carrier| CarrierSetting {
        carrier: carrier.to_string(),
        on: rules.carriers.has(*carrier),
        on_by_default: carrier.on_by_default(),
        strength: carrier.strength().to_string(),
        survives_erased_text: carrier.survives_erased_text(),
    };
    CarrierSettings {
        items: Carrier::ALL.iter().map(setting).collect(),
        hashtag_wins: rules.hashtag_wins,
        text_wins: rules.text_wins,
    }
}

/// Switches carriers on and off.
pub async fn change(
    app: &App,
    company_id: CompanyId,
    request: UpdateCarriersRequest,
) -> Result<CarrierSettings, Failure> {
    let switched = request.carriers.iter().map(|(name, on)| {
        let carrier: Result<Carrier, _> = name.parse();
        let unknown = |_| Failure::invalid(&format!("carriers.{name}"), "unknown", "there is no such carrier");
        Ok((carrier.map_err(unknown)?, *on))
    });
    let switched = switched.collect::<Result<Vec<(Carrier, bool)>, Failure>>()?;
    let rules = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let rules = &mut company.rules;
            let chosen = |all: Carriers, (carrier, on): &(Carrier, bool)| all.with(*carrier, *on);
            rules.carriers = switched.iter().fold(rules.carriers, chosen);
            rules.hashtag_wins = request.hashtag_wins.unwrap_or(rules.hashtag_wins);
            rules.text_wins = request.text_wins.unwrap_or(rules.text_wins);
            let rules = *rules;
            company::update(tx, &company)?;
            Ok::<_, Failure>(rules)
        })
        .await?;
    app.clicks.forget_all();
    hint(app, company_id, company_id);
    Ok(show(rules))
}
