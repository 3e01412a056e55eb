//! Statements over many rows at once: a loop of one prepared statement on SQLite, one `unnest` on PostgreSQL.

use std::sync::OnceLock;

use crate::statement::Engine;

/// The type of a column, as PostgreSQL names its arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// `bigint`.
    Int,
    /// `text`.
    Text,
    /// `bytea`.
    Bytes,
    /// `boolean`.
    Bool,
    /// `double precision`.
    Real,
}

impl ColumnType {
    const fn array(self) -> &'static str {
        match self {
            Self::Int => "bigint[]",
            Self::Text => "text[]",
            Self::Bytes => "bytea[]",
            Self::Bool => "boolean[]",
            Self::Real => "double precision[]",
        }
    }
}

/// A column and its type.
pub type Column = (&'static str, ColumnType);

/// What is done with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Insert; the text is the `on conflict` clause, or nothing.
    Insert(&'static str),
    /// Update the rows whose first columns (so many) are equal.
    Update(usize),
}

/// A statement over many rows. The first column is always `company_id`.
#[derive(Debug)]
pub struct Bulk {
    table: &'static str,
    columns: &'static [Column],
    action: Action,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Bulk {
    /// Inserts rows of these columns; `conflict` is an `on conflict …` clause or empty.
    #[must_use]
    pub const fn insert(table: &'static str, columns: &'static [Column], conflict: &'static str) -> Self {
        Self { table, columns, action: Action::Insert(conflict), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// Sets columns of existing rows, found by their first `keys` columns.
    #[must_use]
    pub const fn update(table: &'static str, columns: &'static [Column], keys: usize) -> Self {
        Self { table, columns, action: Action::Update(keys), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The columns, in the order in which rows give them.
    #[must_use]
    pub const fn columns(&self) -> &'static [Column] {
        self.columns
    }

    /// The text for an engine.
    #[must_use]
    pub fn for_engine(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => self.sqlite.get_or_init(|| self.one_row()),
            Engine::Postgres => self.postgres.get_or_init(|| self.all_rows(1)),
        }
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    fn one_row(&self) -> String {
        let table = self.table;
        match self.action {
            Action::Insert(conflict) => {
                let values: Vec<String> = (1..=self.columns.len()).map(|n| format!("?{n}")).collect();
                format!("insert into {table} ({}) values ({}) {conflict}", self.names(), values.join(", "))
            }
            Action::Update(keys) => {
                let numbered: Vec<String> =
                    self.columns.iter().zip(1..).map(|((name, _), n)| format!("{name} = ?{n}")).collect();
                let (found_by, set) = numbered.split_at(keys);
                format!("update {table} set {} where {}", set.join(", "), found_by.join(" and "))
            }
        }
    }

    /// The text whose values begin with this number.
    fn all_rows(&self, first: usize) -> String {
        let table = self.table;
        let arrays: Vec<String> =
            self.columns.iter().zip(first..).map(|((_, kind), n)| format!("${n}::{}", kind.array())).collect();
        let source = format!("unnest({}) as given ({})", arrays.join(", "), self.names());
        match self.action {
            Action::Insert(conflict) => {
                format!("insert into {table} ({}) select * from {source} {conflict}", self.names())
            }
            Action::Update(keys) => {
                let (found_by, set) = self.columns.split_at(keys);
                let set: Vec<String> = set.iter().map(|(name, _)| format!("{name} = given.{name}")).collect();
                let found: Vec<String> = found_by.iter().map(|(name, _)| format!("t.{name} = given.{name}")).collect();
                format!("update {table} as t set {} from {source} where {}", set.join(", "), found.join(" and "))
            }
        }
    }
}

/// Statements over many rows of which none touches a row of another: PostgreSQL takes them for one.
#[derive(Debug)]
pub struct Together {
    parts: &'static [&'static Bulk],
    postgres: OnceLock<String>,
}

impl Together {
    /// These, each over a table of its own, in the order in which they are run and their rows are given.
    #[must_use]
    pub const fn new(parts: &'static [&'static Bulk]) -> Self {
        Self { parts, postgres: OnceLock::new() }
    }

    /// The statements.
    #[must_use]
    pub const fn parts(&self) -> &'static [&'static Bulk] {
        self.parts
    }

    /// The one text for PostgreSQL. Its values are those of all parts in a row. What stands in front of a statement is
    /// run behind it there, the last of it first: no result hangs on that, but in this order rows are locked.
    pub(crate) fn for_postgres(&self) -> &str {
        self.postgres.get_or_init(|| {
            let mut first_value = 1;
            let mut texts = Vec::with_capacity(self.parts.len());
            for part in self.parts {
                texts.push(part.all_rows(first_value));
                first_value += part.columns.len();
            }
            let behind = texts.iter().enumerate().skip(1).rev();
            let behind: Vec<String> = behind.map(|(place, text)| format!("part_{place} as ({text})")).collect();
            let first = texts.first().map_or("", String::as_str);
            if behind.is_empty() { first.to_owned() } else { format!("with {} {first}", behind.join(", ")) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ONE: Bulk = Bulk::insert("a", &[("company_id", ColumnType::Int), ("x", ColumnType::Text)], "");
    static OTHER: Bulk = Bulk::insert("b", &[("company_id", ColumnType::Int)], "on conflict do nothing");

    #[test]
    fn statements_over_tables_of_their_own_become_one_whose_values_are_numbered_through() {
        static BOTH: Together = Together::new(&[&ONE, &OTHER]);
        static ALONE: Together = Together::new(&[&ONE]);
        assert_eq!(
            BOTH.for_postgres(),
            "with part_1 as (insert into b (company_id) select * from unnest($3::bigint[]) as given (company_id) \
             on conflict do nothing) insert into a (company_id, x) select * from unnest($1::bigint[], $2::text[]) \
             as given (company_id, x) "
        );
        assert_eq!(ALONE.for_postgres(), ONE.for_engine(Engine::Postgres));
    }
}
