//! `serve`: listens until it is told to stop, finishes what was accepted, ends with 0.

use std::sync::Arc;
use std::time::Duration;

use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::cli::{Stopped, answer, leave_node, open, runtime, take_node};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::serve::Server;

/// How often the program says that it lives.
const HEARTBEAT: Duration = Duration::from_mins(5);

pub(super) fn run(config: Config) -> Result<(), Stopped> {
    // The synchronous PostgreSQL driver has a runtime of its own, which may not be started inside another one.
    let db = open(&config)?;
    runtime()?.block_on(async {
        let number = take_node(&db).await?;
        let app = App::new(db, config, Arc::new(SystemClock), number);
        app.secret_key()?;
        let outcome = listen(&app, number, async |_| Ok(())).await;
        leave_node(&app.db, number).await;
        outcome
    })
}

/// Listens and says where; for other commands that serve, too. `ready` is done before anybody is told.
pub(crate) async fn listen(
    app: &App,
    number: u8,
    ready: impl AsyncFnOnce(&App) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let wanted = app.config.listen;
    let server = Server::bind(app.clone()).await.map_err(|error| {
        Stopped::because(format!("cannot listen on {wanted}: {error}"), "choose another address with --listen")
    })?;
    stop_on_signal(app)?;
    app.tasks.spawn(heartbeat(app.clone(), number));
    ready(app).await?;
    answer(&format!("listening on http://{}", server.address()));
    server.run().await.map_err(|error| Stopped::because(error, "start it again"))
}

async fn heartbeat(app: App, number: u8) {
    while app.stop.run_until_cancelled(tokio::time::sleep(HEARTBEAT)).await.is_some() {
        let said: Result<(), StoreError> =
            app.db.write(Lane::Work, move |tx| nascente_store::node::lives(tx, number, SystemClock.now())).await;
        if let Err(error) = said {
            tracing::warn!(%error, "the store does not hear that this program lives");
        }
    }
}

fn stop_on_signal(app: &App) -> Result<(), Stopped> {
    let unusable = |error: std::io::Error| Stopped::because(error, "signals cannot be heard on this machine");
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(unusable)?;
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        #[cfg(unix)]
        let told = async {
            tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = tokio::signal::ctrl_c() => "Ctrl-C",
            }
        };
        #[cfg(not(unix))]
        let told = async {
            let heard = tokio::signal::ctrl_c().await;
            if heard.is_ok() { "Ctrl-C" } else { "nothing" }
        };
        if let Some(signal) = app.stop.run_until_cancelled(told).await {
            tracing::info!(signal, "stopping: what was accepted is finished first");
            app.stop.cancel();
        }
    });
    Ok(())
}
