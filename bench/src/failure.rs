//! Why a measurement came to nothing.

/// Why a measurement came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for nothing that exists.
    Usage,
    /// Something else, in words.
    Stopped(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage => f.write_str(
                "use: ingest [--deliveries N] [--rounds N] [--only sqlite|postgres], \
                 redirect [--clicks N] [--back PERCENT] [--rounds N] [--only sqlite|postgres], \
                 stored [--few N] [--many N] [--questions N] [--only sqlite|postgres], or \
                 providers [--minutes N] [--seed N] [--on sqlite|postgres]",
            ),
            Self::Stopped(why) => f.write_str(why),
        }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Stopped(error.to_string())
    }
}

/// A failure in words.
pub(crate) fn stopped(why: impl Into<String>) -> Failure {
    Failure::Stopped(why.into())
}
