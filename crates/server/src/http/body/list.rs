//! Lists with a cursor.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's immutable order.
    pub items: Vec<T>,
    /// Give it back as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// How many items the whole list has; only with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// 1 to 200, default 50.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether `total` is wanted.
    pub count: Option<bool>,
}

impl<T> Page<T> {
    /// The same page with each item turned into another.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(turn).collect();
        Page { items, next_cursor: self.next_cursor, total: self.total }
    }

    /// The same page with each item turned into another, unless one refuses.
    pub fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(turn).collect::<Result<_, E>>()?;
        Ok(Page { items, next_cursor: self.next_cursor, total: self.total })
    }
}
