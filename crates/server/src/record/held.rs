//! A row of a transaction: as it was, and as it is.

/// A row as it was (`None`: it is new) and as it is.
#[derive(Debug, Clone)]
pub(crate) struct Held<T> {
    pub(crate) before: Option<T>,
    pub(crate) now: T,
}

impl<T: Clone + PartialEq> Held<T> {
    /// A row that is in the store.
    pub(crate) fn known(row: T) -> Self {
        Self { before: Some(row.clone()), now: row }
    }

    /// A row that is not in the store yet.
    pub(crate) const fn new(row: T) -> Self {
        Self { before: None, now: row }
    }

    /// Whether it is in the store and has changed.
    pub(crate) fn changed(&self) -> bool {
        self.before.as_ref().is_some_and(|before| *before != self.now)
    }
}
