//! Departments and their forms.

/// Every statement of this module.
pub(crate) static ALL: &[&crate::Statement] = &[];
