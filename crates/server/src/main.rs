//! Starts `nascente`.

use std::process::ExitCode;

/// Every request and every row is made of many small pieces: recording costs a fifth less with this one than with the C
/// library's (`bench/INGEST.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    nascente_server::cli::main()
}
