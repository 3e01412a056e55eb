//! Starts `nascente`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nascente_server::cli::main()
}
