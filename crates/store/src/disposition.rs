//! Dispositions and where they are offered.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
