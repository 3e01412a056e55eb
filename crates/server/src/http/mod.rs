//! The HTTP surface: one router, one file of problems, bodies by topic, handlers by topic.

pub mod api;
pub mod audit_trail;
pub mod body;
pub mod client_address;
pub mod guard;
pub mod idempotency;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod problem;
mod public_page;
mod query_names;
pub mod router;
mod same_origin;
pub mod short_address;
mod snippet;
pub mod web;
