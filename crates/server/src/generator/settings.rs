//! What the company offers on its public page. Refused: a page without a number, numbers and departments of others.

use nascente_domain::id::{ChannelId, CompanyId, DepartmentId};
use nascente_domain::link::LinkKind;
use nascente_domain::public_generator::{HIGHEST_DAILY_LIMIT, PublicGenerator};
use nascente_store::{Lane, Tx, company, link, public_generator};

use crate::app::{App, zone};
use crate::failure::Failure;
use crate::http::body::public_generator::{PublicGeneratorSettings, UpdatePublicGeneratorRequest};
use crate::setup::{field, hint, lock};

/// Most sites to choose from.
const MOST_SITES: usize = 40;

/// The settings of the public page.
pub async fn get(app: &App, company_id: CompanyId) -> Result<PublicGeneratorSettings, Failure> {
    let (now, origin) = (app.now(), app.public_url().to_owned());
    app.db
        .read(move |tx| {
            let company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let offered = public_generator::get(tx, company_id)?;
            let numbers = public_generator::offered(tx, company_id, offered.channel_ids.clone())?;
            let today = now.day_in(&zone(&company.time_zone));
            let made_today = public_generator::made_on(tx, company_id, today)?;
            Ok(PublicGeneratorSettings {
                enabled: offered.enabled,
                reachable: offered.enabled && !numbers.is_empty(),
                url: format!("{origin}/gerador/{}", company.slug),
                channel_ids: offered.channel_ids.iter().map(ToString::to_string).collect(),
                kinds: offered.kinds.iter().map(ToString::to_string).collect(),
                sites: offered.sites,
                department_id: offered.department_id.map(|id| id.to_string()),
                tags: offered.tags,
                daily_limit: offered.daily_limit,
                colour: offered.colour,
                made_today,
            })
        })
        .await
}

/// A change whose fields are well formed.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "a thing is left as it is, taken away, or set")]
struct Change {
    enabled: Option<bool>,
    channel_ids: Option<Vec<ChannelId>>,
    kinds: Option<Vec<LinkKind>>,
    sites: Option<Vec<String>>,
    department_id: Option<Option<DepartmentId>>,
    tags: Option<Vec<String>>,
    daily_limit: Option<i64>,
    colour: Option<Option<String>>,
}

fn read(request: UpdatePublicGeneratorRequest) -> Result<Change, Failure> {
    let unless_empty = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let department = |text: String| unless_empty(text).map(|text| crate::http::page::id("department_id", &text));
    let colour = |text: String| unless_empty(text).map(|text| field::colour("colour", &text));
    Ok(Change {
        enabled: request.enabled,
        channel_ids: request.channel_ids.map(|ids| field::ids("channel_ids", &ids)).transpose()?,
        kinds: request.kinds.map(|kinds| read_kinds(&kinds)).transpose()?,
        sites: request.sites.map(|sites| read_sites(&sites)).transpose()?,
        department_id: request.department_id.map(|text| department(text).transpose()).transpose()?,
        tags: request.tags.map(|tags| crate::links::read_tags(&tags)).transpose().map_err(Failure::Invalid)?,
        daily_limit: request.daily_limit.map(read_limit).transpose()?,
        colour: request.colour.map(|text| colour(text).transpose()).transpose()?,
    })
}

fn read_kinds(texts: &[String]) -> Result<Vec<LinkKind>, Failure> {
    let unknown = |_| Failure::invalid("kinds", "unknown", "use tracked and hashtag");
    let mut kinds = texts.iter().map(|text| text.parse().map_err(unknown)).collect::<Result<Vec<LinkKind>, _>>()?;
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() { Err(Failure::invalid("kinds", "required", "offer one kind at least")) } else { Ok(kinds) }
}

/// Sites in the order given, each once; empty lines are left out.
fn read_sites(texts: &[String]) -> Result<Vec<String>, Failure> {
    let mut sites: Vec<String> = Vec::new();
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        let site = field::name("sites", text)?;
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    if sites.len() > MOST_SITES {
        return Err(Failure::invalid("sites", "too_many", &format!("use at most {MOST_SITES} sites")));
    }
    Ok(sites)
}

fn read_limit(limit: i64) -> Result<i64, Failure> {
    if (1..=HIGHEST_DAILY_LIMIT).contains(&limit) {
        Ok(limit)
    } else {
        Err(Failure::invalid("daily_limit", "out_of_range", &format!("use 1 to {HIGHEST_DAILY_LIMIT} links a day")))
    }
}

/// Changes what is offered.
pub async fn change(
    app: &App,
    company_id: CompanyId,
    request: UpdatePublicGeneratorRequest,
) -> Result<PublicGeneratorSettings, Failure> {
    let (change, now) = (read(request)?, app.now());
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let before = public_generator::get(tx, company_id)?;
            let after = changed(tx, company_id, before, change.clone())?;
            public_generator::set(tx, company_id, &after, now)?;
            Ok::<_, Failure>(())
        })
        .await?;
    hint(app, company_id, company_id);
    get(app, company_id).await
}

fn changed(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    before: PublicGenerator,
    change: Change,
) -> Result<PublicGenerator, Failure> {
    if let Some(wanted) = &change.channel_ids {
        let known = link::usable_channels(tx, company_id, wanted.clone())?;
        if !wanted.iter().all(|id| known.contains_key(id)) {
            return Err(Failure::invalid("channel_ids", "unknown", "there is no such channel in use"));
        }
    }
    if let Some(Some(department_id)) = change.department_id {
        field::known_departments(tx, company_id, "department_id", &[department_id])?;
    }
    let turns_on = change.enabled == Some(true);
    let takes_numbers = change.channel_ids.is_some();
    let after = PublicGenerator {
        enabled: change.enabled.unwrap_or(before.enabled),
        channel_ids: change.channel_ids.unwrap_or(before.channel_ids),
        kinds: change.kinds.unwrap_or(before.kinds),
        sites: change.sites.unwrap_or(before.sites),
        department_id: change.department_id.unwrap_or(before.department_id),
        tags: change.tags.unwrap_or(before.tags),
        daily_limit: change.daily_limit.unwrap_or(before.daily_limit),
        colour: change.colour.unwrap_or(before.colour),
    };
    if after.enabled
        && (turns_on || takes_numbers)
        && public_generator::offered(tx, company_id, after.channel_ids.clone())?.is_empty()
    {
        return Err(Failure::invalid("channel_ids", "required", "offer a number in use that is not of one link alone"));
    }
    Ok(after)
}
