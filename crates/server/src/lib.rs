//! The program `nascente`, told as the trip of a lead:
//!
//! ```text
//! click / receive -> decode -> identify -> record -> notify -> attend -> close -> report -> send back
//! ```
//!
//! Modules stand in the order in which a lead meets them; what serves them all comes last.

pub mod app;
pub mod attend;
mod audit;
pub mod auth;
pub mod automation;
pub mod background;
pub mod cli;
pub mod click;
pub mod clock;
pub mod close;
pub mod config;
pub mod connect;
pub mod contacts;
pub mod demo;
pub mod failure;
pub mod generator;
pub mod group_commit;
mod growth;
pub mod http;
pub mod jobs;
pub mod links;
pub mod media;
pub mod outbound;
pub mod qr;
pub mod receive;
pub mod record;
pub mod report;
pub mod serve;
pub mod setup;
pub mod tracking;
pub mod webhook;
