//! The program is killed again and again while links are opened. Every click that was answered with a code of its own is
//! a row, and none is two: it was committed, or lay on the disk, before the answer.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nascente_domain::code::{CodeKind, find_codes};
use nascente_store::{Db, Statement, StoreError, params};
use reqwest::header::LOCATION;
use serde_json::{Value, json};
use tokio::sync::Notify;
use url::Url;

use crate::dice::Dice;
use crate::kill::{CONNECTIONS, Installation, KILLS, PATIENCE};

#[test]
fn every_answered_click_is_one_row_however_often_the_program_is_killed() {
    let here = Installation::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut dice = Dice::new(11);
    let counter = Arc::new(AtomicUsize::new(0));
    let mut answered: Vec<String> = Vec::new();
    for kill in 0..KILLS {
        let mut server = here.serve();
        if kill == 0 {
            runtime.block_on(make_link(&here));
        }
        let after = Duration::from_millis(u64::try_from(dice.between(50, 300)).unwrap());
        let begun = Arc::new(Notify::new());
        let url = format!("{}/l/bio?utm_source=poster&gclid=abc", here.url());
        let load = runtime.spawn(load(url, Arc::clone(&counter), Arc::clone(&begun)));
        runtime.block_on(async { tokio::time::timeout(PATIENCE, begun.notified()).await }).unwrap();
        std::thread::sleep(after);
        server.kill().unwrap();
        assert!(!server.wait().unwrap().success());
        answered.extend(runtime.block_on(load).unwrap());
    }
    let mut server = here.serve();
    let sums = runtime.block_on(drained(&here));
    server.kill().unwrap();
    server.wait().unwrap();

    let codes: BTreeSet<&String> = answered.iter().collect();
    assert_eq!(codes.len(), answered.len(), "a code was given out twice");
    assert!(codes.len() > KILLS * CONNECTIONS, "only {} clicks were answered", codes.len());
    let kept = kept(&here);
    let once: BTreeSet<&String> = kept.iter().collect();
    let lost: Vec<&&String> = codes.iter().filter(|code| !once.contains(**code)).collect();
    assert!(lost.is_empty(), "{} of {} answered clicks are lost: {lost:?}", lost.len(), codes.len());
    // Every visitor opened the link once, so that a click that was counted twice would show.
    assert_eq!((sums.0, sums.1), (kept.len(), kept.len()));
    assert_eq!(once.len(), kept.len(), "a click was recorded twice");
}

async fn make_link(here: &Installation) {
    let post = async |path: &str, body: Value| -> Value {
        let request = here.http.post(format!("{}/api/v1{path}", here.url())).bearer_auth(&here.token).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    };
    let channel = json!({ "provider": "link_only", "name": "Loja", "phone_number": "551130000001" });
    let channel = post("/channels", channel).await;
    let link = json!({ "name": "Bio", "slug": "bio", "channel_id": channel["id"], "site": "Bio", "message": "Oi" });
    assert_eq!(post("/links", link).await["slug"], "bio");
}

/// Opens the link from many connections until the program is gone; gives the codes that were answered.
async fn load(url: String, counter: Arc<AtomicUsize>, begun: Arc<Notify>) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let opening = (0..CONNECTIONS).map(|_| {
        let (http, url, counter, begun) = (http.clone(), url.clone(), Arc::clone(&counter), Arc::clone(&begun));
        #[expect(clippy::disallowed_methods, reason = "a connection of the load ends with the server it loads")]
        tokio::spawn(async move {
            let mut codes = Vec::new();
            loop {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let agent = format!("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36 v/{number}");
                let Ok(answer) = http.get(&url).header("user-agent", agent).send().await else { break };
                let Some(location) = answer.headers().get(LOCATION) else { continue };
                codes.extend(code_of(location.to_str().unwrap()));
                begun.notify_one();
            }
            codes
        })
    });
    let mut codes = Vec::new();
    for one in opening.collect::<Vec<_>>() {
        codes.extend(one.await.unwrap());
    }
    codes
}

/// The click's code in the address that a visitor was sent to.
fn code_of(location: &str) -> Option<String> {
    let text = Url::parse(location).unwrap().query_pairs().find(|(name, _)| name == "text")?.1.into_owned();
    let code = find_codes(&text).first()?.code.clone();
    (code.kind() == CodeKind::Click).then(|| code.to_string())
}

/// Waits until nothing lies on the disk any more; gives the sums of the link, valid and all.
async fn drained(here: &Installation) -> (usize, usize) {
    let begun = Instant::now();
    loop {
        let waiting = std::fs::read_dir(here.data().join("spool")).into_iter().flatten().count();
        if waiting == 0 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{waiting} files of clicks still wait");
    }
    let links = here.get("/api/v1/links").await;
    let sum = |name: &str| usize::try_from(links["items"][0][name].as_u64().unwrap()).unwrap();
    (sum("clicks"), sum("clicks_raw"))
}

/// The codes of all clicks in the store.
fn kept(here: &Installation) -> Vec<String> {
    static CODES: Statement = Statement::new("select code from click where company_id = $1");
    let db = Db::open(&here.place).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(db.read(|tx| {
        let company_id = nascente_store::company::ids(tx)?[0];
        let rows = tx.query(&CODES, params![company_id])?;
        rows.into_iter().map(|mut row| row.take()).collect::<Result<Vec<String>, StoreError>>()
    }));
    read.unwrap()
}
