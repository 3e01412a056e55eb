//! Where things stand in the repository.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn repository() -> PathBuf {
    // Cargo tells it to what it runs. Where this was compiled may be another checkout, with the same folder of what is compiled.
    let told = std::env::var_os("CARGO_MANIFEST_DIR");
    let own_folder = told.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own_folder.parent().map_or_else(|| own_folder.clone(), Path::to_path_buf)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => repository().join(folder),
        None => repository().join("target"),
    }
}
