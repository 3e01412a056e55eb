//! Follow-up work: rows written by the transaction that caused it, carried out here.
//!
//! A job that a process began and never ended (it was killed) is not simply repeated: each kind decides, because a
//! message may have gone out before the end.

pub mod runner;
pub mod send;
pub mod silence;
