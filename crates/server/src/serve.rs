//! Starting and stopping: bind, run the background tasks, answer until told to stop, finish what was accepted.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::app::App;
use crate::http::router::router;

/// A server that listens.
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Binds the address of the settings and starts the background tasks.
    pub async fn bind(app: App) -> std::io::Result<Self> {
        let listener = TcpListener::bind(app.config.listen).await?;
        let address = listener.local_addr()?;
        app.listening_on(address);
        crate::background::start(&app);
        Ok(Self { app, listener, address })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until [`App`]'s `stop` is set; then finishes open requests and background tasks.
    pub async fn run(self) -> std::io::Result<()> {
        let app = self.app.clone();
        let stop = app.stop.clone();
        let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(self.listener, service).with_graceful_shutdown(stop.cancelled_owned()).await;
        app.stop.cancel();
        app.finished.cancel();
        app.tasks.close();
        app.tasks.wait().await;
        served
    }
}
