//! `setup`: the first company without a browser. The password comes on stdin, so that no process list shows it.

use std::io::BufRead;

use crate::auth::seal::Secret;
use crate::cli::arguments::SetupArguments;
use crate::cli::{Stopped, answer, with_app};
use crate::config::Config;
use crate::setup::first_company::{self, Beginning, Which};

pub(super) fn run(config: Config, asked: SetupArguments) -> Result<(), Stopped> {
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| Stopped::because(error, "give the password on stdin"))?;
    let password = Secret::new(password.trim_end_matches(['\r', '\n']).to_owned());
    if password.expose().is_empty() {
        return Err(Stopped::because("there is no password", "give it on stdin, such as `echo … | nascente setup …`"));
    }
    let local = asked.admin_email.split('@').next().unwrap_or_default().trim().to_owned();
    let beginning = Beginning {
        company_name: asked.company,
        time_zone: Some(asked.time_zone),
        admin_name: asked.admin_name.unwrap_or(local),
        admin_email: asked.admin_email,
        admin_password: password,
    };
    let which = if asked.another { Which::Another } else { Which::First };
    with_app(config, async move |app| {
        let begun = first_company::begin(app, which, beginning).await?;
        answer(&begun.company_id.to_string());
        Ok(())
    })
}
