//! What to measure in interleaved rounds, as the command line says it.

use crate::failure::Failure;

/// How much, how often, and on which stores.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Requests in a round.
    pub(crate) amount: usize,
    /// Rounds.
    pub(crate) rounds: usize,
    /// Whether SQLite is measured.
    pub(crate) sqlite: bool,
    /// The server that PostgreSQL is measured on, if it is.
    pub(crate) postgres: Option<String>,
    /// Of a hundred clicks, how many are of a visitor who has opened the link before; only where links are opened.
    pub(crate) back: usize,
}

impl Plan {
    /// Reads the options of the command line; `amount_option` names how many requests a round has.
    #[expect(clippy::disallowed_methods, reason = "this program has no other settings")]
    pub(crate) fn read(options: &[&str], amount_option: &str) -> Result<Self, Failure> {
        let postgres = std::env::var("BENCH_DATABASE_URL").ok();
        let mut plan = Self { amount: 20_000, rounds: 3, sqlite: true, postgres, back: 0 };
        for pair in options.chunks(2) {
            match pair {
                ["--rounds", number] => plan.rounds = number.parse()?,
                ["--only", "sqlite"] => plan.postgres = None,
                ["--only", "postgres"] => plan.sqlite = false,
                ["--back", share] if amount_option == "--clicks" => plan.back = share.parse::<usize>()?.min(99),
                [option, number] if *option == amount_option => plan.amount = number.parse()?,
                _ => return Err(Failure::Usage),
            }
        }
        Ok(plan)
    }
}
