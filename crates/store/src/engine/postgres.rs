//! PostgreSQL by the synchronous face of tokio-postgres: one connection to a thread.

use std::collections::HashMap;
use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use crate::bulk::{Column, ColumnType};
use crate::engine::{Access, postgres_protection};
use crate::error::StoreError;
use crate::value::{Row, Value};

/// A connection, or the intention to have one: most of a program's connections are first used when it is busy.
pub(crate) struct PostgresConnection {
    url: String,
    client: Option<Client>,
    prepared: HashMap<String, Statement>,
}

impl PostgresConnection {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let client = postgres_protection::connect(url)?;
        Ok(Self { client: Some(client), ..Self::later(url) })
    }

    /// A connection that is made when its first transaction begins.
    pub(crate) fn later(url: &str) -> Self {
        Self { url: url.to_owned(), client: None, prepared: HashMap::new() }
    }

    /// Begins a transaction; a connection that was lost, or was not made yet, is made first.
    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            *self = Self::open(&self.url)?;
        }
        let begin = match access {
            Access::Write => "begin",
            Access::Read => "begin read only",
        };
        match self.batch(begin) {
            // That the server ended the connection is often learnt from the first statement only. Nothing was done in
            // it yet, so it is safe to begin again.
            Err(StoreError::Unavailable(_)) => {
                *self = Self::open(&self.url)?;
                self.batch(begin)
            }
            begun => begun,
        }
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        Ok(self.client()?.batch_execute(text)?)
    }

    fn client(&mut self) -> Result<&mut Client, StoreError> {
        self.client.as_mut().ok_or_else(|| StoreError::Unavailable("no transaction has begun".into()))
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client()?.prepare(text)?;
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query(&mut self, text: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(text)?;
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        let rows = self.client()?.query(&statement, &bound)?;
        rows.iter()
            .map(|row| {
                let columns: Result<Vec<Value>, postgres::Error> =
                    (0..row.len()).map(|index| row.try_get::<_, Value>(index)).collect();
                Ok(Row::new(columns?))
            })
            .collect()
    }

    pub(crate) fn execute(&mut self, text: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepare(text)?;
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        Ok(self.client()?.execute(&statement, &bound)?)
    }

    pub(crate) fn bulk(&mut self, text: &str, columns: &[Column], rows: Vec<Vec<Value>>) -> Result<u64, StoreError> {
        let statement = self.prepare(text)?;
        let arrays = transpose(columns, rows)?;
        let bound: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(self.client()?.execute(&statement, &bound)?)
    }
}

type Array = Box<dyn ToSql + Sync>;

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
        T: ToSql + Sync + std::fmt::Debug + 'static,
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
