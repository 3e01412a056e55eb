//! Many waiting callers, one transaction: whoever comes while a commit is under way goes into the next one.
//!
//! There is no timer. An idle server commits a single item at once; a busy one finds more and more waiting after each
//! commit, so batches grow by themselves. A caller is answered after its item is durable, never before.

use std::future::Future;

use tokio::sync::oneshot;

use crate::failure::Failure;

/// Items that wait, at most. More than that is refused, so that the sender tries again later.
const QUEUE: usize = 4_096;
/// Items in one transaction, at most.
const BATCH: usize = 256;

type Waiting<T> = (T, oneshot::Sender<Result<(), Failure>>);

/// The entrance to a group commit.
#[derive(Debug)]
pub struct GroupCommit<T> {
    entrance: flume::Sender<Waiting<T>>,
    exit: flume::Receiver<Waiting<T>>,
}

impl<T> Default for GroupCommit<T> {
    fn default() -> Self {
        let (entrance, exit) = flume::bounded(QUEUE);
        Self { entrance, exit }
    }
}

impl<T: Send + 'static> GroupCommit<T> {
    /// Hands an item in and waits until it is durable.
    pub async fn keep(&self, item: T) -> Result<(), Failure> {
        let (answer, answered) = oneshot::channel();
        let refused = |_| Failure::Unavailable("too much is waiting to be kept".to_owned());
        self.entrance.try_send((item, answer)).map_err(refused)?;
        let lost = |_| Failure::Unavailable("the program is stopping".to_owned());
        answered.await.map_err(lost)?
    }

    /// Takes what waits, commits it, answers; until `stop`, and then until nothing waits.
    pub async fn run<C, F>(&self, stop: tokio_util::sync::CancellationToken, mut commit: C)
    where
        C: FnMut(Vec<T>) -> F + Send,
        F: Future<Output = Result<(), Failure>> + Send,
    {
        loop {
            let first = tokio::select! {
                biased;
                first = self.exit.recv_async() => first,
                () = stop.cancelled() => match self.exit.try_recv() {
                    Ok(first) => Ok(first),
                    Err(_) => return,
                },
            };
            let Ok(first) = first else { return };
            let (items, answers): (Vec<T>, Vec<_>) =
                std::iter::once(first).chain(self.exit.try_iter().take(BATCH - 1)).unzip();
            let result = commit(items).await;
            for answer in answers {
                let told = match &result {
                    Ok(()) => Ok(()),
                    Err(error) => Err(Failure::Unavailable(error.to_string())),
                };
                if answer.send(told).is_err() {
                    tracing::debug!("a caller left before its item was durable");
                }
            }
        }
    }
}
