//! Who may come in: logins with their sessions and one-time links, users, API tokens.

pub mod login;
pub mod token;
pub mod user;

pub use token::{NewToken, TokenCaller, insert_token, token_by_hash};
