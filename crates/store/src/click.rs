//! Clicks and their daily sums.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
