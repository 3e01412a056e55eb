//! Threads of the store with a connection each, and what waits for them.
//!
//! In: tasks. A task goes to the thread that came to rest last: its connection knows the statements already, and where
//! one thread is enough the others never make theirs. While all are busy tasks wait in their order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;

/// A handle to some threads. They end when it is dropped and nothing waits any more.
pub(crate) struct Workers<T> {
    shared: Arc<Mutex<Shared<T>>>,
}

struct Shared<T> {
    waiting: VecDeque<T>,
    /// Where to hand a task to those who have none, the latest last; `None` sends them home.
    resting: Vec<flume::Sender<Option<T>>>,
    closed: bool,
}

impl<T: Send + 'static> Workers<T> {
    /// Starts a thread for each of these bodies, which is called with one task after the other.
    pub(crate) fn start<F>(name: &str, bodies: Vec<F>) -> Result<Self, StoreError>
    where
        F: FnMut(T) + Send + 'static,
    {
        let shared = Shared { waiting: VecDeque::new(), resting: Vec::new(), closed: false };
        let workers = Self { shared: Arc::new(Mutex::new(shared)) };
        for mut body in bodies {
            let shared = Arc::clone(&workers.shared);
            let (hand, handed) = flume::bounded(1);
            let run = move || {
                while let Some(task) = next(&shared, &hand, &handed) {
                    body(task);
                }
            };
            let started = std::thread::Builder::new().name(name.into()).spawn(run);
            started.map(drop).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        }
        Ok(workers)
    }

    /// Gives a task to a thread, now or when one is free.
    pub(crate) fn give(&self, task: T) {
        let mut shared = lock(&self.shared);
        match shared.resting.pop() {
            // It rests until it is handed something, so it takes it.
            Some(hand) => drop(hand.send(Some(task))),
            None => shared.waiting.push_back(task),
        }
    }
}

impl<T> Drop for Workers<T> {
    fn drop(&mut self) {
        let mut shared = lock(&self.shared);
        shared.closed = true;
        for hand in shared.resting.drain(..) {
            drop(hand.send(None));
        }
    }
}

/// What is to be done next by the thread whose hand this is; `None` when nothing will come any more.
fn next<T>(
    shared: &Mutex<Shared<T>>,
    hand: &flume::Sender<Option<T>>,
    handed: &flume::Receiver<Option<T>>,
) -> Option<T> {
    {
        let mut shared = lock(shared);
        if let Some(task) = shared.waiting.pop_front() {
            return Some(task);
        }
        if shared.closed {
            return None;
        }
        shared.resting.push(hand.clone());
    }
    handed.recv().ok().flatten()
}

/// Nothing panics while it is held.
fn lock<T>(shared: &Mutex<Shared<T>>) -> MutexGuard<'_, Shared<T>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Task = Box<dyn FnOnce(usize) + Send>;

    fn three_workers() -> Workers<Task> {
        let body = |number: usize| move |task: Task| task(number);
        Workers::start("worker", vec![body(0), body(1), body(2)]).unwrap()
    }

    fn all_rest(workers: &Workers<Task>) {
        while lock(&workers.shared).resting.len() < 3 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn tasks_one_after_the_other_are_done_by_one_thread() {
        let workers = three_workers();
        let mut done_by = Vec::new();
        for _ in 0..20 {
            all_rest(&workers);
            let (tell, told) = flume::bounded(1);
            workers.give(Box::new(move |number| tell.send(number).unwrap()));
            done_by.push(told.recv().unwrap());
        }
        done_by.dedup();
        assert_eq!(done_by.len(), 1, "{done_by:?}");
    }

    #[test]
    fn tasks_at_once_are_done_beside_each_other_and_the_fourth_when_one_has_ended() {
        let workers = three_workers();
        let (begun, begins) = flume::unbounded();
        let (let_go, may_go) = flume::unbounded::<()>();
        for _ in 0..3 {
            let (begun, may_go) = (begun.clone(), may_go.clone());
            workers.give(Box::new(move |number| {
                begun.send(number).unwrap();
                may_go.recv().unwrap();
            }));
        }
        let mut busy: Vec<usize> = (0..3).map(|_| begins.recv().unwrap()).collect();
        busy.sort_unstable();
        assert_eq!(busy, [0, 1, 2]);
        workers.give(Box::new(move |number| begun.send(number).unwrap()));
        assert!(begins.try_recv().is_err(), "all were busy");
        let_go.send(()).unwrap();
        assert!(busy.contains(&begins.recv().unwrap()));
        drop(let_go);
    }

    #[test]
    fn what_was_given_is_done_when_the_handle_is_gone() {
        let (done, counted) = flume::unbounded();
        let workers = three_workers();
        for _ in 0..50 {
            let done = done.clone();
            workers.give(Box::new(move |_| done.send(()).unwrap()));
        }
        drop((workers, done));
        // It ends when the last thread has dropped its end.
        assert_eq!(counted.iter().count(), 50);
    }
}
