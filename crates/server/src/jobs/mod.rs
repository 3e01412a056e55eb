//! Follow-up work: rows written by the transaction that caused it, carried out here.
//!
//! A job that a process began and never ended (it was killed) is not simply repeated: each kind decides, because a
//! message may have gone out before the end. Messages to one contact go one after the other; files are fetched beside
//! them and never hold them up.

pub mod fetch;
pub mod look_up;
pub mod pauses;
pub mod runner;
pub mod send;
mod send_file;
pub mod silence;
pub mod sweep;
