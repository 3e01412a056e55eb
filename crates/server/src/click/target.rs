//! Where slugs lead, remembered for a few seconds so that a busy link is not looked up at every click.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nascente_domain::carrier::{Carrier, header_of};
use nascente_domain::code::Code;
use nascente_domain::link::{LinkKind, Slug, whatsapp_url, whatsapp_url_with_header};
use nascente_domain::moment::{Moment, SECOND};
use nascente_store::link::Target;

use crate::app::App;
use crate::failure::Failure;
use crate::links::short_url;

/// How long a target is believed.
const BELIEVED: i64 = 5 * SECOND;
/// Most targets that are remembered.
const MOST: usize = 10_000;
/// How long a visitor waits for a look-up.
const PATIENCE: Duration = Duration::from_secs(2);

/// The remembered targets. Unknown slugs are not remembered, so that nobody can fill it with them.
#[derive(Debug, Default)]
pub(super) struct Targets(Mutex<HashMap<String, (Moment, Arc<Target>)>>);

impl Targets {
    pub(super) fn forget(&self, slug: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(slug);
    }

    pub(super) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn known(&self, slug: &str) -> Option<(Moment, Arc<Target>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(slug).cloned()
    }

    fn remember(&self, slug: &str, now: Moment, target: &Arc<Target>) {
        let mut targets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if targets.len() >= MOST {
            targets.clear();
        }
        targets.insert(slug.to_owned(), (now, Arc::clone(target)));
    }
}

/// Where a slug leads; `None` when it leads nowhere. While the store does not answer, an older target is good enough.
pub(super) async fn find(app: &App, slug: &str) -> Result<Option<Arc<Target>>, Failure> {
    let Ok(slug) = Slug::read(slug) else { return Ok(None) };
    let now = app.now();
    let known = app.clicks.targets.known(slug.as_str());
    if let Some((seen_at, target)) = &known
        && (0..BELIEVED).contains(&now.since(*seen_at))
    {
        return Ok(Some(Arc::clone(target)));
    }
    let wanted = slug.as_str().to_owned();
    let patience = if known.is_some() { app.config.click_patience.min(PATIENCE) } else { PATIENCE };
    let looked_up =
        tokio::time::timeout(patience, app.db.read(move |tx| nascente_store::link::target(tx, &wanted))).await;
    match (looked_up, known) {
        (Ok(Ok(Some(target))), _) => {
            let target = Arc::new(target);
            app.clicks.targets.remember(slug.as_str(), now, &target);
            Ok(Some(target))
        }
        (Ok(Ok(None)), _) => Ok(None),
        (_, Some((_, target))) => Ok(Some(target)),
        (Ok(Err(error)), None) => Err(error.into()),
        (Err(_), None) => Err(Failure::Unavailable("the store does not answer".into())),
    }
}

/// Whether a link is over.
pub(super) fn is_closed(target: &Target, now: Moment) -> bool {
    target.archived_at.is_some() || target.expires_at.is_some_and(|end| end <= now)
}

/// The address with the link's own code, for whoever has no click code.
pub(super) fn own_address(app: &App, slug: &str, target: &Target) -> Option<String> {
    match target.kind {
        LinkKind::Tracked => coded_address(app, slug, target, &target.code),
        LinkKind::Hashtag => address(target, &target.message),
    }
}

/// The address with a code, by the carriers that the company uses.
pub(super) fn coded_address(app: &App, slug: &str, target: &Target, code: &Code) -> Option<String> {
    let phone = target.phone.as_ref()?;
    let text = target.carriers.written(code, &target.message);
    Some(if target.carriers.has(Carrier::LinkHeader) {
        whatsapp_url_with_header(phone, &text, &short_url(app, slug), &header_of(code))
    } else {
        whatsapp_url(phone, &text)
    })
}

/// The address with a text; `None` while the channel has no number.
pub(super) fn address(target: &Target, text: &str) -> Option<String> {
    target.phone.as_ref().map(|phone| whatsapp_url(phone, text))
}
