//! Stories against the real server, over real HTTP, on a real SQLite file or (with `TEST_DATABASE_URL`) PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test ends where its world does not hold")]

mod acceptance_payloads;
mod arrival_order;
mod attending;
mod audit;
mod bad_input;
mod browser;
mod channels;
mod clicks;
mod closings;
mod conversation_list;
mod crowd;
mod demo;
mod departments;
mod dice;
mod dispositions;
mod exact_figures;
mod fake_graph;
mod health;
mod history;
mod idempotency;
mod identifiers;
mod kill;
mod links;
mod meta;
mod openapi;
mod permissions;
mod program;
mod recording;
mod reports;
mod routing;
mod rules;
mod sent;
mod sessions;
mod tenants;
mod users;
mod webhooks;
mod world;
