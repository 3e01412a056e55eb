//! Stories against the real server, over real HTTP, on a real SQLite file or (with `TEST_DATABASE_URL`) PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test ends where its world does not hold")]

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod acceptance_payloads;
mod ad_names;
mod arrival_order;
mod attending;
mod audit;
mod bad_input;
mod browser;
mod carriers;
mod changes;
mod channels;
mod click_list;
mod clicks;
mod closings;
mod connections;
mod contacts;
mod conversation_list;
mod conversions;
mod crowd;
mod database;
mod demo;
mod departments;
mod desk_of_story;
mod dice;
mod dispositions;
mod echoes;
mod entry_points;
mod exact_figures;
mod fake_graph;
mod fake_s3;
mod files_sent;
mod health;
mod hidden_ids;
mod history;
mod idempotency;
mod identifiers;
mod kill;
mod killed_clicks;
mod link_generator;
mod links;
mod media;
mod meta;
mod office;
mod openapi;
mod people;
mod permissions;
mod program;
mod provider_files;
mod providers;
mod public_generator;
mod qr_codes;
mod recorded_clicks;
mod recording;
mod reports;
mod routing;
mod rules;
mod sent;
mod sessions;
mod snippet;
mod tags;
mod tenants;
mod too_early;
mod tracking;
mod users;
mod views;
mod webhooks;
mod world;
