//! Stories against the real server, over real HTTP, on a real SQLite file or (with `TEST_DATABASE_URL`) PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test ends where its world does not hold")]

mod acceptance_payloads;
mod clicks;
mod conversation_list;
mod crowd;
mod health;
mod identifiers;
mod links;
mod meta;
mod recording;
mod reports;
mod world;
