//! The memory that files may take at one time: whoever reads bytes asks for as much room as the file may need.

use std::sync::Arc;

use nascente_domain::media::{LARGEST, MEGABYTE};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Megabytes of files in memory at one time: the largest file and some small ones.
const MEGABYTES: u64 = LARGEST / MEGABYTE + 16;

/// Files that are being uploaded at one time; each of them gathers some megabytes before they go to the store.
const UPLOADS: usize = 12;

/// The room.
#[derive(Debug, Clone)]
pub struct Room {
    bytes: Arc<Semaphore>,
    picture: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            bytes: Arc::new(Semaphore::new(usize::try_from(MEGABYTES).unwrap_or(80))),
            picture: Arc::new(Semaphore::new(1)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
        }
    }
}

impl Room {
    /// Waits until there is room for so many bytes; it is given back when the answer is dropped.
    pub async fn take(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let megabytes = bytes.div_ceil(MEGABYTE).clamp(1, MEGABYTES);
        Arc::clone(&self.bytes).acquire_many_owned(u32::try_from(megabytes).unwrap_or(u32::MAX)).await.ok()
    }

    /// Waits until no other picture is being decoded.
    pub async fn picture(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.picture).acquire_owned().await.ok()
    }

    /// A place for one more upload; `None` when there are too many already.
    #[must_use]
    pub fn upload(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.uploads).try_acquire_owned().ok()
    }
}
