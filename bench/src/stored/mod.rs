//! Whether links are shown as quickly when very many clicks are kept.
//!
//! Two installations of the real program on each store, one with few clicks and one with many, asked the same in turn.
//! In: how many clicks each. Out: a table of medians and their ratio. It fails when a figure is not what was planted.

mod plant;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nascente_domain::id::{CompanyId, LinkId};
use serde_json::json;

use crate::failure::{Failure, stopped};
use crate::load;
use crate::program::{Installation, Listening, build};
use plant::Field;

/// Links of each installation: a page of the list.
const LINKS: usize = 50;

/// The address of a question about a link.
type PathOf = fn(&str) -> String;

/// How many clicks, and on which stores.
#[derive(Debug)]
pub(crate) struct Plan {
    few: u64,
    many: u64,
    questions: usize,
    sqlite: bool,
    postgres: Option<String>,
}

impl Plan {
    /// Reads the options of the command line.
    #[expect(clippy::disallowed_methods, reason = "this program has no other settings")]
    pub(crate) fn read(options: &[&str]) -> Result<Self, Failure> {
        let postgres = std::env::var("BENCH_DATABASE_URL").ok();
        let mut plan = Self { few: 50_000, many: 50_000_000, questions: 101, sqlite: true, postgres };
        for pair in options.chunks(2) {
            match pair {
                ["--few", number] => plan.few = number.parse()?,
                ["--many", number] => plan.many = number.parse()?,
                ["--questions", number] => plan.questions = number.parse()?,
                ["--only", "sqlite"] => plan.postgres = None,
                ["--only", "postgres"] => plan.sqlite = false,
                _ => return Err(Failure::Usage),
            }
        }
        Ok(plan)
    }
}

/// Plants, measures and prints a table for each store.
pub(crate) fn run(plan: &Plan) -> Result<(), Failure> {
    build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let postgres = plan.postgres.as_deref();
    for (name, url, wanted) in [("SQLite", None, plan.sqlite), ("PostgreSQL", postgres, postgres.is_some())] {
        if !wanted {
            continue;
        }
        let few = Planted::new(&runtime, url, plan.few)?;
        let many = Planted::new(&runtime, url, plan.many)?;
        say(&format!("\n{name}: {} and {} clicks, planted in {:.0} s\n", plan.few, plan.many, many.took.as_secs_f64()));
        runtime.block_on(measure(plan, &few, &many))?;
    }
    Ok(())
}

/// An installation whose clicks are there.
struct Planted {
    server: Listening,
    here: Installation,
    /// The link that has half of them.
    link: String,
    took: Duration,
}

impl Planted {
    fn new(runtime: &tokio::runtime::Runtime, database_url: Option<&str>, clicks: u64) -> Result<Self, Failure> {
        let here = Installation::new(database_url)?;
        let server = here.serve()?;
        let (company_id, links) = runtime.block_on(make_links(&server, &here.token))?;
        drop(server);
        let link = links.first().cloned().ok_or_else(|| stopped("there is no link"))?;
        #[expect(clippy::disallowed_methods, reason = "the clicks lead up to the day of the measurement")]
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let ids: Result<Vec<i64>, _> = links.iter().map(|link| link.parse::<LinkId>().map(LinkId::value)).collect();
        let field = Field { company_id: company_id.parse::<CompanyId>()?.value(), links: ids?, clicks, now };
        let begun = Instant::now();
        match here.database_url() {
            None => plant::into_sqlite(&here.file(), &field)?,
            Some(url) => plant::into_postgres(url, &field)?,
        }
        let took = begun.elapsed();
        let planted = Self { server: here.serve()?, here, link, took };
        runtime.block_on(planted.check(clicks))?;
        Ok(planted)
    }

    /// The figures are those that were planted.
    async fn check(&self, clicks: u64) -> Result<(), Failure> {
        let list = self.ask("/api/v1/links?limit=200").await?;
        let shown = list["items"].as_array().into_iter().flatten();
        let raw: u64 = shown.filter_map(|link| link["clicks_raw"].as_u64()).sum();
        let newest = self.ask(&format!("/api/v1/clicks?link_id={}&limit=50", self.link)).await?;
        let rows = newest["items"].as_array().map_or(0, Vec::len);
        if raw == clicks && rows == 50 {
            return Ok(());
        }
        Err(stopped(format!("{raw} clicks are counted of {clicks}, and {rows} of 50 listed")))
    }

    async fn ask(&self, path: &str) -> Result<serde_json::Value, Failure> {
        load::get(&self.server.address, path, &self.here.token).await
    }

    async fn time(&self, path: &str) -> Result<Duration, Failure> {
        let begun = Instant::now();
        self.ask(path).await?;
        Ok(begun.elapsed())
    }
}

async fn make_links(server: &Listening, token: &str) -> Result<(String, Vec<String>), Failure> {
    let number = json!({ "provider": "link_only", "name": "Medida", "phone_number": "11 99999-0001" });
    let channel = load::post(&server.address, "/api/v1/channels", token, &number.to_string()).await?;
    let mut links = Vec::new();
    for place in 0..LINKS {
        let link = json!({ "name": format!("Link {place}"), "channel_id": channel["id"], "site": "Google",
            "message": "Quero saber mais" });
        let made = load::post(&server.address, "/api/v1/links", token, &link.to_string()).await?;
        links.push(made["id"].as_str().ok_or_else(|| stopped("the link has no id"))?.to_owned());
    }
    let company = load::get(&server.address, "/api/v1/company", token).await?;
    let company = company["id"].as_str().ok_or_else(|| stopped("the company has no id"))?;
    Ok((company.to_owned(), links))
}

async fn measure(plan: &Plan, few: &Planted, many: &Planted) -> Result<(), Failure> {
    print(&["asked", "few, ms", "many, ms", "ratio"]);
    print(&["---"; 4]);
    let questions: [(&str, PathOf); 5] = [
        ("list of 50 links", |_| "/api/v1/links?limit=50&count=true".to_owned()),
        ("one link", |link| format!("/api/v1/links/{link}")),
        ("its figures, 30 days", |link| format!("/api/v1/links/{link}/statistics")),
        ("its latest 50 clicks", |link| format!("/api/v1/clicks?link_id={link}&limit=50")),
        ("its latest 50 valid clicks", |link| format!("/api/v1/clicks?link_id={link}&valid=true&limit=50")),
    ];
    for (name, path) in questions {
        let (mut small, mut large) = (Vec::new(), Vec::new());
        for _ in 0..plan.questions {
            small.push(few.time(&path(&few.link)).await?);
            large.push(many.time(&path(&many.link)).await?);
        }
        let (small, large) = (median(small), median(large));
        print(&[name, &format!("{small:.2}"), &format!("{large:.2}"), &format!("{:.2}", large / small)]);
    }
    Ok(())
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64) * 1e3
}

fn print(cells: &[&str]) {
    say(&format!("| {} |", cells.join(" | ")));
}

#[expect(clippy::print_stdout, reason = "the result of the measurement")]
fn say(line: &str) {
    println!("{line}");
}
