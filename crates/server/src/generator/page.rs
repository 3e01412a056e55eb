//! What the public page shows of a company.

use nascente_domain::id::{ChannelId, DepartmentId};
use nascente_domain::moment::LocalDay;
use nascente_domain::phone::Phone;
use nascente_domain::public_generator::PublicGenerator;
use nascente_store::company::{self, Company};
use nascente_store::{Tx, link, public_generator};

use crate::app::{App, zone};
use crate::failure::Failure;
use crate::http::body::public_generator::{PublicNumber, PublicPage};

/// A page that is there.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) company: Company,
    pub(super) offered: PublicGenerator,
    /// The numbers that can be offered at this moment; there is at least one.
    pub(super) numbers: Vec<(ChannelId, Phone)>,
    /// The department of its links, where it is still in use.
    pub(super) department_id: Option<DepartmentId>,
    /// Today where the company is.
    pub(super) today: LocalDay,
    made_today: i64,
    has_logo: bool,
}

/// Reads a page by the slug of its company. Switched off, without a number, unknown: not found, all the same.
pub(super) async fn open(app: &App, slug: &str) -> Result<Open, Failure> {
    let (slug, now) = (slug.to_ascii_lowercase(), app.now());
    let read = move |tx: &mut Tx<'_>| {
        let company_id = company::by_slug(tx, &slug)?.ok_or(Failure::NotFound)?;
        let offered = public_generator::get(tx, company_id)?;
        if !offered.enabled {
            return Err(Failure::NotFound);
        }
        let numbers = public_generator::offered(tx, company_id, offered.channel_ids.clone())?;
        if numbers.is_empty() {
            return Err(Failure::NotFound);
        }
        let company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
        let departments = link::usable_departments(tx, company_id, offered.department_id.into_iter().collect())?;
        let today = now.day_in(&zone(&company.time_zone));
        Ok(Open {
            numbers,
            department_id: departments.first().copied(),
            today,
            made_today: public_generator::made_on(tx, company_id, today)?,
            has_logo: company::logo(tx, company_id)?.is_some(),
            company,
            offered,
        })
    };
    app.db.read(read).await
}

/// Whether there is such a page.
pub async fn is_open(app: &App, slug: &str) -> Result<bool, Failure> {
    match open(app, slug).await {
        Ok(_) => Ok(true),
        Err(Failure::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The data of the page.
pub async fn page(app: &App, slug: &str) -> Result<PublicPage, Failure> {
    let open = open(app, slug).await?;
    let slug = &open.company.slug;
    Ok(PublicPage {
        company: open.company.name.clone(),
        locale: open.company.locale.clone(),
        colour: open.offered.colour.clone(),
        logo_url: open.has_logo.then(|| format!("/api/v1/public-generators/{slug}/logo")),
        numbers: open.numbers.iter().map(number).collect(),
        kinds: open.offered.kinds.iter().map(ToString::to_string).collect(),
        sites: open.offered.sites.clone(),
        limit_reached: open.made_today >= open.offered.daily_limit,
    })
}

fn number((channel_id, phone): &(ChannelId, Phone)) -> PublicNumber {
    PublicNumber { id: channel_id.to_string(), phone_number: phone.digits().to_owned() }
}

/// The logo of a company whose page is there.
pub async fn logo(app: &App, slug: &str) -> Result<Vec<u8>, Failure> {
    let company_id = open(app, slug).await?.company.company_id;
    let logo = app.db.read(move |tx| company::logo(tx, company_id)).await?;
    logo.map(|(bytes, _)| bytes).ok_or(Failure::NotFound)
}
