//! A stranger makes a link of the company.

use std::net::IpAddr;

use nascente_domain::link::{LinkKind, LinkMaker, whatsapp_url};
use nascente_domain::moment::{Moment, SECOND};
use nascente_domain::public_generator::{BadMessage, check_message, tidied};
use nascente_store::link::StoredLink;
use nascente_store::{Tx, event, public_generator};
use serde_json::json;

use crate::app::{App, zone};
use crate::attend::desk::Doer;
use crate::audit;
use crate::failure::Failure;
use crate::generator::page::{Open, open};
use crate::http::body::link::CreateLinkRequest;
use crate::http::body::public_generator::{MakePublicLinkRequest, PublicLink};
use crate::links::{self, short_url};

/// Makes a link by what the company offers; `address` is the client's.
pub async fn make(
    app: &App,
    slug: &str,
    address: Option<IpAddr>,
    request: MakePublicLinkRequest,
) -> Result<PublicLink, Failure> {
    let open = open(app, slug).await?;
    if let Some(address) = address {
        app.attempts.count(address, app.now()).map_err(|retry_after| Failure::TooMany { retry_after })?;
    }
    let request = accepted(&open, request)?;
    let draft = links::read_draft("", request).map_err(Failure::Invalid)?;
    check_message(draft.kind.kind(), &draft.message).map_err(|bad| {
        let code = match bad {
            BadMessage::Code => "holds_code",
            BadMessage::Hashtag => "hashtag_unwanted",
        };
        Failure::invalid("message", code, &bad.to_string())
    })?;
    let also = counted_and_noted(app, &open);
    let company_id = open.company.company_id;
    let made = links::make_as(app, company_id, LinkMaker::Public, vec![(String::new(), draft)], also).await?;
    made.first().map(|link| shown(app, link)).ok_or(Failure::NotFound)
}

/// The request as one of the company itself, with what the company set; what is not offered is refused.
fn accepted(open: &Open, request: MakePublicLinkRequest) -> Result<CreateLinkRequest, Failure> {
    let channel_id = match &request.channel_id {
        None if open.numbers.len() == 1 => open.numbers[0].0.to_string(),
        None => return Err(Failure::invalid("channel_id", "required", "choose one of the numbers")),
        Some(id) if open.numbers.iter().any(|(offered, _)| offered.to_string() == *id) => id.clone(),
        Some(_) => return Err(Failure::invalid("channel_id", "unknown", "this number is not offered here")),
    };
    let kind =
        request.kind.unwrap_or_else(|| open.offered.kinds.first().map_or("tracked", |kind| kind.as_str()).into());
    if kind.parse::<LinkKind>().is_ok_and(|kind| !open.offered.kinds.contains(&kind)) {
        return Err(Failure::invalid("kind", "unknown", "this kind of link is not offered here"));
    }
    let chosen = open.offered.sites.iter().find(|site| **site == request.site.trim());
    let site = match chosen {
        Some(site) => site.clone(),
        None if open.offered.sites.is_empty() => tidied(&request.site),
        None => return Err(Failure::invalid("site", "unknown", "choose one of the sites")),
    };
    Ok(CreateLinkRequest {
        name: tidied(&request.name),
        channel_id,
        kind: Some(kind),
        site,
        message: request.message,
        utm: std::collections::BTreeMap::new(),
        tags: open.offered.tags.clone(),
        dedicated_number: false,
        slug: request.slug,
        department_id: open.department_id.map(|id| id.to_string()),
        expires_at: None,
    })
}

/// What is done in the transaction that makes the link: the day's count, which may be full, and the audit trail.
fn counted_and_noted(
    app: &App,
    open: &Open,
) -> impl Fn(&mut Tx<'_>, &[StoredLink]) -> Result<(), Failure> + Send + 'static {
    let (company_id, today, limit) = (open.company.company_id, open.today, open.offered.daily_limit);
    let tomorrow = today.plus(1).start_in(&zone(&open.company.time_zone));
    let retry_after = seconds_until(tomorrow, app.now());
    let stranger = Doer { kind: "public", id: None, name: None };
    let noted = audit::of_company(app, stranger, "public_link_made", json!({}));
    move |tx, made| {
        if !public_generator::count_one(tx, company_id, today, limit)? {
            return Err(Failure::DayFull { retry_after });
        }
        let ids: Vec<String> = made.iter().map(|link| link.link_id.to_string()).collect();
        let noted = event::NewEvent { details: json!({ "id": ids.first() }), ..noted.clone() };
        event::insert(tx, company_id, &[noted]).map_err(Failure::Store)
    }
}

fn seconds_until(moment: Moment, now: Moment) -> u64 {
    u64::try_from(moment.since(now) / SECOND).unwrap_or(0) + 1
}

fn shown(app: &App, link: &StoredLink) -> PublicLink {
    let short_url = short_url(app, &link.slug);
    let text = match link.kind {
        LinkKind::Tracked => link.carriers.written(&link.code, &link.message),
        LinkKind::Hashtag => link.message.clone(),
    };
    PublicLink {
        name: link.name.clone(),
        kind: link.kind.to_string(),
        message: link.message.clone(),
        slug: link.slug.clone(),
        qr_svg_url: format!("{short_url}/qr.svg"),
        qr_png_url: format!("{short_url}/qr.png"),
        short_url,
        whatsapp_url: link.phone.as_ref().map(|phone| whatsapp_url(phone, &text)).unwrap_or_default(),
    }
}
