//! The two schemas are twins, and the statements keep the rules that let a company move to another machine.

use nascente_store::{all_statements, migrate};

/// What a schema declares, without what only one engine writes so.
fn declared(text: &str) -> Vec<String> {
    let plain: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--")).collect();
    plain
        .join(" ")
        .replace("bigint", "integer")
        .replace("bytea", "blob")
        .replace("double precision", "real")
        // SQLite compares bytes by itself.
        .replace(" collate \"C\"", "")
        // PostgreSQL has no such tables.
        .replace(" without rowid", "")
        .split(';')
        .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|statement| !statement.is_empty() && !ON_ONE_ENGINE.contains(&statement.as_str()))
        .collect()
}

/// What one engine does without: the program sees to it by itself there.
const ON_ONE_ENGINE: &[&str] = &[
    "alter table click drop constraint click_company_id_link_id_fkey",
    "alter table click alter column code type text",
];

#[test]
fn both_engines_get_the_same_tables_columns_keys_and_indexes() {
    for (sqlite, postgres) in migrate::texts() {
        assert_eq!(declared(sqlite), declared(postgres));
    }
}

#[test]
fn every_postgres_statement_is_sent_by_itself() {
    for statement in migrate::texts().flat_map(|(_, postgres)| postgres.split("-- statement")) {
        assert_eq!(statement.matches(';').count(), 1, "{statement}");
    }
}

/// Tables that are looked up without a company.
const OF_THE_INSTALLATION: &[&str] =
    &["node", "login", "session", "one_time_link", "channel_route", "link_route", "token_route", "schema_version"];
/// Statements that look into every company on purpose, by a part of their text.
const OF_ALL_COMPANIES: &[&str] = &[
    "select distinct company_id from job",
    "where check_at <= $1 and archived_at is null and provider <> 'link_only'",
    "select distinct company_id, department_id from closing_rule",
    "from company",
    "u.login_id = $1",
];

/// The tables that a text names behind `from`, `join`, `into` and `update`.
fn tables(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == '(' || c == ')' || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .filter(|pair| matches!(pair[0], "from" | "join" | "into" | "update"))
        .map(|pair| pair[1].trim_matches('"').to_owned())
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && word != "set" && word != "select")
        .collect()
}

#[test]
fn every_mention_of_a_company_s_table_has_its_company_bound() {
    let mut wrong = Vec::new();
    for statement in all_statements() {
        let text = statement.text();
        if OF_ALL_COMPANIES.iter().any(|part| text.contains(part)) || text.trim_start().starts_with("insert") {
            continue;
        }
        let of_a_company = tables(text)
            .into_iter()
            .filter(|table| {
                !OF_THE_INSTALLATION.contains(&table.as_str()) && !matches!(table.as_str(), "json_each" | "value")
            })
            .count();
        let bound = text.matches("company_id = $1").count();
        if bound < of_a_company {
            wrong.push(format!("{of_a_company} tables, {bound} times `company_id = $1`: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
