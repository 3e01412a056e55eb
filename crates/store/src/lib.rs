//! What we keep: the only SQL, on SQLite and on PostgreSQL.
//!
//! A unit of work is one closure and one transaction, run on a thread of the store. Inside it, functions are plain
//! synchronous Rust over [`Tx`]; the company is the first argument of each. Statements are one text for both
//! engines; [`statement`] lists the few places where the engines differ.

pub mod access;
pub mod bulk;
pub mod carrier_test;
pub mod channel;
pub mod click;
pub mod closing;
pub mod closing_rule;
pub mod company;
pub mod connection;
pub mod contact;
pub mod contact_key;
pub mod contact_list;
pub mod contact_merge;
pub mod conversation;
pub mod conversation_list;
pub mod conversion;
pub mod db;
pub mod delivery;
pub mod department;
pub mod disposition;
mod engine;
pub mod error;
pub mod event;
pub mod figure;
pub mod filter;
pub mod idempotency;
pub mod identifier;
pub mod identifier_change;
pub mod job;
pub mod journey;
pub mod link;
pub mod marketing;
pub mod media;
pub mod merge_proposal;
pub mod message;
pub mod migrate;
pub mod node;
pub mod origins;
pub mod public_generator;
pub mod recording;
pub mod report;
pub mod routing;
pub mod send_queue;
pub mod signature;
pub mod statement;
pub mod statistics;
pub mod tag;
pub mod touch;
pub mod tracking;
mod unit;
pub mod value;
pub mod waiting;
pub mod webhook;
mod workers;

pub use db::{Db, Lane, Tx};
pub use error::StoreError;
pub use statement::Statement;
pub use value::{FromValue, IntoValue, Row, Value};

/// Every fixed statement of the store, so that a test can prepare each on both engines.
#[must_use]
pub fn all_statements() -> Vec<&'static Statement> {
    [
        access::login::ALL,
        access::token::ALL,
        access::user::ALL,
        carrier_test::ALL,
        channel::ALL,
        click::ALL,
        click::sums::ALL,
        click::visits::ALL,
        closing::ALL,
        closing_rule::ALL,
        company::ALL,
        connection::ALL,
        contact::ALL,
        contact_key::ALL,
        contact_merge::ALL,
        conversation::ALL,
        conversation::queue::ALL,
        conversation_list::part::ALL,
        conversation_list::thread::ALL,
        conversion::ALL,
        delivery::ALL,
        department::ALL,
        disposition::ALL,
        event::ALL,
        figure::ALL,
        idempotency::ALL,
        identifier::ALL,
        identifier_change::ALL,
        job::ALL,
        journey::ALL,
        link::ALL,
        marketing::ALL,
        media::ALL,
        merge_proposal::ALL,
        message::ALL,
        send_queue::ALL,
        signature::ALL,
        report::label::ALL,
        report::recount::ALL,
        report::stored::ALL,
        recording::ALL,
        routing::ALL,
        tag::ALL,
        waiting::ALL,
        webhook::ALL,
        node::ALL,
        public_generator::ALL,
        origins::ALL,
        touch::ALL,
        tracking::ALL,
    ]
    .concat()
}
