//! Names of ads by the Marketing API, with a token that the company may give.
//!
//! In: a token, or the wish to ask. Out: names of campaign, ad set and ad for the ads that lack one. Refused: addresses that
//! may not be reached from here; asking without a token. Names that are known stay where nothing is told, and a label that
//! a person gave always does.

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::moment::Moment;
use nascente_store::identifier_change::ChangeWay;
use nascente_store::marketing::{self as store, MarketingToken};
use nascente_store::{Lane, identifier};
use nascente_wire::marketing::{self as wire, AdNames, NotTold};

use crate::app::{App, LiveHint};
use crate::auth::caller::Caller;
use crate::auth::seal::Secret;
use crate::failure::Failure;
use crate::http::body::marketing::{FetchedAdNames, MarketingApi, SetMarketingApiRequest};
use crate::links::ad_names;
use crate::links::naming::Namer;
use crate::setup::{field, hint};

/// Ads that are asked for by one request: few enough that whoever waits sees it go on.
const MOST: i64 = 200;

/// Whether there is a token, and how it did.
pub async fn settings(app: &App, company_id: CompanyId) -> Result<MarketingApi, Failure> {
    let read = app
        .db
        .read(move |tx| Ok::<_, Failure>((store::get(tx, company_id)?, store::count_unnamed(tx, company_id)?)))
        .await?;
    Ok(show(read.0.as_ref(), read.1))
}

fn show(kept: Option<&MarketingToken>, unnamed: i64) -> MarketingApi {
    let moment = |of: fn(&MarketingToken) -> Option<Moment>| kept.and_then(of).map(|at| at.to_string());
    MarketingApi {
        has_token: kept.is_some(),
        set_at: moment(|one| Some(one.set_at)),
        read_at: moment(|one| one.read_at),
        tested_at: moment(|one| one.tested_at),
        expires_at: moment(|one| one.expires_at),
        base_url: kept.and_then(|one| one.base_url.clone()),
        last_error: kept.and_then(|one| one.last_error.clone()),
        unnamed,
    }
}

/// Sets the token, sealed.
pub async fn set(app: &App, company_id: CompanyId, request: SetMarketingApiRequest) -> Result<MarketingApi, Failure> {
    let token = field::line("access_token", &request.access_token, 1_000)?;
    let base_url = request.base_url.filter(|url| !url.trim().is_empty());
    let base_url = base_url.map(|url| field::line("base_url", &url, 500)).transpose()?;
    let reached = base_url.as_deref().is_none_or(|url| app.outbound().is_ok_and(|door| door.may_reach(url)));
    if !reached {
        return Err(Failure::invalid("base_url", "not_reachable", "give an https address on the internet"));
    }
    let failed = |error: &dyn std::fmt::Display| Failure::Unavailable(error.to_string());
    let sealed = app.secret_key()?.seal_of(company_id, company_id.value(), &token).map_err(|error| failed(&error))?;
    let now = app.now();
    let kept: Result<(), Failure> =
        app.db.write(Lane::Work, move |tx| Ok(store::set(tx, company_id, &sealed, base_url.as_deref(), now)?)).await;
    kept?;
    hint(app, company_id, company_id);
    settings(app, company_id).await
}

/// Takes the token away.
pub async fn delete(app: &App, company_id: CompanyId) -> Result<(), Failure> {
    let done: Result<(), Failure> = app.db.write(Lane::Work, move |tx| Ok(store::delete(tx, company_id)?)).await;
    done?;
    hint(app, company_id, company_id);
    Ok(())
}

/// A token that was opened, and where to use it.
struct Opened {
    base: String,
    token: Secret,
}

fn opened(app: &App, company_id: CompanyId, kept: Option<MarketingToken>) -> Result<Opened, Failure> {
    let kept = kept.ok_or_else(|| Failure::conflict("no_token", "no token for the Marketing API is set"))?;
    let token = app.secret_key()?.open_of(company_id, company_id.value(), &kept.token);
    let token = token.map_err(|_| Failure::conflict("no_token", "the token cannot be opened; set it again"))?;
    Ok(Opened { base: kept.base_url.unwrap_or_else(|| wire::BASE_URL.to_owned()), token })
}

/// Asks Meta about the token: whether it is good, until when, and whether it may read ads.
pub async fn test(app: &App, company_id: CompanyId) -> Result<MarketingApi, Failure> {
    let kept = app.db.read(move |tx| store::get(tx, company_id)).await?;
    let opened = opened(app, company_id, kept)?;
    let call = wire::ask_about(&opened.base, opened.token.expose());
    let told = match app.outbound() {
        Ok(door) => match door.call(call).await {
            Ok(answer) => wire::read_about(answer.status, &answer.body).map_err(word),
            Err(_) => Err("unreachable"),
        },
        Err(_) => Err("unreachable"),
    };
    let (expires_at, error) = match told {
        Ok(state) => (state.expires_at, None),
        Err(why) => (None, Some(why)),
    };
    let now = app.now();
    let noted: Result<(), Failure> =
        app.db.write(Lane::Work, move |tx| Ok(store::note_test(tx, company_id, now, error, expires_at)?)).await;
    noted?;
    hint(app, company_id, company_id);
    settings(app, company_id).await
}

/// Asks for the names of ads that lack one, behind one of them.
pub async fn fetch(app: &App, caller: &Caller, after: Option<IdentifierId>) -> Result<FetchedAdNames, Failure> {
    let company_id = caller.company_id;
    let (kept, mut unnamed) = app
        .db
        .read(move |tx| {
            Ok::<_, Failure>((store::get(tx, company_id)?, store::unnamed(tx, company_id, after, MOST + 1)?))
        })
        .await?;
    let opened = opened(app, company_id, kept)?;
    let whole = usize::try_from(MOST).unwrap_or(usize::MAX);
    let more = unnamed.len() > whole;
    unnamed.truncate(whole);
    let next_cursor = unnamed.last().filter(|_| more).map(|(id, _)| id.to_string());
    // What is keyed by an address and not by an id cannot be asked for.
    let ads: Vec<(IdentifierId, String)> =
        unnamed.into_iter().filter(|(_, key)| key.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let mut asking =
        Asking { app, base: &opened.base, token: opened.token.expose(), told: BTreeMap::new(), unknown: Vec::new() };
    let mut error = None;
    for some in ads.chunks(wire::MOST) {
        let ids: Vec<&str> = some.iter().map(|(_, key)| key.as_str()).collect();
        if let Err(why) = asking.ask(&ids).await {
            error = Some(why);
            break;
        }
    }
    let (told, unknown) = (asking.told, asking.unknown);
    let named = keep(Namer::new(app, caller, ChangeWay::MarketingApi), company_id, &ads, told, error).await?;
    let next_cursor = next_cursor.filter(|_| error.is_none());
    Ok(FetchedAdNames { asked: ads.len(), named, unknown, error: error.map(str::to_owned), next_cursor })
}

/// Why nothing was told, as the API says it.
const fn word(why: NotTold) -> &'static str {
    match why {
        NotTold::Token => "token_refused",
        NotTold::Scope => "no_permission",
        NotTold::TooMany => "too_many",
        NotTold::UnknownAd | NotTold::Failed => "failed",
    }
}

/// Questions under way.
struct Asking<'a> {
    app: &'a App,
    base: &'a str,
    token: &'a str,
    told: BTreeMap<String, AdNames>,
    unknown: Vec<String>,
}

impl Asking<'_> {
    /// Asks for some ads; one that may not be seen spoils the answer for all, so that each is then asked for alone.
    async fn ask(&mut self, ids: &[&str]) -> Result<(), &'static str> {
        match self.once(ids).await {
            Ok(told) => self.told.extend(told),
            Err(Unlearned::Ad) if ids.len() == 1 => self.unknown.extend(ids.iter().map(|id| (*id).to_owned())),
            Err(Unlearned::Ad) => {
                for id in ids {
                    match self.once(&[id]).await {
                        Ok(told) => self.told.extend(told),
                        Err(Unlearned::Ad) => self.unknown.push((*id).to_owned()),
                        Err(Unlearned::Stop(why)) => return Err(why),
                    }
                }
            }
            Err(Unlearned::Stop(why)) => return Err(why),
        }
        Ok(())
    }

    async fn once(&self, ids: &[&str]) -> Result<BTreeMap<String, AdNames>, Unlearned> {
        let door = self.app.outbound().map_err(|_| Unlearned::Stop("unreachable"))?;
        let answer = door.call(wire::ask(self.base, self.token, ids)).await;
        let answer = answer.map_err(|_| Unlearned::Stop("unreachable"))?;
        wire::read(answer.status, &answer.body).map_err(|why| match why {
            NotTold::UnknownAd => Unlearned::Ad,
            other => Unlearned::Stop(word(other)),
        })
    }
}

enum Unlearned {
    /// One of the ads may not be seen.
    Ad,
    /// There is no use in asking on.
    Stop(&'static str),
}

async fn keep(
    namer: Namer,
    company_id: CompanyId,
    ads: &[(IdentifierId, String)],
    told: BTreeMap<String, AdNames>,
    error: Option<&'static str>,
) -> Result<usize, Failure> {
    let learned: Vec<(IdentifierId, ad_names::AdNames)> = ads
        .iter()
        .filter_map(|(id, key)| told.get(key).cloned().map(|names| (*id, names)))
        .map(|(id, names)| (id, ad_names::AdNames { ad: names.ad, ad_set: names.ad_set, campaign: names.campaign }))
        .collect();
    let app = namer.app.clone();
    let now = app.now();
    let named = app
        .db
        .write(Lane::Work, move |tx| {
            let mut named = 0;
            for (id, names) in &learned {
                let Some(before) = identifier::lock(tx, company_id, *id)? else { continue };
                if let Some(after) = names.changed(&before) {
                    named += usize::from(namer.give(tx, company_id, &before, &after)?);
                }
            }
            store::note(tx, company_id, now, error)?;
            Ok::<_, Failure>(named)
        })
        .await?;
    if named > 0 {
        app.hint(LiveHint { company_id, kind: "entry_identifier", id: company_id.to_string(), version: None });
    }
    Ok(named)
}
