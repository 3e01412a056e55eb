//! What is true about leads: the rules of identity, attribution, conversations, closings and figures.
//!
//! Facts go in, verdicts come out. Nothing here reads a clock, a store, a socket or a random source, and no
//! provider is named; that is what lets a table of cases prove the rules in microseconds.
//!
//! Reading order is the trip of a lead: who wrote ([`person`], [`phone`], [`resemblance`]), what arrived
//! ([`message`]), what it proves ([`touch`], [`hashtag`], [`code`], [`invisible`], [`carrier`]), the verdict ([`attribution`], [`merging`]) and
//! the views beside it ([`origins`]), where the message belongs ([`conversation`]), who attends ([`hours`],
//! [`assignment`]), how it ended ([`disposition`], [`closing`], [`money`], [`rule`]), what strangers may make
//! ([`public_generator`]), what is counted ([`funnel`]) and told to ad platforms ([`conversion`]), and whether all that
//! still measures ([`tracking`]).

pub mod assignment;
pub mod attribution;
pub mod carrier;
pub mod carrier_test;
pub mod change;
pub mod closing;
pub mod code;
pub mod connection;
pub mod conversation;
pub mod conversion;
pub mod disposition;
pub mod funnel;
pub mod hashtag;
pub mod histogram;
pub mod hours;
pub mod id;
pub mod invisible;
pub mod link;
pub mod media;
pub mod merging;
pub mod message;
pub mod moment;
pub mod money;
pub mod origins;
pub mod outcome;
pub mod person;
pub mod phone;
pub mod public_generator;
pub mod resemblance;
pub mod role;
pub mod rule;
pub mod text_enum;
pub mod touch;
pub mod tracking;
