//! `user reset-password`: prints a link by which the user chooses a new password.

use crate::cli::{Stopped, answer, with_app};
use crate::config::Config;
use crate::failure::Failure;
use crate::setup::one_time_link;

pub(super) fn reset_password(config: Config, email: &str) -> Result<(), Stopped> {
    with_app(config, async |app| match one_time_link::reset_by_email(app, email).await {
        Ok(url) => {
            answer(&url);
            Ok(())
        }
        Err(Failure::NotFound) => Err(Stopped::because("there is no such login", "check --email")),
        Err(other) => Err(other.into()),
    })
}
