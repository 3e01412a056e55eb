//! The world of a story: a server of its own on port 0, a store of its own, a clock that stands still.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use nascente_domain::id::{CompanyId, DepartmentId, TokenId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_server::app::App;
use nascente_server::auth::secret;
use nascente_server::clock::{Clock, SetClock, SystemClock};
use nascente_server::config::{Config, MediaPlace};
use nascente_server::serve::Server;
use nascente_store::access::NewToken;
use nascente_store::company::NewCompany;
use nascente_store::{Db, Lane, StoreError};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::database::place_for_test;

/// The moment at which every story begins.
pub(crate) const START: &str = "2026-11-22T15:00:00Z";

/// The number of the next world's first node; its second has the one after. All stories count in one process, and what
/// is counted by company would be another story's too if both companies, made at the same moment, had the same id.
static NEXT_NUMBER: AtomicU8 = AtomicU8::new(0);

/// A running server and everything a story needs to speak to it.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) company_id: CompanyId,
    pub(crate) department_id: DepartmentId,
    /// Secret of an API token with role admin.
    pub(crate) admin: String,
    folder: TempDir,
    /// What its node is told from others by.
    number: u8,
}

impl World {
    /// Starts a server with one company (*Loja Teste*, in São Paulo), its default department and an admin token.
    pub(crate) async fn start() -> Self {
        Self::begun(|_| ()).await
    }

    /// The same, with other settings.
    pub(crate) async fn begun(change: impl FnOnce(&mut Config)) -> Self {
        let mut world = Self::told(change).await;
        (world.company_id, world.department_id) = new_company(&world.app, "Loja Teste").await;
        world.admin = new_token(&world.app, world.company_id, Role::Admin, None).await;
        world
    }

    /// The same, with a server that puts clicks aside after 50 ms, as the real one does.
    pub(crate) async fn impatient() -> Self {
        let mut world = Self::told(|config| config.click_patience = nascente_server::config::CLICK_PATIENCE).await;
        (world.company_id, world.department_id) = new_company(&world.app, "Loja Teste").await;
        world.admin = new_token(&world.app, world.company_id, Role::Admin, None).await;
        world
    }

    /// Starts a server like [`World::start`] whose clock shows the machine's present: others look at theirs.
    pub(crate) async fn at_present() -> Self {
        let mut world = Self::told_at(SystemClock.now(), |_| ()).await;
        (world.company_id, world.department_id) = new_company(&world.app, "Loja Teste").await;
        world.admin = new_token(&world.app, world.company_id, Role::Admin, None).await;
        world
    }

    /// Starts a server whose store is empty; company, department and token name nothing.
    pub(crate) async fn empty() -> Self {
        Self::told(|_| ()).await
    }

    /// Starts a server whose store is empty, with other settings.
    pub(crate) async fn told(change: impl FnOnce(&mut Config)) -> Self {
        Self::told_at(START.parse().unwrap(), change).await
    }

    async fn told_at(at: Moment, change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let place = place_for_test(folder.path().join("nascente.db"));
        let clock = Arc::new(SetClock::at(at));
        let mut config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            place: place.clone(),
            data_dir: PathBuf::from(folder.path()),
            public_url: None,
            trusted_proxies: Vec::new(),
            outbound_allow: Vec::new(),
            secret_key: None,
            geoip_file: None,
            click_patience: std::time::Duration::from_secs(20),
            media: MediaPlace::Folder(folder.path().join("media")),
            media_largest: nascente_domain::media::LARGEST,
            demo: false,
        };
        change(&mut config);
        let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let clock_of_app: Arc<SetClock> = Arc::clone(&clock);
        let number = NEXT_NUMBER.fetch_add(2, Ordering::Relaxed);
        let app = App::new(opened, config, clock_of_app, number);
        let server = Server::bind(app.clone()).await.unwrap();
        let url = format!("http://{}", server.address());
        app.tasks.spawn(async move { server.run().await.unwrap() });
        let (company_id, department_id, admin) = (CompanyId::from(0), DepartmentId::from(0), String::new());
        #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        // It speaks to this machine only: reading the system's certificates would be a twentieth of a short story.
        let http = http.tls_certs_only([]).build().unwrap();
        Self { app, clock, url, http, company_id, department_id, admin, folder, number }
    }

    /// A second node over the same store, with the same key; gives its address.
    pub(crate) async fn node(&self) -> String {
        let config = Config { listen: "127.0.0.1:0".parse().unwrap(), ..self.app.config.clone() };
        let place = config.place.clone();
        let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let clock: Arc<SetClock> = Arc::clone(&self.clock);
        let app = App::new(opened, config, clock, self.number + 1);
        let server = Server::bind(app.clone()).await.unwrap();
        let url = format!("http://{}", server.address());
        app.tasks.spawn(async move { server.run().await.unwrap() });
        let first = self.app.clone();
        self.app.tasks.spawn(async move {
            first.stop.cancelled().await;
            app.stop.cancel();
        });
        url
    }

    /// The present moment of the story.
    pub(crate) fn now(&self) -> Moment {
        self.app.now()
    }

    /// Where the server keeps its files.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A request with a token's secret; the answer's status and JSON body (`null` when it has none).
    pub(crate) async fn ask(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let bytes = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// A GET as administrator that must succeed.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask(&self.admin, Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "GET {path}: {body}");
        body
    }

    /// A POST as administrator that must succeed.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(&self.admin, Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "POST {path}: {status} {answer}");
        answer
    }

    /// A POST as administrator below `/api/v1` that must succeed.
    pub(crate) async fn post_ok(&self, path: String, body: Value) {
        self.post(&format!("/api/v1{path}"), body).await;
    }

    /// A PATCH as administrator that must succeed.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(&self.admin, Method::PATCH, path, Some(body)).await;
        assert!(status.is_success(), "PATCH {path}: {status} {answer}");
        answer
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.app.stop.cancel();
    }
}

/// A company with its default department.
pub(crate) async fn new_company(app: &App, name: &str) -> (CompanyId, DepartmentId) {
    let company = NewCompany {
        company_id: app.id(),
        name: name.to_owned(),
        slug: name.to_lowercase().replace(' ', "-"),
        time_zone: "America/Sao_Paulo".to_owned(),
        currency: "BRL".to_owned(),
        locale: "pt-BR".to_owned(),
        department_id: app.id(),
        department_name: "Geral".to_owned(),
        created_at: app.now(),
    };
    let ids = (company.company_id, company.department_id);
    let kept = app.db.write(Lane::Work, move |tx| nascente_store::company::insert(tx, &company)).await;
    kept.unwrap();
    ids
}

/// A token of a company; gives its secret.
pub(crate) async fn new_token(
    app: &App,
    company_id: CompanyId,
    role: Role,
    department: Option<DepartmentId>,
) -> String {
    let made = secret::make("nsc_").unwrap();
    let token = NewToken {
        token_id: app.id::<TokenId>(),
        name: format!("story {role}"),
        role,
        department_id: department,
        hash: secret::fingerprint(&made),
        created_at: app.now(),
    };
    let kept: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| nascente_store::access::insert_token(tx, company_id, &token)).await;
    kept.unwrap();
    made
}
