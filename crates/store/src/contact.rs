//! Contacts and their identities.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
