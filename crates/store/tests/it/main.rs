//! The store on a real SQLite file, or on a real PostgreSQL when `TEST_DATABASE_URL` is set.

#![expect(clippy::unwrap_used, reason = "a test ends where its world does not hold")]

mod engines;
mod place;
mod protection;
mod schema;
mod together;
mod upgrade;
