//! Stage *report*: what is read of conversations: lists, single ones, figures, files.
//!
//! In come a caller and a filter as typed; out come bodies of the API. Nothing is changed here. Every number is
//! counted over the same filter that its list is read with ([`filter`]), and carries the query of that list.

pub(crate) mod announce;
pub mod conversions;
pub mod explanation;
pub mod export;
pub mod filter;
pub mod funnel;
pub mod journey;
pub mod list;
pub mod matrix;
mod row;
pub mod thread;
pub(crate) mod view;
pub mod wording;
