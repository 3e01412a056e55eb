//! `migrate`: brings the schema up to date, which opening the store does.

use crate::cli::{Stopped, answer, open};
use crate::config::Config;

pub(super) fn run(config: &Config) -> Result<(), Stopped> {
    drop(open(config)?);
    answer(&format!("the schema has version {}", nascente_store::migrate::newest_version()));
    Ok(())
}
