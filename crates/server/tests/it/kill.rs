//! The program is killed again and again under load. What it had acknowledged is recorded, each once.
//!
//! SIGKILL gives the program no chance to finish anything: only what was committed before the answer 200 survives.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use nascente_store::db::Place;
use nascente_store::report::differences;
use nascente_store::{Db, Statement, StoreError, params};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::database::place_for_test;
use crate::dice::Dice;
use crate::meta::{NUMBER_ID, messages};

pub(crate) const KILLS: usize = 20;
pub(crate) const CONNECTIONS: usize = 8;
const APP_SECRET: &str = "app-secret-of-the-story";
/// How long the program may take for what it has to do, on a machine that is busy with other things.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn every_acknowledged_delivery_is_recorded_once_however_often_the_program_is_killed() {
    let here = Installation::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut dice = Dice::new(7);
    let counter = Arc::new(AtomicUsize::new(0));
    let mut acked: Vec<String> = Vec::new();
    let mut channel = String::new();
    for kill in 0..KILLS {
        let mut server = here.serve();
        if kill == 0 {
            channel = runtime.block_on(here.connect());
        }
        let after = Duration::from_millis(u64::try_from(dice.between(50, 400)).unwrap());
        let url = format!("{}/hooks/meta_cloud/{channel}", here.url());
        let begun = Arc::new(Notify::new());
        let load = runtime.spawn(load(here.http.clone(), url, Arc::clone(&counter), Arc::clone(&begun)));
        // The moment of the kill is chance, and counts from the first acknowledgement on.
        runtime.block_on(async { tokio::time::timeout(PATIENCE, begun.notified()).await }).unwrap();
        std::thread::sleep(after);
        server.kill().unwrap();
        assert!(!server.wait().unwrap().success());
        acked.extend(runtime.block_on(load).unwrap());
    }
    let mut server = here.serve();
    runtime.block_on(here.drained());
    let listed = runtime.block_on(here.get("/api/v1/conversations?count=true&limit=1"));
    server.kill().unwrap();
    server.wait().unwrap();

    let acked: BTreeSet<String> = acked.into_iter().collect();
    assert!(acked.len() > KILLS * CONNECTIONS, "only {} deliveries were acknowledged", acked.len());
    let (kept, people) = here.hold_store();
    let once: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(once.len(), kept.len(), "a message was recorded twice");
    let lost: Vec<&String> = acked.iter().filter(|id| !once.contains(id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged deliveries are lost: {lost:?}", lost.len(), acked.len());
    // Each message came from a contact of its own, who has one conversation.
    assert_eq!((people, listed["total"].as_u64()), (kept.len(), u64::try_from(kept.len()).ok()));
}

/// Posts from many connections until the program is gone; gives the ids of the messages that were acknowledged.
async fn load(http: reqwest::Client, url: String, counter: Arc<AtomicUsize>, begun: Arc<Notify>) -> Vec<String> {
    let posting = (0..CONNECTIONS).map(|connection| {
        let (http, url, counter, begun) = (http.clone(), url.clone(), Arc::clone(&counter), Arc::clone(&begun));
        #[expect(clippy::disallowed_methods, reason = "a connection of the load ends with the server it loads")]
        tokio::spawn(async move {
            let (mut acked, mut number) = (Vec::new(), 0);
            for turn in 0_usize.. {
                // Every third one repeats the one before.
                if turn % 3 != connection % 3 || number == 0 {
                    number = counter.fetch_add(1, Ordering::SeqCst) + 1;
                }
                let (id, body) = delivery(number);
                let sent = http.post(&url).header("x-hub-signature-256", signature(&body)).body(body).send().await;
                let Ok(answer) = sent else { break };
                if answer.status() == StatusCode::OK {
                    acked.push(id);
                    begun.notify_one();
                }
            }
            acked
        })
    });
    let mut acked = Vec::new();
    for one in posting.collect::<Vec<_>>() {
        acked.extend(one.await.unwrap());
    }
    acked
}

fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
    reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap()
}

/// A message of a contact of its own, two minutes ago by a clock that the program does not share.
fn delivery(number: usize) -> (String, Vec<u8>) {
    let (id, phone) = (format!("wamid.{number}"), format!("55119{:08}", 10_000_000 + number));
    let message = json!({ "from": phone, "id": id, "timestamp": "1795359600", "type": "text",
        "text": { "body": format!("oi {number}") } });
    (id, messages(&phone, &[message]).to_string().into_bytes())
}

fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// A folder with a store of its own, and an address that stays the same over all restarts.
pub(crate) struct Installation {
    folder: TempDir,
    pub(crate) place: Place,
    port: u16,
    pub(crate) token: String,
    pub(crate) http: reqwest::Client,
}

impl Installation {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let place = place_for_test(folder.path().join("data/nascente.db"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut here = Self { folder, place, port, token: String::new(), http: client() };
        let mut setup = here.command(&["setup", "--company", "Loja", "--admin-email", "ana@loja.com"]).spawn().unwrap();
        setup.stdin.take().unwrap().write_all(b"uma senha boa\n").unwrap();
        assert!(setup.wait().unwrap().success());
        let made = here.command(&["token", "create", "--name", "t", "--role", "admin"]).output().unwrap();
        String::from_utf8(made.stdout).unwrap().trim().clone_into(&mut here.token);
        here
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nascente"));
        command.args(arguments).arg("--data").arg(self.folder.path().join("data"));
        if let Place::Url(url) = &self.place {
            command.args(["--database-url", url]);
        }
        command.current_dir(self.folder.path()).env("NASCENTE_LOG", "off");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    /// Starts the program; returns when it listens.
    pub(crate) fn serve(&self) -> Child {
        let mut server = self.command(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)]).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert_eq!(first.trim(), format!("listening on {}", self.url()));
        server
    }

    /// The folder of its data.
    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    async fn connect(&self) -> String {
        let body = json!({ "provider": "meta_cloud", "name": "Principal", "phone_number": "551130000001",
            "settings": { "phone_number_id": NUMBER_ID, "app_secret": APP_SECRET } });
        let request = self.http.post(format!("{}/api/v1/channels", self.url())).bearer_auth(&self.token).json(&body);
        let made: Value = request.send().await.unwrap().json().await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url())).bearer_auth(&self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Asks until nothing is pending any more.
    async fn drained(&self) {
        let begun = Instant::now();
        loop {
            let pending = self.get("/api/v1/deliveries?state=pending&count=true&limit=1").await;
            if pending["total"] == 0 {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{} deliveries are still pending", pending["total"]);
        }
    }

    /// The provider's ids of all messages, and how many contacts there are; every figure has to be exact.
    fn hold_store(&self) -> (Vec<String>, usize) {
        static IDS: Statement = Statement::new("select provider_id from message where company_id = $1");
        static PEOPLE: Statement = Statement::new("select count(*) from contact where company_id = $1");
        let db = Db::open(&self.place).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let read = runtime.block_on(db.read(|tx| {
            let company_id = nascente_store::company::ids(tx)?[0];
            assert_eq!(differences(tx, company_id)?, []);
            let rows = tx.query(&IDS, params![company_id])?;
            let ids: Result<Vec<String>, StoreError> = rows.into_iter().map(|mut row| row.take()).collect();
            let people: i64 = tx.query_first(&PEOPLE, params![company_id])?.unwrap().take()?;
            Ok::<_, StoreError>((ids?, usize::try_from(people).unwrap()))
        }));
        read.unwrap()
    }
}
