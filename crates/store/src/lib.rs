//! What we keep: the only SQL, on SQLite and on PostgreSQL.
//!
//! A unit of work is one closure and one transaction, run on a thread of the store. Inside it, functions are plain
//! synchronous Rust over [`Tx`]; the company is the first argument of each. Statements are one text for both
//! engines; [`statement`] lists the few places where the engines differ.

pub mod bulk;
pub mod db;
mod engine;
pub mod error;
pub mod filter;
pub mod migrate;
pub mod statement;
pub mod value;

pub use db::{Db, Lane, Tx};
pub use error::StoreError;
pub use statement::Statement;
pub use value::{FromValue, IntoValue, Row, Value};
