//! Clicks written straight into a store, as many as somebody has after years, with the sums that belong to them.
//!
//! The program would take hours for them. Their form is that of the clicks that it keeps itself: a visitor, a code and a
//! query each, spread evenly over a year, half of them on the first link.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use postgres::NoTls;
use rusqlite::params;

use crate::failure::{Failure, stopped};

const DAY_MS: i64 = 86_400_000;
/// Over so many days clicks are spread.
const DAYS: i64 = 365;
/// The zone of the company that is measured is three hours behind.
const ZONE_MS: i64 = 3 * 3_600_000;
/// Bits of an id below its milliseconds.
const BELOW_MILLIS: u32 = 22;
/// Clicks written in one transaction on SQLite.
const AT_ONCE: u64 = 1_000_000;

const INSERT_CLICK: &str = "insert into click (company_id, click_id, link_id, code, clicked_at, day, verdict,
    visitor_key, query, referrer, language, device) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'pt-BR', ?11)";
const INSERT_DAY: &str = "insert into click_day (company_id, link_id, day, valid, raw) values (?1, ?2, ?3, ?4, ?5)";
const INSERT_HOUR: &str = "insert into click_hour (company_id, link_id, day, hour, valid, raw, visitors)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?5)";
const INSERT_TRAIT: &str =
    "insert into click_trait (company_id, link_id, day, trait, value, valid) values (?1, ?2, ?3, ?4, ?5, ?6)";

/// What is planted: so many clicks of a company on these links, the last of them now.
pub(super) struct Field {
    pub(super) company_id: i64,
    pub(super) links: Vec<i64>,
    pub(super) clicks: u64,
    /// Milliseconds since 1970.
    pub(super) now: i64,
}

/// A click to be written.
struct Click {
    id: i64,
    link: i64,
    code: String,
    at: i64,
    day: i64,
    hour: i64,
    verdict: &'static str,
    visitor: String,
    query: String,
    referrer: String,
    device: &'static str,
}

/// The sums of what was written: valid and all.
#[derive(Default)]
struct Sums {
    days: BTreeMap<(i64, i64), (i64, i64)>,
    hours: BTreeMap<(i64, i64, i64), (i64, i64)>,
    traits: BTreeMap<(i64, i64, &'static str, String), i64>,
}

impl Field {
    fn click(&self, number: u64) -> Result<Click, Failure> {
        let count = u64::try_from(self.links.len())?;
        let place = if number.is_multiple_of(2) { 0 } else { (number / 2) % count };
        let link = *self.links.get(usize::try_from(place)?).ok_or_else(|| stopped("there is no link"))?;
        let span = i128::from(DAYS * DAY_MS);
        let from_begin = i64::try_from(span * i128::from(number) / i128::from(self.clicks))?;
        let at = self.now - DAYS * DAY_MS + from_begin;
        let local = at - ZONE_MS;
        // Several clicks share a millisecond: the number keeps their ids apart, as the sequence of a node does.
        let id = (at << BELOW_MILLIS) | i64::try_from(number % (1 << BELOW_MILLIS))?;
        Ok(Click {
            id,
            link,
            code: format!("{number:07X}"),
            at,
            day: local.div_euclid(DAY_MS),
            hour: local.rem_euclid(DAY_MS) / 3_600_000,
            verdict: if number.is_multiple_of(20) { "bot" } else { "valid" },
            visitor: format!("{:032x}", u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)),
            query: format!("utm_source=google&utm_campaign=inverno&gclid=Cj0KCQ{number:x}"),
            referrer: format!("site-{}.example.com", number % 17),
            device: if number.is_multiple_of(3) { "desktop" } else { "mobile" },
        })
    }
}

impl Sums {
    fn add(&mut self, click: &Click) {
        let valid = i64::from(click.verdict == "valid");
        for sum in [
            self.days.entry((click.link, click.day)).or_default(),
            self.hours.entry((click.link, click.day, click.hour)).or_default(),
        ] {
            *sum = (sum.0 + valid, sum.1 + 1);
        }
        if valid == 1 {
            for (name, value) in
                [("device", click.device.to_owned()), ("referrer", click.referrer.clone()), ("region", String::new())]
            {
                *self.traits.entry((click.link, click.day, name, value)).or_default() += 1;
            }
        }
    }
}

/// Writes into the file of a program that does not run.
pub(super) fn into_sqlite(file: &Path, field: &Field) -> Result<(), Failure> {
    let mut connection = rusqlite::Connection::open(file)?;
    // Only planting is in a hurry; the program sets its own when it opens the file.
    connection.execute_batch("pragma synchronous = off; pragma cache_size = -1000000; pragma foreign_keys = off")?;
    let mut sums = Sums::default();
    let mut number = 0;
    while number < field.clicks {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT_CLICK)?;
            let end = field.clicks.min(number + AT_ONCE);
            while number < end {
                let click = field.click(number)?;
                insert.execute(params![
                    field.company_id,
                    click.id,
                    click.link,
                    click.code,
                    click.at,
                    click.day,
                    click.verdict,
                    click.visitor,
                    click.query,
                    click.referrer,
                    click.device,
                ])?;
                sums.add(&click);
                number += 1;
            }
        }
        transaction.commit()?;
    }
    let transaction = connection.transaction()?;
    for ((link, day), (valid, raw)) in &sums.days {
        transaction.prepare_cached(INSERT_DAY)?.execute(params![field.company_id, link, day, valid, raw])?;
    }
    for ((link, day, hour), (valid, raw)) in &sums.hours {
        transaction.prepare_cached(INSERT_HOUR)?.execute(params![field.company_id, link, day, hour, valid, raw])?;
    }
    for ((link, day, name, value), valid) in &sums.traits {
        transaction.prepare_cached(INSERT_TRAIT)?.execute(params![field.company_id, link, day, name, value, valid])?;
    }
    transaction.commit()?;
    Ok(connection.execute_batch("pragma wal_checkpoint(truncate)")?)
}

/// Writes into a schema of PostgreSQL, and has it vacuumed as PostgreSQL itself does within minutes.
pub(super) fn into_postgres(url: &str, field: &Field) -> Result<(), Failure> {
    let mut client = postgres::Client::connect(url, NoTls)?;
    // Only planting is in a hurry: that the links are there was seen to.
    client.batch_execute("set session_replication_role = replica; set synchronous_commit = off")?;
    let mut sums = Sums::default();
    let company = field.company_id;
    let mut copy = client.copy_in(
        "copy click (company_id, click_id, link_id, code, clicked_at, day, verdict, visitor_key, query, referrer,
            language, device) from stdin",
    )?;
    let mut line = String::new();
    for number in 0..field.clicks {
        let click = field.click(number)?;
        let Click { id, link, code, at, day, verdict, visitor, query, referrer, device, .. } = &click;
        line.clear();
        writeln!(
            line,
            "{company}\t{id}\t{link}\t{code}\t{at}\t{day}\t{verdict}\t{visitor}\t{query}\t{referrer}\tpt-BR\t{device}"
        )?;
        copy.write_all(line.as_bytes())?;
        sums.add(&click);
    }
    copy.finish()?;
    let mut copy = client.copy_in("copy click_day (company_id, link_id, day, valid, raw) from stdin")?;
    for ((link, day), (valid, raw)) in &sums.days {
        writeln!(copy, "{company}\t{link}\t{day}\t{valid}\t{raw}")?;
    }
    copy.finish()?;
    let mut copy =
        client.copy_in("copy click_hour (company_id, link_id, day, hour, valid, raw, visitors) from stdin")?;
    for ((link, day, hour), (valid, raw)) in &sums.hours {
        writeln!(copy, "{company}\t{link}\t{day}\t{hour}\t{valid}\t{raw}\t{valid}")?;
    }
    copy.finish()?;
    let mut copy = client.copy_in("copy click_trait (company_id, link_id, day, trait, value, valid) from stdin")?;
    for ((link, day, name, value), valid) in &sums.traits {
        writeln!(copy, "{company}\t{link}\t{day}\t{name}\t{value}\t{valid}")?;
    }
    copy.finish()?;
    for table in ["click", "click_day", "click_hour", "click_trait"] {
        client.batch_execute(&format!("vacuum analyze {table}"))?;
    }
    Ok(())
}
