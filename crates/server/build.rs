//! Builds the screens (`web/`) so that the program carries them.
//!
//! `NASCENTE_SKIP_WEB=1` skips it: the program then serves whatever `web/dist` holds, or nothing but the API. A debug
//! build skips it too while `web/node_modules` is missing, so that working on the server needs no Node.

use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// What the screens are made of.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "scripts",
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "postcss.config.cjs",
];

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script everything by environment")]
fn main() {
    // Asked now, and not when this was compiled: several checkouts may share a folder of what is compiled.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let web = PathBuf::from(here).join("../../web");
    println!("cargo::rerun-if-env-changed=NASCENTE_SKIP_WEB");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let dist = web.join("dist");
    // The folder has to be there to be embedded, even when it is empty.
    if let Err(error) = std::fs::create_dir_all(&dist) {
        stop(&format!("the folder web/dist cannot be made: {error}"));
    }
    let told_to_skip = std::env::var("NASCENTE_SKIP_WEB").is_ok_and(|value| value == "1");
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let installed = web.join("node_modules").is_dir();
    if told_to_skip || (!release && !installed) {
        return;
    }
    if Command::new("npm").arg("--version").output().is_err() {
        stop(
            "building the screens needs Node.js 20 or newer with npm, and npm was not found: install Node.js, or set NASCENTE_SKIP_WEB=1 to build without the screens",
        );
    }
    if is_stale(&web) {
        npm(&web, &["ci", "--no-audit", "--no-fund"]);
    }
    npm(&web, &["run", "build"]);
}

/// Whether the installed packages are older than the lock file.
fn is_stale(web: &Path) -> bool {
    let changed = |path: &str| std::fs::metadata(web.join(path)).and_then(|metadata| metadata.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed < locked,
        _ => true,
    }
}

fn npm(web: &Path, arguments: &[&str]) {
    match Command::new("npm").args(arguments).current_dir(web).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            let said = String::from_utf8_lossy(if output.stderr.is_empty() { &output.stdout } else { &output.stderr });
            for line in said.lines().take(30) {
                println!("cargo::warning={line}");
            }
            stop(&format!("`npm {}` in web/ failed; the lines above say why", arguments.join(" ")));
        }
        Err(error) => stop(&format!("npm could not be started: {error}")),
    }
}

#[expect(clippy::exit, reason = "a sentence of cargo::error, not a stack trace")]
fn stop(reason: &str) -> ! {
    println!("cargo::error={reason}");
    exit(1)
}
