//! Attending: commands of people and programs on conversations.
//!
//! Every command takes the caller, finds the conversation (404 when the caller may not see it), compares the version
//! that was seen (409), asks `domain::conversation` for the next state, and writes conversation, messages, events,
//! jobs and figures in one transaction under the company's lock.

pub mod assign;
pub mod desk;
pub mod exclude;
pub mod origin;
pub mod say;
pub mod start;
