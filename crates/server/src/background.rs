//! The tasks that run beside requests. Each ends by itself when [`App`]'s `stop` is set.

use crate::app::App;

/// Starts them all.
pub fn start(app: &App) {
    crate::click::start(app);
}
