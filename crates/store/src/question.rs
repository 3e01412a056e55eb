//! What a transaction asks the store together with other things.

use crate::bulk::Bulk;
use crate::statement::Statement;
use crate::value::Value;

/// A question whose answer is rows.
#[derive(Debug)]
pub enum Question {
    /// A statement with its values.
    One(&'static Statement, Vec<Value>),
    /// A statement over many rows that ends with a `returning` clause: the answer is what that gives of each row.
    Rows(&'static Bulk, Vec<Vec<Value>>),
}
