//! Answers kept for repeated requests.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
