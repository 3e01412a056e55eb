//! What we keep: the only SQL, on SQLite and on PostgreSQL.
