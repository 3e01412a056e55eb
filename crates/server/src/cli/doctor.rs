//! `doctor`: looks at everything that can be wrong, and says how to mend each finding.
//!
//! A check is a function over the open store that gives what it found; [`CHECKS`] lists them in the order in which they
//! are told. Out: one line for each finding on stdout; it fails when any finding is an error.

use futures_util::future::BoxFuture;
use nascente_domain::moment::DAY;
use nascente_domain::outcome::DeliveryState;
use nascente_store::{Lane, StoreError, channel, company, connection, delivery, migrate, origins, report};

use crate::app::App;
use crate::auth::channel_secrets::opened;
use crate::auth::session::is_insecure;
use crate::cli::{Stopped, answer, with_app};
use crate::config::Config;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It works, but somebody should know.
    Warning,
    /// Something does not work.
    Error,
}

/// What a check found.
#[derive(Debug)]
pub(crate) struct Finding {
    /// How bad.
    pub(crate) weight: Weight,
    /// What is wrong.
    pub(crate) what: String,
    /// How to mend it.
    pub(crate) mend: String,
}

impl Finding {
    fn error(what: impl Into<String>, mend: &str) -> Self {
        Self { weight: Weight::Error, what: what.into(), mend: mend.to_owned() }
    }

    fn warning(what: impl Into<String>, mend: &str) -> Self {
        Self { weight: Weight::Warning, what: what.into(), mend: mend.to_owned() }
    }
}

/// A check: what it looks at, and how.
pub(crate) type Check = (&'static str, for<'a> fn(&'a App) -> BoxFuture<'a, Result<Vec<Finding>, StoreError>>);

/// Every check. Add one by adding a line.
pub(crate) const CHECKS: &[Check] = &[
    ("configuration", |app| Box::pin(std::future::ready(Ok(configuration(app))))),
    ("store", |app| Box::pin(store(app))),
    ("schema", |app| Box::pin(schema(app))),
    ("origins", |app| Box::pin(views(app))),
    ("figures", |app| Box::pin(figures(app))),
    ("deliveries", |app| Box::pin(deliveries(app))),
    ("files", |app| Box::pin(files(app))),
    ("channels", |app| Box::pin(channels(app))),
    ("clocks", |app| Box::pin(clocks(app))),
];

pub(super) fn run(config: Config, rebuild: bool) -> Result<(), Stopped> {
    with_app(config, async |app| {
        if rebuild {
            rebuild_figures(app).await?;
        }
        let mut errors = 0;
        for (name, check) in CHECKS {
            let findings = check(app).await?;
            if findings.is_empty() {
                answer(&format!("ok       {name}"));
            }
            for finding in findings {
                let weight = match finding.weight {
                    Weight::Warning => "warning",
                    Weight::Error => "error",
                };
                errors += usize::from(finding.weight == Weight::Error);
                answer(&format!("{weight:8} {name}: {}. {}", finding.what, finding.mend));
            }
        }
        if errors == 0 { Ok(()) } else { Err(Stopped::because(format!("{errors} errors"), "mend them as told above")) }
    })
}

fn configuration(app: &App) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Err(error) = app.secret_key() {
        findings.push(Finding::error(error.to_string(), "Give the right key, or make the folder writable"));
    }
    if is_insecure(app) {
        let what = format!("{} is plain http: passwords and sessions travel in the open", app.public_url());
        findings.push(Finding::warning(what, "Put an https proxy in front and give its address as --public-url"));
    }
    findings
}

async fn store(app: &App) -> Result<Vec<Finding>, StoreError> {
    if app.db.read(company::count).await? == 0 {
        return Ok(vec![Finding::warning(
            "there is no company yet",
            "Open the server in a browser, or `nascente setup`",
        )]);
    }
    Ok(Vec::new())
}

/// Keeps a few bytes in the store of files, reads them and takes them away.
async fn files(app: &App) -> Result<Vec<Finding>, StoreError> {
    let tried = match app.files() {
        Ok(files) => files.check().await.map_err(|error| error.to_string()),
        Err(failure) => Err(failure.to_string()),
    };
    let mend = "Look at media_url, its keys and its bucket, or make the folder writable";
    Ok(tried.err().map(|error| Finding::error(error, mend)).into_iter().collect())
}

async fn schema(app: &App) -> Result<Vec<Finding>, StoreError> {
    let (found, known) = (app.db.read(migrate::version).await?, migrate::newest_version());
    if found == known {
        return Ok(Vec::new());
    }
    Ok(vec![Finding::error(format!("the schema has version {found}, not {known}"), "Run `nascente migrate`")])
}

/// Works out first, last and last-paid origin of every conversation from the touches.
async fn views(app: &App) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for company_id in app.db.read(company::ids).await? {
        let differences = app
            .db
            .write(Lane::Work, move |tx| {
                company::lock(tx, company_id)?;
                Ok::<_, StoreError>(origins::differences(tx, company_id)?.len())
            })
            .await?;
        if differences > 0 {
            let what = format!("the origins of {differences} conversations of {company_id} differ from their touches");
            findings.push(Finding::error(
                what,
                "Run `nascente doctor --rebuild-figures`, and report it: it is a fault of ours",
            ));
        }
    }
    Ok(findings)
}

/// Recounts every figure from the rows. Each company is locked meanwhile, so that a running server changes nothing.
async fn figures(app: &App) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for company_id in app.db.read(company::ids).await? {
        let differences = app
            .db
            .write(Lane::Work, move |tx| {
                company::lock(tx, company_id)?;
                Ok::<_, StoreError>(report::differences(tx, company_id)?.len())
            })
            .await?;
        if differences > 0 {
            let what = format!("{differences} stored figures of {company_id} differ from the rows");
            findings.push(Finding::error(
                what,
                "Run `nascente doctor --rebuild-figures`, and report it: it is a fault of ours",
            ));
        }
    }
    Ok(findings)
}

async fn deliveries(app: &App) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for company_id in app.db.read(company::ids).await? {
        let failed = app.db.read(move |tx| delivery::count(tx, company_id, Some(DeliveryState::Failed))).await?;
        if failed > 0 {
            let what = format!("{failed} deliveries of {company_id} could not be recorded");
            findings.push(Finding::error(what, "Open Conexões, Entregas, and process them again"));
        }
    }
    Ok(findings)
}

/// Works out every origin anew from the touches, and counts every figure anew from the rows.
async fn rebuild_figures(app: &App) -> Result<(), StoreError> {
    for company_id in app.db.read(company::ids).await? {
        app.db
            .write(Lane::Work, move |tx| {
                company::lock(tx, company_id)?;
                origins::rebuild(tx, company_id)?;
                report::rebuild(tx, company_id)
            })
            .await?;
        answer(&format!("rebuilt  figures of {company_id}"));
    }
    Ok(())
}

async fn channels(app: &App) -> Result<Vec<Finding>, StoreError> {
    let all = app
        .db
        .read(|tx| {
            let mut all = Vec::new();
            for company_id in company::ids(tx)? {
                all.extend(channel::list(tx, company_id)?.into_iter().map(|channel| (company_id, channel)));
            }
            Ok::<_, StoreError>(all)
        })
        .await?;
    let mut findings = Vec::new();
    for (company_id, channel) in all.iter().filter(|(_, channel)| channel.archived_at.is_none()) {
        let name = &channel.name;
        if opened(app, *company_id, channel).is_err() {
            let what = format!("the secrets of channel {name} do not open");
            findings.push(Finding::error(what, "Give the key under which they were saved, or save them again"));
        }
        if channel.state == "error" {
            let reason = channel.state_reason.as_deref().unwrap_or("no reason was given");
            findings.push(Finding::error(format!("channel {name} does not work: {reason}"), "Check its settings"));
        }
        let known = app.db.read({
            let (company_id, id) = (*company_id, channel.channel_id);
            move |tx| Ok::<_, StoreError>(connection::list(tx, company_id)?.into_iter().find(|(one, _)| *one == id))
        });
        if let Some(state) = known.await?.and_then(|(_, known)| known.state).filter(|state| state.is_broken()) {
            let what = format!("channel {name} is {state}");
            findings.push(Finding::error(what, "Open Conexões: it says what to mend"));
        }
        if channel.last_delivery_at.is_some_and(|at| app.now().since(at) > 7 * DAY) {
            let what = format!("channel {name} has received nothing for a week");
            findings.push(Finding::warning(what, "Check the webhook at the provider"));
        }
    }
    Ok(findings)
}

/// A delivery from the future means that this machine's clock went back.
async fn clocks(app: &App) -> Result<Vec<Finding>, StoreError> {
    let now = app.now();
    let is_ahead = app
        .db
        .read(move |tx| {
            let mut is_ahead = false;
            for company_id in company::ids(tx)? {
                is_ahead |= company::get(tx, company_id)?.is_some_and(|company| company.created_at > now);
                is_ahead |= channel::list(tx, company_id)?.iter().any(|channel| channel.last_delivery_at > Some(now));
            }
            Ok::<_, StoreError>(is_ahead)
        })
        .await?;
    if is_ahead {
        return Ok(vec![Finding::error("this machine's clock is behind what it recorded", "Set the clock, by NTP")]);
    }
    Ok(Vec::new())
}
