//! Stories against the real server, over real HTTP, on a real SQLite file or (with `TEST_DATABASE_URL`) PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test ends where its world does not hold")]

mod acceptance_payloads;
mod arrival_order;
mod attending;
mod audit;
mod bad_input;
mod browser;
mod changes;
mod channels;
mod clicks;
mod connections;
mod conversation_list;
mod crowd;
mod demo;
mod departments;
mod dice;
mod echoes;
mod entry_points;
mod exact_figures;
mod fake_graph;
mod health;
mod history;
mod idempotency;
mod identifiers;
mod kill;
mod links;
mod meta;
mod office;
mod openapi;
mod people;
mod permissions;
mod program;
mod providers;
mod recording;
mod reports;
mod sent;
mod sessions;
mod tenants;
mod users;
mod world;
