//! The simulated phone: it writes to the store as `WhatsApp` would, and receives what the store answers.
//!
//! In: what its owner taps and writes. Out: payloads like Meta's, signed with the channel's app secret, posted over HTTP
//! to the same `/hooks/…` address that Meta posts to; links are opened at their real `/l/…` address. The store's answers
//! come over HTTP to [`graph`], which stands in for the Graph API. Nothing here has a way around the real pipeline. It is
//! served without a login, and only by the demo.

mod api;
mod graph;
mod phone;
mod post;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post as posted};
use nascente_domain::moment::Moment;
use tokio::sync::OnceCell;

use crate::app::App;
use crate::demo::shop::{self, Shop};
use crate::failure::Failure;
use phone::Phones;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Simulator {
    app: App,
    shop: Arc<OnceCell<Shop>>,
    phones: Arc<Mutex<Phones>>,
    http: reqwest::Client,
}

impl Simulator {
    #[expect(clippy::disallowed_methods, reason = "the phone stands outside: it is no request of the company's")]
    fn new(app: App) -> Self {
        let built = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let http = built.unwrap_or_default();
        Self { app, shop: Arc::default(), phones: Arc::default(), http }
    }

    async fn shop(&self) -> Result<&Shop, Failure> {
        let find = async {
            let company_id = shop::find(&self.app).await?.ok_or(Failure::NotFound)?;
            shop::open(&self.app, company_id).await
        };
        self.shop.get_or_try_init(|| find).await
    }

    fn phones(&self) -> MutexGuard<'_, Phones> {
        self.phones.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        self.app.now()
    }

    /// An id as the provider gives it.
    fn wamid(&self) -> String {
        format!("wamid.SIM{:016X}", self.app.random())
    }
}

/// The routes of the simulator.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/simulator/api/choices", get(api::choices))
        .route("/simulator/api/phones", posted(api::add_phone))
        .route("/simulator/api/phones/{id}", get(api::thread))
        .route("/simulator/api/phones/{id}/taps", posted(api::tap))
        .route("/simulator/api/phones/{id}/messages", posted(api::send))
        .route("/simulator/graph/{version}/{number_id}/messages", posted(graph::messages))
        .with_state(Simulator::new(app.clone()))
}
