//! Bodies of requests and answers, one file per topic: the shapes that `/openapi.json` describes.
//!
//! Ids are strings with a visible prefix, times RFC 3339 in UTC, days `YYYY-MM-DD`, money in cents.

pub mod access;
pub mod ad_names;
pub mod carrier;
pub mod closing;
pub mod company;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod conversion;
pub mod delivery;
pub mod identifier;
pub mod journey;
pub mod link;
pub mod list;
pub mod marketing;
pub mod media;
pub mod public_generator;
pub mod report;
pub mod rule;
pub mod tag;
pub mod tracking;
pub mod webhook;
