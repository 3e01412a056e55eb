//! Units of work that wait at the same time: on SQLite they share one transaction, and it must not be felt.

use nascente_store::bulk::{Bulk, ColumnType};
use nascente_store::{Db, Lane, Statement, StoreError, params};

use crate::place::fresh;

static NODES: Bulk = Bulk::insert("node", &[("node_id", ColumnType::Int), ("seen_at", ColumnType::Int)], "");
static IDS: Statement = Statement::new("select node_id from node where node_id < 100 order by node_id");

/// What a unit does after it has written its row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Well,
    Failing,
    Panicking,
}

/// A unit that keeps one row.
async fn keep(db: Db, lane: Lane, id: i64, end: End) -> Result<i64, StoreError> {
    db.write(lane, move |tx| {
        tx.bulk(&NODES, vec![params![id, 1_i64]])?;
        match end {
            End::Well => Ok(id),
            End::Failing => Err(StoreError::Refused("on purpose".into())),
            End::Panicking => Ok([id].into_iter().nth(1).expect("the story asks for a panic")),
        }
    })
    .await
}

/// Holds the writers up until everything else is queued, so that it is taken up together.
fn hold(db: &Db) -> std::sync::mpsc::Sender<()> {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let db = db.clone();
    let held = std::sync::Mutex::new(held);
    #[expect(clippy::disallowed_methods, reason = "it ends when the story lets it go")]
    let _holding = tokio::spawn(async move {
        let waited = db.write(Lane::Work, move |_| {
            let released = held.lock().map_err(|_| StoreError::Refused("poisoned".into()))?.recv();
            Ok::<_, StoreError>(released.is_ok())
        });
        assert!(waited.await.unwrap());
    });
    release
}

#[tokio::test]
async fn a_unit_that_fails_or_panics_takes_nothing_of_those_beside_it() {
    let store = fresh();
    let release = hold(&store.db);
    let ends = [End::Well, End::Failing, End::Well, End::Panicking, End::Well, End::Well];
    let mut units = Vec::new();
    for (id, end) in (1..).zip(ends) {
        let lane = if id % 2 == 0 { Lane::Intake } else { Lane::Work };
        #[expect(clippy::disallowed_methods, reason = "it is awaited below")]
        units.push((id, end, tokio::spawn(keep(store.db.clone(), lane, id, end))));
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    for (id, end, unit) in units {
        let kept = unit.await.unwrap();
        assert_eq!(kept.is_ok(), end == End::Well, "{id}: {kept:?}");
        assert!(!matches!(kept, Err(StoreError::Unavailable(_))), "{id} hears of its own fault: {kept:?}");
    }
    let ids: Vec<i64> =
        store.db.read(|tx| tx.query(&IDS, params![])?.into_iter().map(|mut row| row.take()).collect()).await.unwrap();
    assert_eq!(ids, [1, 3, 5, 6]);
}

#[tokio::test]
async fn a_unit_sees_what_was_written_before_it_and_is_answered_after_the_commit() {
    let store = fresh();
    for id in 1..40 {
        let kept = keep(store.db.clone(), Lane::Work, id, End::Well).await.unwrap();
        let seen: i64 = store
            .db
            .read(move |tx| Ok::<_, StoreError>(i64::try_from(tx.query(&IDS, params![])?.len()).unwrap_or(-1)))
            .await
            .unwrap();
        assert_eq!(seen, kept, "an answered unit is visible to everybody");
    }
}
