//! Measures the intake: how many signed webhooks a second are acknowledged, and how many are recorded.
//!
//! `ingest` compares the real program, as its own process, with a bare server on the same machine in the same run, in
//! interleaved rounds; ratios are what counts. `bare` is that server. What is measured and how stands in `INGEST.md`.
//! `redirect` does the same with links that are opened: `REDIRECT.md`.
//! `stored` asks for links while very many clicks are kept: `REDIRECT.md` too.
//! `providers` soaks the program among providers that fail at random: `PROVIDERS.md`.

mod bare;
mod failure;
mod load;
mod payload;
mod plan;
mod program;
mod redirect;
mod rounds;
mod soak;
mod stored;

use std::process::ExitCode;

use failure::Failure;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["bare"] => bare::serve(),
        ["providers", options @ ..] => soak::Plan::read(options).and_then(|plan| soak::run(&plan)),
        ["stored", options @ ..] => stored::Plan::read(options).and_then(|plan| stored::run(&plan)),
        ["redirect", options @ ..] => plan::Plan::read(options, "--clicks").and_then(|plan| redirect::run(&plan)),
        ["ingest", options @ ..] => plan::Plan::read(options, "--deliveries").and_then(|plan| rounds::run(&plan)),
        _ => Err(Failure::Usage),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            if matches!(failure, Failure::Usage) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

#[expect(clippy::print_stderr, reason = "the program's own words")]
fn complain(failure: &Failure) {
    eprintln!("nascente-bench: {failure}");
}
