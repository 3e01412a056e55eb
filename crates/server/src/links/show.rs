//! Links as the API shows them, with their figures.

use std::collections::HashMap;

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::{LinkKind, whatsapp_url};
use nascente_store::company;
use nascente_store::link::{self, LinkFigures, StoredLink, WantedLinks};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::link::Link;
use crate::http::body::list::Page;
use crate::http::page::{PageRequest, page};
use crate::qr::sheet::Label;

/// The address of a slug.
#[must_use]
pub fn short_url(app: &App, slug: &str) -> String {
    format!("{}/l/{slug}", app.public_url())
}

/// A page of links, newest first.
pub async fn list(
    app: &App,
    company_id: CompanyId,
    wanted: WantedLinks,
    request: PageRequest,
) -> Result<Page<Link>, Failure> {
    let after = request.after.and_then(|cursor| cursor.first().copied()).map(LinkId::from);
    let (limit, wants_total) = (request.limit, request.count);
    let (links, figures, total) = app
        .db
        .read(move |tx| {
            let links = link::list(tx, company_id, &wanted, after, limit + 1)?;
            let figures = link::figures(tx, company_id, &links)?;
            let total = wants_total.then(|| link::count(tx, company_id, &wanted)).transpose()?;
            Ok::<_, Failure>((links, figures, total))
        })
        .await?;
    let shown = page(links, limit, total, |link| vec![link.link_id.value()]);
    let items = bodies(app, &shown.items, &figures);
    Ok(Page { items, next_cursor: shown.next_cursor, total: shown.total })
}

/// One link; another company's is not found.
pub async fn one(app: &App, company_id: CompanyId, link_id: LinkId) -> Result<Link, Failure> {
    let found = app.db.read(move |tx| link::find(tx, company_id, link_id)).await?.ok_or(Failure::NotFound)?;
    let mut items = with_figures(app, company_id, vec![found]).await?;
    items.pop().ok_or(Failure::NotFound)
}

/// Links with their figures, in the order given.
pub async fn with_figures(app: &App, company_id: CompanyId, links: Vec<StoredLink>) -> Result<Vec<Link>, Failure> {
    let of_links = links.clone();
    let figures = app.db.read(move |tx| link::figures(tx, company_id, &of_links)).await?;
    Ok(bodies(app, &links, &figures))
}

fn bodies(app: &App, links: &[StoredLink], figures: &HashMap<LinkId, LinkFigures>) -> Vec<Link> {
    links.iter().map(|link| body(app, link, figures.get(&link.link_id).copied().unwrap_or_default())).collect()
}

fn body(app: &App, link: &StoredLink, figures: LinkFigures) -> Link {
    let short_url = short_url(app, &link.slug);
    let text = match link.kind {
        LinkKind::Tracked => link.carriers.written(&link.code, &link.message),
        LinkKind::Hashtag => link.message.clone(),
    };
    Link {
        id: link.link_id.to_string(),
        name: link.name.clone(),
        channel_id: link.channel_id.to_string(),
        kind: link.kind.to_string(),
        site: link.site.clone(),
        message: link.message.clone(),
        utm: link.utm.clone(),
        tags: link.tags.clone(),
        dedicated_number: link.owns_number,
        slug: link.slug.clone(),
        department_id: link.department_id.map(|id| id.to_string()),
        identifier_id: link.identifier_id.to_string(),
        qr_svg_url: format!("{short_url}/qr.svg"),
        qr_png_url: format!("{short_url}/qr.png"),
        short_url,
        whatsapp_url: link.phone.as_ref().map(|phone| whatsapp_url(phone, &text)).unwrap_or_default(),
        clicks: figures.clicks,
        clicks_raw: figures.clicks_raw,
        conversations: figures.conversations,
        expires_at: link.expires_at.map(|moment| moment.to_string()),
        archived_at: link.archived_at.map(|moment| moment.to_string()),
        made_by: link.made_by.to_string(),
        created_at: link.created_at.to_string(),
    }
}

/// The logo for a known slug, where one is wanted and set; an unknown slug is not found.
pub async fn logo_of_slug(app: &App, slug: &str, wanted: bool) -> Result<Option<Vec<u8>>, Failure> {
    let slug = slug.to_owned();
    app.db
        .read(move |tx| {
            let target = link::target(tx, &slug)?.ok_or(Failure::NotFound)?;
            let logo = if wanted { company::logo(tx, target.company_id)? } else { None };
            Ok(logo.map(|(bytes, _)| bytes))
        })
        .await
}

/// The links of a printable sheet, in the order given; one that is not the company's own is not found.
pub async fn labels(app: &App, company_id: CompanyId, ids: Vec<LinkId>) -> Result<Vec<Label>, Failure> {
    let found = app
        .db
        .read(move |tx| {
            let links = ids.iter().map(|id| link::find(tx, company_id, *id)?.ok_or(Failure::NotFound));
            links.collect::<Result<Vec<StoredLink>, Failure>>()
        })
        .await?;
    Ok(found.into_iter().map(|link| Label { url: short_url(app, &link.slug), name: link.name }).collect())
}
