//! The company's own settings.
//!
//! Refused: an unknown time zone, currency or locale; a slug that another company has; another time zone once there are
//! conversations, because the days that were counted would have to be counted again.

use nascente_domain::id::CompanyId;
use nascente_store::Lane;
use nascente_store::company::{self, Company};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::company::UpdateCompanyRequest;
use crate::setup::first_company::{checked_zone, slug_of};
use crate::setup::{field, hint, lock};

/// The company.
pub async fn get(app: &App, company_id: CompanyId) -> Result<Company, Failure> {
    app.db.read(move |tx| company::get(tx, company_id)).await?.ok_or(Failure::NotFound)
}

/// What changes, checked as far as it can be without the store.
#[derive(Debug, Clone)]
struct Changes {
    name: Option<String>,
    slug: Option<String>,
    time_zone: Option<String>,
    currency: Option<String>,
    locale: Option<String>,
    hashtag_wins: Option<bool>,
}

fn read(request: UpdateCompanyRequest) -> Result<Changes, Failure> {
    Ok(Changes {
        name: request.name.map(|name| field::name("name", &name)).transpose()?,
        slug: request.slug.map(checked_slug).transpose()?,
        time_zone: request.time_zone.map(|zone| checked_zone("time_zone", &zone)).transpose()?,
        currency: request.currency.map(checked_currency).transpose()?,
        locale: request.locale.map(checked_locale).transpose()?,
        hashtag_wins: request.hashtag_wins,
    })
}

fn checked_slug(slug: String) -> Result<String, Failure> {
    if slug_of(&slug) == slug {
        Ok(slug)
    } else {
        Err(Failure::invalid("slug", "invalid", "use up to 60 of a-z, 0-9 and single dashes"))
    }
}

fn checked_currency(currency: String) -> Result<String, Failure> {
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(currency)
    } else {
        Err(Failure::invalid("currency", "invalid", "use the three letters of ISO 4217, such as BRL"))
    }
}

fn checked_locale(locale: String) -> Result<String, Failure> {
    if matches!(locale.as_str(), "pt-BR" | "en") {
        Ok(locale)
    } else {
        Err(Failure::invalid("locale", "unknown_locale", "use pt-BR or en"))
    }
}

/// Changes the company.
pub async fn update(app: &App, company_id: CompanyId, request: UpdateCompanyRequest) -> Result<Company, Failure> {
    let changes = read(request)?;
    let company = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let Changes { name, slug, time_zone, currency, locale, hashtag_wins } = changes.clone();
            if let Some(slug) = slug.filter(|slug| *slug != company.slug) {
                company::lock_installation(tx)?;
                if company::by_slug(tx, &slug)?.is_some() {
                    return Err(Failure::invalid("slug", "taken", "another company has this address"));
                }
                company.slug = slug;
            }
            if let Some(zone) = time_zone.filter(|zone| *zone != company.time_zone) {
                if company::has_history(tx, company_id)? {
                    return Err(zone_has_history());
                }
                company.time_zone = zone;
            }
            company.name = name.unwrap_or(company.name);
            company.currency = currency.unwrap_or(company.currency);
            company.locale = locale.unwrap_or(company.locale);
            company.rules.hashtag_wins = hashtag_wins.unwrap_or(company.rules.hashtag_wins);
            company::update(tx, &company)?;
            Ok::<_, Failure>(company)
        })
        .await?;
    hint(app, company_id, company_id);
    Ok(company)
}

fn zone_has_history() -> Failure {
    Failure::conflict(
        "zone_has_history",
        "conversations were counted by the days of the present time zone, which cannot change any more",
    )
}
