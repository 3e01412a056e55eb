//! Many waiting callers, one transaction: whoever comes while a commit is under way goes into the next one.
//!
//! There is no timer. An idle server commits a single item at once; a busy one finds more and more waiting after each
//! commit, so batches grow by themselves. A caller is answered after its item is durable, never before.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// Items that wait, at most. More than that is refused, so that the sender tries again later.
const QUEUE: usize = 4_096;
/// Items in one transaction, at most.
const BATCH: usize = 256;

/// An item that waits, and who waits for it.
#[derive(Debug)]
struct Waiting<T, K> {
    item: T,
    answer: oneshot::Sender<Result<K, Failure>>,
    /// Whoever handed it in has helped itself otherwise meanwhile.
    withdrawn: Arc<AtomicBool>,
}

/// The entrance to a group commit: items `T` go in, each comes back as what was kept of it, `K`.
#[derive(Debug)]
pub struct GroupCommit<T, K> {
    entrance: flume::Sender<Waiting<T, K>>,
    exit: flume::Receiver<Waiting<T, K>>,
    handed_in: AtomicU64,
}

impl<T, K> Default for GroupCommit<T, K> {
    fn default() -> Self {
        let (entrance, exit) = flume::bounded(QUEUE);
        Self { entrance, exit, handed_in: AtomicU64::new(0) }
    }
}

/// Why an item was not kept.
#[derive(Debug)]
pub enum NotKept {
    /// Too much waits already.
    Full,
    /// It was not durable in time. It still may become so, if its commit was under way already.
    Late,
    /// The commit failed.
    Failed(Failure),
}

impl From<NotKept> for Failure {
    fn from(not_kept: NotKept) -> Self {
        match not_kept {
            NotKept::Full => Self::Unavailable("too much is waiting to be kept".to_owned()),
            NotKept::Late => Self::Unavailable("it was not kept in time".to_owned()),
            NotKept::Failed(failure) => failure,
        }
    }
}

impl<T: Send + 'static, K: Send + 'static> GroupCommit<T, K> {
    /// How many items were handed in so far: who asks twice learns whether more are coming.
    pub fn handed_in(&self) -> u64 {
        self.handed_in.load(Ordering::Relaxed)
    }

    /// Hands an item in and waits until it is durable.
    pub async fn keep(&self, item: T) -> Result<K, NotKept> {
        self.hand_in(item, Arc::default())?.await.map_err(stopping)?.map_err(NotKept::Failed)
    }

    /// The same, and withdraws the item when it has waited for so long: no commit that has not begun yet takes it.
    pub async fn keep_within(&self, patience: Duration, item: T) -> Result<K, NotKept> {
        let withdrawn = Arc::new(AtomicBool::new(false));
        let answered = self.hand_in(item, Arc::clone(&withdrawn))?;
        if let Ok(answer) = tokio::time::timeout(patience, answered).await {
            return answer.map_err(stopping)?.map_err(NotKept::Failed);
        }
        withdrawn.store(true, Ordering::Release);
        Err(NotKept::Late)
    }

    fn hand_in(&self, item: T, withdrawn: Arc<AtomicBool>) -> Result<oneshot::Receiver<Result<K, Failure>>, NotKept> {
        self.handed_in.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.entrance.try_send(Waiting { item, answer, withdrawn }).map_err(|_| NotKept::Full)?;
        Ok(answered)
    }

    /// Takes what waits, commits it, answers. `finished` is set when nobody can come any more; then it empties the
    /// queue and returns. `commit` gives one `K` for each item, in their order; a missing one counts as failed.
    pub async fn run<C, F>(&self, finished: CancellationToken, mut commit: C)
    where
        C: FnMut(Batch<T, K>) -> F + Send,
        F: Future<Output = Result<Vec<Option<K>>, Failure>> + Send,
    {
        loop {
            let first = tokio::select! {
                biased;
                first = self.exit.recv_async() => first.ok(),
                () = finished.cancelled() => self.exit.try_recv().ok(),
            };
            let Some(first) = first else { return };
            if first.withdrawn.load(Ordering::Acquire) {
                continue;
            }
            let gathered = Gathered { items: vec![first.item], answers: vec![first.answer] };
            let gathered = Arc::new(Mutex::new(gathered));
            let batch = Batch { gathered: Arc::clone(&gathered), exit: self.exit.clone() };
            let mut kept = commit(batch).await.map(Vec::into_iter);
            let answers = std::mem::take(&mut gathered.lock().unwrap_or_else(PoisonError::into_inner).answers);
            for answer in answers {
                let told = match &mut kept {
                    Ok(kept) => kept.next().flatten().ok_or_else(|| Failure::Unavailable("it was not kept".to_owned())),
                    Err(error) => Err(Failure::Unavailable(error.to_string())),
                };
                if answer.send(told).is_err() {
                    tracing::debug!("a caller left before its item was durable");
                }
            }
        }
    }
}

fn stopping(_: oneshot::error::RecvError) -> NotKept {
    NotKept::Failed(Failure::Unavailable("the program is stopping".to_owned()))
}

#[derive(Debug)]
struct Gathered<T, K> {
    items: Vec<T>,
    answers: Vec<oneshot::Sender<Result<K, Failure>>>,
}

/// What one transaction keeps. It is gathered when the transaction begins: whoever came while others had their turn in
/// the store goes with it.
#[derive(Debug)]
pub struct Batch<T, K> {
    gathered: Arc<Mutex<Gathered<T, K>>>,
    exit: flume::Receiver<Waiting<T, K>>,
}

impl<T, K> Batch<T, K> {
    /// Has the items that were gathered so far looked at, and no more.
    pub fn with_gathered<R>(&self, act: impl FnOnce(&[T]) -> R) -> R {
        act(&self.gathered.lock().unwrap_or_else(PoisonError::into_inner).items)
    }

    /// Takes in what waits by now, and has all items of the batch looked at. A transaction that is repeated may find
    /// more of them, behind those it knew.
    pub fn with_latest<R>(&self, act: impl FnOnce(&[T]) -> R) -> R {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let room = BATCH.saturating_sub(gathered.items.len());
        for waiting in self.exit.try_iter().filter(|one| !one.withdrawn.load(Ordering::Acquire)).take(room) {
            gathered.items.push(waiting.item);
            gathered.answers.push(waiting.answer);
        }
        act(&gathered.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_withdrawn_before_its_commit_began_is_kept_by_none_and_the_others_are() {
        let commits: GroupCommit<u32, u32> = GroupCommit::default();
        for withdrawn in [1, 2] {
            let kept = commits.keep_within(Duration::ZERO, withdrawn).await;
            assert!(matches!(kept, Err(NotKept::Late)), "{kept:?}");
        }
        let finished = CancellationToken::new();
        finished.cancel();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let commit = |batch: Batch<u32, u32>| {
            let kept: Vec<Option<u32>> = batch.with_latest(|items| items.iter().map(|item| Some(item * 10)).collect());
            batch.with_gathered(|items| seen.lock().unwrap().extend_from_slice(items));
            std::future::ready(Ok(kept))
        };
        let (third, fourth, ()) = tokio::join!(commits.keep(3), commits.keep(4), commits.run(finished, commit));
        assert_eq!((third.unwrap(), fourth.unwrap()), (30, 40));
        assert_eq!(*seen.lock().unwrap(), [3, 4]);
    }
}
