//! The two drivers behind one connection type; the only files that name them.

mod postgres;
mod postgres_protection;
mod sqlite;

use crate::bulk::{Bulk, Together};
use crate::error::StoreError;
use crate::statement::{Engine, Statement};
use crate::value::{Row, Value};

pub(crate) use postgres::PostgresConnection;
pub(crate) use sqlite::{SqliteConnection, checkpoint_thread};

/// How a transaction is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// A connection to either engine, owned by one thread of the store.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(Box<PostgresConnection>),
}

impl Connection {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.begin(access),
            Self::Postgres(connection) => connection.begin(access),
        }
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch("commit"),
            Self::Postgres(connection) => connection.commit(),
        }
    }

    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch("rollback"),
            Self::Postgres(connection) => connection.rollback(),
        }
    }

    /// Runs a fixed text without values.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch(text),
            Self::Postgres(connection) => connection.batch(text),
        }
    }

    pub(crate) fn query(&mut self, statement: &Statement, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let text = statement.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.query(text, values),
            Self::Postgres(connection) => connection.query(text, &values),
        }
    }

    pub(crate) fn execute(&mut self, statement: &Statement, values: Vec<Value>) -> Result<u64, StoreError> {
        let text = statement.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.execute(text, values),
            Self::Postgres(connection) => connection.execute(text, &values),
        }
    }

    /// Runs a statement over many rows. On PostgreSQL it is sent with the next statement that is waited for, or with the
    /// commit, which then gives its error.
    pub(crate) fn bulk(&mut self, bulk: &Bulk, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let text = bulk.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.bulk(text, rows),
            Self::Postgres(connection) => connection.bulk(text, bulk.columns(), rows),
        }
    }

    /// Runs statements over many rows and gives what they return.
    pub(crate) fn bulk_returning(
        &mut self,
        given: Vec<(&'static Bulk, Vec<Vec<Value>>)>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let answer =
                    |(bulk, rows): (&Bulk, _)| connection.bulk_returning(bulk.for_engine(Engine::Sqlite), rows);
                given.into_iter().map(answer).collect()
            }
            Self::Postgres(connection) => connection.bulk_returning(given),
        }
    }

    /// Runs statements of which none touches a row of another, each over its rows.
    pub(crate) fn bulk_together(&mut self, together: &Together, rows: Vec<Vec<Vec<Value>>>) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => together.parts().iter().zip(rows).try_for_each(|(part, rows)| self.bulk(part, rows)),
            Self::Postgres(connection) => connection.bulk_together(together, rows),
        }
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.prepare(text),
            Self::Postgres(connection) => connection.prepare(text).map(drop),
        }
    }
}
