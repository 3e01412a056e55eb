//! The schema: numbered files, twins for the two engines, forward only.
//!
//! On PostgreSQL the statements of a file (split at `-- statement` lines) go one by one in one transaction under an
//! advisory lock, because a distributed PostgreSQL refuses several statements in one message. A program refuses a
//! schema that is newer than itself.

use crate::engine::{Access, Connection};
use crate::error::StoreError;
use crate::statement::{Engine, Statement};
use crate::{Tx, params};

/// A step of the schema.
struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    /// Fills what the step adds for rows of before, when every step is applied: it is written for the newest schema.
    fill: &'static [Fill],
}

type Fill = fn(&mut Tx<'_>) -> Result<(), StoreError>;

macro_rules! steps {
    ($($name:literal $(filled by $fill:path)?),+ $(,)?) => {
        &[$(Step {
            name: $name,
            sqlite: include_str!(concat!("migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("migrations/postgres/", $name, ".sql")),
            fill: &[$($fill)?],
        }),+]
    };
}

const STEPS: &[Step] = steps![
    "0001_begin",
    "0002_tracking",
    "0003_contacts",
    "0004_identifiers",
    "0005_public_generator",
    "0006_touch_models" filled by crate::origins::fill,
    "0007_click_visitors",
    "0008_clicks_without_reference",
    "0009_clicks_by_id",
    "0010_visits_before",
];

/// Any number that no other program uses for its advisory lock.
const LOCK: &str = "select pg_advisory_xact_lock(7305810433)";

static APPLIED: Statement = Statement::new("select coalesce(max(version), 0) from schema_version");
static RECORD: Statement = Statement::new("insert into schema_version (version, name) values ($1, $2)");

/// The newest version of the schema that this program knows.
#[must_use]
pub fn newest_version() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The text of each step, for SQLite and for PostgreSQL.
pub fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    STEPS.iter().map(|step| (step.sqlite, step.postgres))
}

/// The version of the schema in the store.
pub fn version(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.query_first(&APPLIED, params![])?.map_or(Ok(0), |mut row| row.take())
}

/// Brings the schema up to date in one transaction; does nothing when it is.
pub(crate) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    connection.begin(Access::Write)?;
    let result = apply(connection).and_then(|()| connection.commit());
    if result.is_err()
        && let Err(error) = connection.rollback()
    {
        tracing::debug!(%error, "there was nothing to undo");
    }
    result
}

fn apply(connection: &mut Connection) -> Result<(), StoreError> {
    if connection.engine() == Engine::Postgres {
        connection.batch(LOCK)?;
    }
    connection
        .batch("create table if not exists schema_version (version bigint not null primary key, name text not null)")?;
    let found: i64 = match connection.query(&APPLIED, params![])?.into_iter().next() {
        Some(mut row) => row.take()?,
        None => 0,
    };
    if found > newest_version() {
        return Err(StoreError::NewerSchema { found, known: newest_version() });
    }
    for (version, step) in (1_i64..).zip(STEPS).filter(|(version, _)| *version > found) {
        match connection.engine() {
            Engine::Sqlite => connection.batch(step.sqlite)?,
            Engine::Postgres => {
                for statement in step.postgres.split("-- statement") {
                    connection.batch(statement)?;
                }
            }
        }
        connection.execute(&RECORD, params![version, step.name])?;
    }
    let applied = (1_i64..).zip(STEPS).filter(|(version, _)| *version > found);
    for fill in applied.flat_map(|(_, step)| step.fill) {
        fill(&mut Tx::over(connection))?;
    }
    Ok(())
}
