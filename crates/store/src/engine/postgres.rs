//! PostgreSQL by tokio-postgres: one connection, with a runtime of its own, to a thread.
//!
//! What nobody waits for (the beginning, statements over many rows) is queued and goes out in front of whatever is
//! waited for next, at the latest the commit: a transaction pays for the ways to the server and back of its questions,
//! not of its statements. Whatever fails of it is the error of that next statement.

use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use tokio::runtime::Runtime;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

use crate::bulk::{Bulk, Column, ColumnType, Together};
use crate::engine::{Access, postgres_protection};
use crate::error::StoreError;
use crate::statement::Engine;
use crate::value::{Row, Value};

/// A connection that was not used for so long is asked whether it still stands before anything is queued on it.
const RESTED: Duration = Duration::from_secs(1);
/// Begins a transaction that writes.
const BEGIN: &str = "begin";
/// Most statements that are queued.
const MOST_QUEUED: usize = 24;

/// A connection, or the intention to have one: most of a program's connections are first used when it is busy.
pub(crate) struct PostgresConnection {
    url: String,
    session: Option<Session>,
    prepared: HashMap<String, Statement>,
    queued: Vec<Queued>,
    /// The transaction has come to its end, well or not: nothing is left to be undone.
    ended: bool,
    used_at: Instant,
}

/// A client and the runtime that its connection lives in.
pub(super) struct Session {
    pub(super) runtime: Runtime,
    pub(super) client: Client,
}

impl Session {
    /// Whether the server has ended it, as far as it has said so by now.
    fn was_ended(&self) -> bool {
        // The connection is polled only while somebody waits: once to see what has come, once to take it in.
        self.runtime.block_on(async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
        self.client.is_closed()
    }
}

/// A statement whose answer nobody waits for.
enum Queued {
    Text(&'static str),
    Rows(Statement, Vec<Array>),
}

impl Queued {
    /// Sends it when it is first polled.
    async fn send(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        match self {
            Self::Text(text) => client.batch_execute(text).await,
            Self::Rows(statement, arrays) => client.execute(statement, &borrowed(arrays)).await.map(drop),
        }
    }
}

impl PostgresConnection {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let session = postgres_protection::connect(url)?;
        Ok(Self { session: Some(session), ..Self::later(url) })
    }

    /// A connection that is made when its first transaction begins.
    pub(crate) fn later(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            session: None,
            prepared: HashMap::new(),
            queued: Vec::new(),
            ended: false,
            used_at: Instant::now(),
        }
    }

    /// Begins a transaction; a connection that was lost, or was not made yet, is made first.
    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        let begin = match access {
            Access::Write => BEGIN,
            Access::Read => "begin read only",
        };
        self.queued.clear();
        self.ended = false;
        if self.session.as_ref().is_none_or(Session::was_ended) {
            *self = Self::open(&self.url)?;
        } else if self.used_at.elapsed() >= RESTED {
            match self.batch(begin) {
                // That the server ended the connection is often learnt from the first statement only. Nothing was done
                // in it yet, so it is safe to begin again.
                Err(StoreError::Unavailable(_)) => *self = Self::open(&self.url)?,
                begun => return begun,
            }
        }
        self.queued.push(Queued::Text(begin));
        Ok(())
    }

    /// Commits what was done, with what is queued. Where that fails the server undoes all of it.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        if matches!(self.queued[..], [Queued::Text(BEGIN), Queued::Rows(..)]) {
            // One statement is a transaction by itself.
            self.queued.remove(0);
        } else {
            self.queued.push(Queued::Text("commit"));
        }
        self.ended = true;
        self.flush()
    }

    /// Undoes what was done; what is queued was not.
    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        self.queued.clear();
        if self.ended { Ok(()) } else { self.batch("rollback") }
    }

    /// Runs a fixed text at once.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        self.with_queued(async |client| client.batch_execute(text).await)
    }

    /// Sends what is queued.
    fn flush(&mut self) -> Result<(), StoreError> {
        self.with_queued(async |_| Ok(()))
    }

    /// Sends what is queued and this behind it, together, and waits for all answers.
    fn with_queued<T>(
        &mut self,
        last: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, StoreError> {
        let queued = std::mem::take(&mut self.queued);
        self.used_at = Instant::now();
        let Some(Session { runtime, client }) = &self.session else {
            return Err(StoreError::Unavailable("no transaction has begun".into()));
        };
        runtime.block_on(async {
            // Futures are polled, and so their statements sent, in this order.
            let queued = join_all(queued.iter().map(|one| one.send(client)));
            let (queued, last) = join(queued, last(client)).await;
            queued.into_iter().collect::<Result<(), _>>()?;
            Ok(last?)
        })
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.with_queued(async |client| client.prepare(text).await)?;
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query(&mut self, text: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(text)?;
        let rows = self.with_queued(async |client| client.query(&statement, &bound(values)).await)?;
        read_all(&rows)
    }

    /// Runs statements over many rows at once; the server answers them in their order.
    pub(crate) fn bulk_returning(
        &mut self,
        given: Vec<(&'static Bulk, Vec<Vec<Value>>)>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut asked = Vec::with_capacity(given.len());
        for (bulk, rows) in given {
            asked.push((self.prepare(bulk.for_engine(Engine::Postgres))?, transpose(bulk.columns(), rows)?));
        }
        let answers = self.with_queued(async |client| {
            let asked = asked.iter().map(async |(statement, arrays)| client.query(statement, &borrowed(arrays)).await);
            // The first error is that of the statement that failed; those behind it only say that one did.
            join_all(asked).await.into_iter().collect::<Result<Vec<_>, _>>()
        })?;
        answers.iter().map(|rows| read_all(rows)).collect()
    }

    pub(crate) fn execute(&mut self, text: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepare(text)?;
        self.with_queued(async |client| client.execute(&statement, &bound(values)).await)
    }

    /// Queues a statement over many rows.
    pub(crate) fn bulk(&mut self, text: &str, columns: &[Column], rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        self.queue(text, transpose(columns, rows)?)
    }

    /// Queues statements over many rows as one.
    pub(crate) fn bulk_together(&mut self, together: &Together, rows: Vec<Vec<Vec<Value>>>) -> Result<(), StoreError> {
        let mut arrays = Vec::new();
        for (part, rows) in together.parts().iter().zip(rows) {
            arrays.extend(transpose(part.columns(), rows)?);
        }
        self.queue(together.for_postgres(), arrays)
    }

    fn queue(&mut self, text: &str, arrays: Vec<Array>) -> Result<(), StoreError> {
        let statement = self.prepare(text)?;
        self.queued.push(Queued::Rows(statement, arrays));
        if self.queued.len() < MOST_QUEUED { Ok(()) } else { self.flush() }
    }
}

fn read_all(rows: &[tokio_postgres::Row]) -> Result<Vec<Row>, StoreError> {
    let read = |row: &tokio_postgres::Row| {
        let columns: Result<Vec<Value>, tokio_postgres::Error> =
            (0..row.len()).map(|index| row.try_get::<_, Value>(index)).collect();
        Ok(Row::new(columns?))
    };
    rows.iter().map(read).collect()
}

fn bound(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}

fn borrowed(arrays: &[Array]) -> Vec<&(dyn ToSql + Sync)> {
    arrays.iter().map(|array| -> &(dyn ToSql + Sync) { array.as_ref() }).collect()
}

type Array = Box<dyn ToSql + Sync + Send>;

/// Rows as one array to a column.
fn transpose(columns: &[Column], rows: Vec<Vec<Value>>) -> Result<Vec<Array>, StoreError> {
    let mut by_column: Vec<Vec<Value>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        if row.len() != columns.len() {
            return Err(StoreError::Refused(format!("a row of {} values for {} columns", row.len(), columns.len())));
        }
        for (column, value) in by_column.iter_mut().zip(row) {
            column.push(value);
        }
    }
    columns.iter().zip(by_column).map(|((name, kind), values)| array(name, *kind, values)).collect()
}

fn array(name: &str, kind: ColumnType, values: Vec<Value>) -> Result<Array, StoreError> {
    fn collect<T>(name: &str, values: Vec<Value>, read: impl Fn(Value) -> Option<T>) -> Result<Array, StoreError>
    where
        T: ToSql + Sync + Send + std::fmt::Debug + 'static,
    {
        let items: Option<Vec<Option<T>>> = values
            .into_iter()
            .map(|value| if value == Value::Null { Some(None) } else { read(value).map(Some) })
            .collect();
        let items = items.ok_or_else(|| StoreError::Refused(format!("column {name} was given another type")))?;
        Ok(Box::new(items))
    }
    match kind {
        ColumnType::Int => collect(name, values, |value| if let Value::Int(x) = value { Some(x) } else { None }),
        ColumnType::Text => collect(name, values, |value| if let Value::Text(x) = value { Some(x) } else { None }),
        ColumnType::Bytes => collect(name, values, |value| if let Value::Bytes(x) = value { Some(x) } else { None }),
        ColumnType::Bool => collect(name, values, |value| if let Value::Bool(x) = value { Some(x) } else { None }),
        ColumnType::Real => collect(name, values, |value| if let Value::Real(x) = value { Some(x) } else { None }),
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql_checked(kind, out),
            Self::Real(number) => number.to_sql_checked(kind, out),
            Self::Bool(yes) => yes.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
            Self::Ints(list) => list.to_sql_checked(kind, out),
            Self::Texts(list) => list.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(kind, raw).map(|number| Self::Int(number.into())),
            Type::INT2 => i16::from_sql(kind, raw).map(|number| Self::Int(number.into())),
            Type::FLOAT8 => f64::from_sql(kind, raw).map(Self::Real),
            Type::BOOL => bool::from_sql(kind, raw).map(Self::Bool),
            Type::BYTEA => Vec::<u8>::from_sql(kind, raw).map(Self::Bytes),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => String::from_sql(kind, raw).map(Self::Text),
            ref other => Err(format!("a column of type {other} cannot be read").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
