//! Roles of users and tokens.

use crate::text_enum;

text_enum! {
    /// What a user or token may do; the table is in `docs/contract.md`.
    Role {
        /// Everything in the company.
        Admin = "admin",
        /// All but admin users, secrets, tokens and company settings; corrects closings.
        Manager = "manager",
        /// Conversations of the own departments and unassigned ones of the default department.
        Agent = "agent",
        /// Links, identifiers, costs, reports; no message text, phones masked.
        Marketing = "marketing",
    }
}
