//! The simulated phone: it writes to the store as `WhatsApp` would, and receives what the store answers.
//!
//! In: what its owner taps and writes, and the provider it goes through. Out: payloads like that provider's, signed or
//! keyed as it does, posted over HTTP to the same `/hooks/…` address that it posts to; links are opened at their real
//! `/l/…` address. The store's answers come over HTTP to [`fakes`], which stand in for the providers' APIs. Nothing here
//! has a way around the real pipeline. It is served without a login, and only by the demo.

pub(crate) mod ad_account;
mod api;
mod choices;
pub mod fakes;
mod files;
pub(crate) mod lines;
mod phone;
mod post;
mod replies;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post as posted};
use nascente_domain::id::CompanyId;
use nascente_domain::moment::Moment;
use nascente_wire::Provider;
use tokio::sync::OnceCell;

use crate::app::App;
use crate::demo::shop::{self, Shop};
use crate::failure::Failure;
use fakes::Fakes;
use phone::Phones;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Simulator {
    app: App,
    shop: Arc<OnceCell<Shop>>,
    phones: Arc<Mutex<Phones>>,
    fakes: Fakes,
    lines_opened: Arc<OnceCell<()>>,
    http: reqwest::Client,
}

impl Simulator {
    #[expect(clippy::disallowed_methods, reason = "the phone stands outside: it is no request of the company's")]
    fn new(app: App) -> Self {
        let built = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let http = built.unwrap_or_default();
        let fakes = Fakes::default();
        Self { app, shop: Arc::default(), phones: Arc::default(), fakes, lines_opened: Arc::default(), http }
    }

    async fn shop(&self) -> Result<&Shop, Failure> {
        let find = async {
            let company_id = shop::find(&self.app).await?.ok_or(Failure::NotFound)?;
            shop::open(&self.app, company_id).await
        };
        self.shop.get_or_try_init(|| find).await
    }

    /// The company, once the shop was found.
    fn company_id(&self) -> Result<CompanyId, Failure> {
        self.shop.get().map(|shop| shop.company_id).ok_or(Failure::NotFound)
    }

    fn phones(&self) -> MutexGuard<'_, Phones> {
        self.phones.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        self.app.now()
    }

    /// An id as the provider gives it.
    fn message_id(&self, provider: Provider) -> String {
        let random = self.app.random();
        match provider {
            Provider::MetaCloud | Provider::Dialog360 => format!("wamid.SIM{random:016X}"),
            Provider::Twilio => format!("SM{random:032x}"),
            _ => format!("3EB0{random:016X}"),
        }
    }
}

/// The routes of the simulator.
pub(crate) fn routes(app: &App) -> Router<App> {
    let simulator = Simulator::new(app.clone());
    let sent = simulator.fakes.listen();
    app.tasks.spawn(simulator.clone().pass_on(sent));
    let apis = simulator.fakes.routes().layer(from_fn_with_state(simulator.clone(), with_lines));
    Router::new()
        .route("/simulator/api/choices", get(choices::choices))
        .route("/simulator/api/phones", posted(api::add_phone))
        .route("/simulator/api/phones/{id}", get(api::thread))
        .route("/simulator/api/phones/{id}/taps", posted(api::tap))
        .route("/simulator/api/phones/{id}/messages", posted(api::send))
        .with_state(simulator)
        .merge(Router::new().nest("/simulator/api", apis.with_state(())))
        .merge(Router::new().nest(ad_account::PATH, ad_account::account().routes().with_state(())))
}

/// The fakes know the lines of the store before they are asked for the first time.
async fn with_lines(State(simulator): State<Simulator>, request: Request, next: Next) -> axum::response::Response {
    if let Err(error) = simulator.open_lines().await {
        tracing::warn!(%error, "the numbers of the demo could not be opened at the fakes");
    }
    next.run(request).await
}
