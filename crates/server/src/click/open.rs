//! Opening a link: judge, keep, and only then send on.

use std::net::IpAddr;

use nascente_domain::link::LinkKind;
use nascente_domain::moment::{LocalDay, Moment};
use nascente_store::click::NewClick;
use nascente_store::link::Target;

use crate::app::App;
use crate::click::traces::Traces;
use crate::click::verdict::{Seen, is_bot, is_person};
use crate::click::{keep, own, target};
use crate::failure::Failure;

/// What a visitor gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// On to `WhatsApp`.
    Onward(String),
    /// There is no such link.
    Unknown,
    /// The link is over; the company can still be written to, if its number is known.
    Closed(Option<String>),
}

/// Opens a link. `is_head`: only the header was asked for, so no code goes out.
pub async fn open(app: &App, slug: &str, is_head: bool, address: IpAddr, traces: &Traces) -> Result<Opened, Failure> {
    let Some(target) = target::find(app, slug).await? else { return Ok(Opened::Unknown) };
    let now = app.now();
    let kept = keep::keep(app, judge(app, &target, address, traces, now)).await;
    if target::is_closed(&target, now) {
        return Ok(Opened::Closed(target::address(&target, "")));
    }
    let onward = if is_head {
        target::address(&target, &target.message)
    } else {
        // Programs and lost clicks carry the link's own code: if a person stands behind them after all, the link is
        // known, though not the click.
        kept.and_then(|code| target::coded_address(app, slug, &target, &code))
            .or_else(|| target::own_address(app, slug, &target))
    };
    Ok(onward.map_or(Opened::Closed(None), Opened::Onward))
}

fn judge(app: &App, target: &Target, address: IpAddr, traces: &Traces, now: Moment) -> NewClick {
    let zone = crate::app::zone(&target.time_zone);
    let day = now.day_in(&zone);
    let visitor_key = visitor_key(app, target, day, address, &traces.agent);
    let seen = Seen {
        closed: target::is_closed(target, now),
        prefetch: traces.prefetch,
        bot: is_bot(&traces.agent),
        own: own::is_own(app, target.company_id, &traces.cookies),
    };
    let verdict = seen.verdict();
    let coded = target.kind == LinkKind::Tracked && is_person(verdict);
    NewClick {
        company_id: target.company_id,
        click_id: app.id(),
        link_id: target.link_id,
        code: coded.then(|| keep::draw(app.random())),
        clicked_at: now,
        day,
        hour: now.hour_in(&zone),
        verdict,
        visitor_key,
        query: traces.query.clone(),
        referrer: traces.referrer.clone(),
        language: traces.language.clone(),
        device: Some(traces.device().to_owned()),
        region: app.clicks.regions.get().and_then(|regions| regions.of(address)),
    }
}

/// The visitor's fingerprint. Without the installation's key every opening is a visitor of its own.
fn visitor_key(app: &App, target: &Target, day: LocalDay, address: IpAddr, agent: &str) -> String {
    match app.secret_key() {
        Ok(key) => app.clicks.visitors.key(key, target.company_id, day, address, agent),
        Err(error) => {
            tracing::error!(%error, "visitors cannot be told apart");
            format!("{:016x}{:016x}", app.random(), app.random())
        }
    }
}
