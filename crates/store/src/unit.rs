//! A unit of work on its way to a thread of the store: run inside a transaction, answered when that has ended.
//!
//! Alone it has a transaction of its own, begun again while it loses against another. Together several share one
//! transaction and one sync of the disk: each stands behind a savepoint, so that one that fails is undone by itself.
//! Whoever waits is answered after the commit, never before.

use std::panic::AssertUnwindSafe;

use tokio::sync::oneshot;

use crate::db::Tx;
use crate::engine::{Access, Connection};
use crate::error::{StoreError, UnitError};

/// How often a transaction that lost against another is begun again.
const ATTEMPTS: u32 = 6;

/// A unit of work whose answer somebody waits for.
pub(crate) trait Unit: Send {
    /// Runs it in the transaction under way and keeps its result.
    fn attempt(&mut self, connection: &mut Connection) -> Attempt;
    /// Answers with the kept result, or with the error of the transaction around it.
    fn answer(self: Box<Self>, transaction: Result<(), StoreError>);
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// What it wrote may be committed.
    Done,
    /// What it wrote has to be undone.
    Failed,
    /// The same, and another try may succeed.
    Lost,
}

/// A closure, its result, and who waits for it.
struct Waiting<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    waits: oneshot::Sender<Result<T, E>>,
}

/// A unit and the end at which its answer arrives.
pub(crate) fn unit<T, E, F>(work: F) -> (Box<dyn Unit>, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: UnitError,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (waits, answer) = oneshot::channel();
    (Box::new(Waiting { work, result: None, waits }), answer)
}

impl<T, E, F> Unit for Waiting<T, E, F>
where
    T: Send + 'static,
    E: UnitError,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    /// A panic inside undoes the unit and leaves the thread alive.
    fn attempt(&mut self, connection: &mut Connection) -> Attempt {
        let work = &mut self.work;
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| work(&mut Tx::over(connection))))
            .unwrap_or_else(|_| Err(E::from(StoreError::Refused("a unit of work panicked".into()))));
        let ended = match &result {
            Ok(_) => Attempt::Done,
            Err(error) if error.store_error().is_some_and(StoreError::is_conflict) => Attempt::Lost,
            Err(_) => Attempt::Failed,
        };
        self.result = Some(result);
        ended
    }

    fn answer(self: Box<Self>, transaction: Result<(), StoreError>) {
        let result = match (transaction, self.result) {
            (Ok(()), Some(result)) => result,
            // Its own error tells more than that of the transaction which it brought down.
            (Err(_), Some(Err(error))) => Err(error),
            (Err(error), _) => Err(E::from(error)),
            (Ok(()), None) => Err(E::from(StoreError::Refused("a unit of work was not run".into()))),
        };
        if self.waits.send(result).is_err() {
            tracing::debug!("nobody waits for a unit of work any more");
        }
    }
}

/// Runs a unit in a transaction of its own.
pub(crate) fn run_alone(connection: &mut Connection, access: Access, mut unit: Box<dyn Unit>) {
    for attempt in 1.. {
        if let Err(error) = connection.begin(access) {
            return unit.answer(Err(error));
        }
        let ended = unit.attempt(connection);
        let committed = if ended == Attempt::Done { connection.commit() } else { Ok(()) };
        if ended == Attempt::Done && committed.is_ok() {
            return unit.answer(Ok(()));
        }
        undo(connection);
        let lost = ended == Attempt::Lost || committed.as_ref().is_err_and(StoreError::is_conflict);
        if !lost || attempt >= ATTEMPTS {
            return unit.answer(committed);
        }
    }
}

/// Runs units in one transaction, in their order.
pub(crate) fn run_together(connection: &mut Connection, mut units: Vec<Box<dyn Unit>>) {
    if units.len() < 2 {
        for unit in units {
            run_alone(connection, Access::Write, unit);
        }
        return;
    }
    let transaction = begin_and_run(connection, &mut units).and_then(|()| connection.commit());
    if transaction.is_err() {
        undo(connection);
    }
    let reason = transaction.err().map(|error| error.to_string());
    for unit in units {
        unit.answer(reason.clone().map_or(Ok(()), |reason| Err(StoreError::Unavailable(reason))));
    }
}

/// An error: the transaction as a whole is gone, as when the disk is full.
fn begin_and_run(connection: &mut Connection, units: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
    connection.begin(Access::Write)?;
    for unit in units {
        connection.batch("savepoint unit")?;
        if unit.attempt(connection) != Attempt::Done {
            connection.batch("rollback to unit")?;
        }
        connection.batch("release unit")?;
    }
    Ok(())
}

fn undo(connection: &mut Connection) {
    if let Err(failure) = connection.rollback() {
        tracing::debug!(%failure, "there was nothing to undo");
    }
}
