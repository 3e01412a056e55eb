//! What must hold on each engine before anything else is tried.

use nascente_store::bulk::{Bulk, ColumnType};
use nascente_store::{Lane, Statement, StoreError, Value, all_statements, params};

use crate::place::fresh;

#[tokio::test]
async fn every_statement_is_understood() {
    let store = fresh();
    let wrong = store
        .db
        .read(|tx| {
            let engine = tx.engine();
            let mut wrong = Vec::new();
            for statement in all_statements() {
                if let Err(error) = tx.prepare(statement.for_engine(engine)) {
                    wrong.push(format!("{}\n  {error}", statement.text()));
                    break;
                }
            }
            Ok::<_, StoreError>(wrong)
        })
        .await
        .unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

static NODES: Bulk = Bulk::insert("node", &[("node_id", ColumnType::Int), ("seen_at", ColumnType::Int)], "");
static COUNT: Statement = Statement::new("select count(*) from node where node_id {in:$1}");

#[tokio::test]
async fn a_unit_of_work_that_fails_leaves_nothing_behind() {
    let store = fresh();
    let failed = store
        .db
        .write(Lane::Work, |tx| {
            tx.bulk(&NODES, vec![params![1_i64, 5_i64], params![2_i64, 5_i64]])?;
            Err::<(), _>(StoreError::Refused("on purpose".into()))
        })
        .await;
    assert!(failed.is_err());
    let kept: i64 = store
        .db
        .read(|tx| tx.query_first(&COUNT, params![vec![1_i64, 2]])?.map_or(Ok(-1), |mut row| row.take()))
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn many_rows_go_in_at_once_and_a_second_row_with_the_same_key_is_told_apart() {
    let store = fresh();
    let insert = |rows: Vec<Vec<Value>>| {
        let db = store.db.clone();
        async move { db.write(Lane::Intake, move |tx| tx.bulk(&NODES, rows.clone())).await }
    };
    insert((0..500_i64).map(|n| params![n, 1_i64]).collect()).await.unwrap();
    let kept = store.db.read(|tx| tx.query_first(&COUNT, params![(0..500).collect::<Vec<i64>>()]));
    assert_eq!(kept.await.unwrap().map(|mut row| row.take::<i64>().unwrap()), Some(500));
    assert!(matches!(insert(vec![params![7_i64, 1_i64]]).await, Err(StoreError::Exists(_))));
    insert(vec![params![500_i64, 1_i64]]).await.unwrap();
}
