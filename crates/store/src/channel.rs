//! Channels.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
