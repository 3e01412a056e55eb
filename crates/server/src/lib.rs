//! The program `nascente`, told as the trip of a lead:
//!
//! ```text
//! click / receive -> decode -> identify -> record -> notify -> attend -> close -> report -> send back
//! ```
//!
//! Modules stand in the order in which a lead meets them; what serves them all comes last.

pub mod app;
pub mod auth;
pub mod background;
pub mod clock;
pub mod config;
pub mod failure;
pub mod http;
pub mod record;
pub mod report;
pub mod serve;
