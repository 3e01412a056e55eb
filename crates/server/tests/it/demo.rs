//! The demo: the planted truths show in the reports, and the simulated phone goes the whole way.

use std::path::PathBuf;
use std::sync::Arc;

use nascente_server::app::App;
use nascente_server::clock::SetClock;
use nascente_server::config::Config;
use nascente_server::demo;
use nascente_server::demo::shop::Shop;
use nascente_server::serve::Server;
use nascente_store::Db;
use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;

use crate::world::{START, new_token, place_for_test};

/// A running demo.
struct Demo {
    app: App,
    shop: Shop,
    url: String,
    token: String,
    http: reqwest::Client,
    _folder: TempDir,
}

impl Demo {
    async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let place = place_for_test(folder.path().join("nascente.db"));
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            place: place.clone(),
            data_dir: PathBuf::from(folder.path()),
            public_url: None,
            trusted_proxies: Vec::new(),
            outbound_allow: Vec::new(),
            secret_key: None,
            demo: true,
        };
        let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let app = App::new(opened, config, Arc::new(SetClock::at(START.parse().unwrap())), 0);
        let shop = demo::prepare(&app, 0).await.unwrap();
        let server = Server::bind(app.clone()).await.unwrap();
        let url = format!("http://{}", server.address());
        demo::connect(&app, &shop).await.unwrap();
        app.tasks.spawn(async move { server.run().await.unwrap() });
        let token = new_token(&app, shop.company_id, nascente_domain::role::Role::Admin, None).await;
        #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, shop, url, token, http, _folder: folder }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "GET {path}");
        answer.json().await.unwrap()
    }

    /// The funnel of the whole history.
    async fn funnel(&self, group_by: &str) -> Value {
        self.get(&format!("/api/v1/reports/funnel?from=2026-08-20&to=2026-11-22&group_by={group_by}")).await
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.app.stop.cancel();
    }
}

fn row<'a>(funnel: &'a Value, label: &str) -> &'a Value {
    let rows = funnel["rows"].as_array().unwrap();
    rows.iter().find(|row| row["label"] == label).unwrap_or_else(|| panic!("no row {label} in {funnel}"))
}

fn share(row: &Value, of: &str) -> f64 {
    row[of].as_f64().unwrap() / row["conversations"].as_f64().unwrap()
}

#[tokio::test]
async fn the_planted_truths_show_in_the_reports_and_every_figure_is_exact() {
    let demo = Demo::start().await;
    let campaigns = demo.funnel("campaign").await;
    let (many_leads, summer) = (row(&campaigns, "Black Friday – Promo Relâmpago"), row(&campaigns, "Verão 2027"));
    eprintln!("{campaigns:#}");
    for by in ["kind", "department", "entry_identifier", "agent", "disposition"] {
        eprintln!("{by} {:#}", demo.funnel(by).await);
    }
    assert!(many_leads["conversations"].as_i64() > Some(600));
    assert!(share(many_leads, "won") < 0.06 && share(summer, "won") > 0.3, "{many_leads} {summer}");
    let company_id = demo.shop.company_id;
    let differences = demo.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
    assert_eq!(differences.unwrap(), Vec::new());
}
