//! Raw deliveries and the outcomes of their events.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
