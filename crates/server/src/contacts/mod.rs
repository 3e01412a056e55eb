//! *Contatos*: the people of a company, found by words, merged and split by a person, and proposed to be merged.
//!
//! Merges on proof happen while messages are recorded (`record::person`); here is what people decide. Whatever is merged
//! can be split: the split gives back what was each one's own, and no proof merges the same two again.

pub mod compare;
pub mod merge;
pub mod proposals;
pub mod show;
pub mod split;
