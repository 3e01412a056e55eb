//! `demo`: makes the demo company where there is none, serves it, and says where to look and who may log in.

use std::sync::Arc;

use tempfile::TempDir;

use crate::app::App;
use crate::cli::serve::listen;
use crate::cli::{Stopped, answer, leave_node, open, runtime, take_node};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::demo;
use crate::demo::shop::{PASSWORD, STAFF, email};

/// `folder` is removed when the demo ends.
pub(super) fn run((config, folder): (Config, Option<TempDir>)) -> Result<(), Stopped> {
    let db = open(&config)?;
    let outcome = runtime()?.block_on(async {
        let number = take_node(&db).await?;
        let app = App::new(db, config, Arc::new(SystemClock), number);
        app.secret_key()?;
        let outcome = serve(&app, number).await;
        leave_node(&app.db, number).await;
        outcome
    });
    if let Some(folder) = folder {
        folder.close().map_err(|error| Stopped::because(error, "remove the folder yourself"))?;
    }
    outcome
}

async fn serve(app: &App, number: u8) -> Result<(), Stopped> {
    tracing::info!("making 90 days of history, a few seconds");
    let shop = demo::prepare(app, number).await?;
    listen(app, number, async |app: &App| {
        demo::connect(app, &shop).await?;
        answer(&introduction(app.public_url()));
        Ok(())
    })
    .await
}

fn introduction(url: &str) -> String {
    let mut lines = vec![
        String::new(),
        format!("  Demonstração   {url}{}", demo::START_PAGE),
        format!("  Simulador      {url}/simulator"),
        format!("  Senha          {PASSWORD}"),
    ];
    lines.extend(STAFF.iter().map(|(name, address, role, _)| format!("  {:<24} {name}, {role}", email(address))));
    lines.push(String::new());
    lines.join("\n")
}
