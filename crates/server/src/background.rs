//! The tasks that run beside requests. Each ends by itself when [`App`]'s `stop` is set.

use crate::app::App;

/// Starts them all.
pub fn start(app: &App) {
    crate::receive::start(app);
    app.tasks.spawn(crate::record::recorder::run(app.clone()));
    app.tasks.spawn(crate::jobs::runner::run(app.clone()));
    app.tasks.spawn(crate::jobs::silence::run(app.clone()));
    app.tasks.spawn(crate::connect::watch::run(app.clone()));
    app.tasks.spawn(crate::tracking::watch::run(app.clone()));
    app.tasks.spawn(crate::tracking::signatures::run(app.clone()));
    app.tasks.spawn(crate::contacts::compare::run(app.clone()));
    crate::click::start(app);
}
