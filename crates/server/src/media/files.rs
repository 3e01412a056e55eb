//! Where the bytes are: a folder of this machine or a bucket, behind one face.
//!
//! In: a key of ours and bytes. Out: the same bytes, whole or a part. A key is `company/yyyy/mm/id`; nothing of what
//! people type is in it.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use jiff::tz::TimeZone;
use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::moment::Moment;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};

use crate::config::{Bucket, MediaPlace};

/// Bytes that are gathered before a part of a large file goes out; the smallest part that S3 takes.
const PART: usize = 5 << 20;
/// Where a check keeps its bytes for a moment.
const CHECK_KEY: &str = "check";
/// How long a store that does not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why bytes could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There are no bytes under this key.
    #[error("the file is not in its store")]
    Missing,
    /// The store failed. Its words may name keys, never contents.
    #[error("the store of files: {0}")]
    Store(String),
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Store(other.to_string()),
        }
    }
}

impl From<std::io::Error> for FilesError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.to_string())
    }
}

/// The store of files.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    prefix: String,
}

impl Files {
    /// Opens a folder, made when it is missing, or names a bucket; nothing is asked of the bucket yet.
    pub fn open(place: &MediaPlace) -> Result<Self, FilesError> {
        match place {
            MediaPlace::Folder(folder) => {
                crate::config::make_private(folder)?;
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self { store: Arc::new(store), prefix: String::new() })
            }
            MediaPlace::Bucket(bucket) => Ok(Self { store: Arc::new(s3(bucket)?), prefix: bucket.prefix.clone() }),
        }
    }

    /// The key of a file's bytes.
    #[must_use]
    pub fn key(company_id: CompanyId, media_id: MediaId, at: Moment) -> String {
        let day = at.day_in(&TimeZone::UTC).to_string();
        let month = day.get(..7).unwrap_or_default().replace('-', "/");
        format!("{company_id}/{month}/{media_id}")
    }

    /// The key of its small picture.
    #[must_use]
    pub fn thumbnail_key(key: &str) -> String {
        format!("{key}.small")
    }

    /// Whether bytes can be kept, read and taken away.
    pub async fn check(&self) -> Result<(), FilesError> {
        let bytes = Bytes::from_static(b"nascente");
        self.put(CHECK_KEY, bytes.clone()).await?;
        let same = self.read(CHECK_KEY).await? == bytes;
        self.delete(CHECK_KEY).await?;
        if same { Ok(()) } else { Err(FilesError::Store("other bytes came back than were kept".to_owned())) }
    }

    fn path(&self, key: &str) -> Path {
        if self.prefix.is_empty() { Path::from(key) } else { Path::from(format!("{}/{key}", self.prefix)) }
    }

    /// Keeps bytes under a key; what was there before is replaced.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), FilesError> {
        if bytes.len() <= PART {
            self.store.put(&self.path(key), PutPayload::from_bytes(bytes)).await?;
            return Ok(());
        }
        let mut writer = self.writer(key);
        for start in (0..bytes.len()).step_by(PART) {
            writer.put(bytes.slice(start..bytes.len().min(start + PART))).await?;
        }
        tokio::io::AsyncWriteExt::shutdown(&mut writer).await?;
        Ok(())
    }

    /// Takes bytes piece by piece; they are there when the writer is shut down, and never when it is aborted.
    #[must_use]
    pub fn writer(&self, key: &str) -> BufWriter {
        BufWriter::with_capacity(Arc::clone(&self.store), self.path(key), PART).with_max_concurrency(1)
    }

    /// All bytes under a key.
    pub async fn read(&self, key: &str) -> Result<Bytes, FilesError> {
        Ok(self.store.get(&self.path(key)).await?.bytes().await?)
    }

    /// The bytes under a key, or some of them, piece by piece.
    pub async fn stream(
        &self,
        key: &str,
        range: Option<Range<u64>>,
    ) -> Result<impl futures_util::Stream<Item = Result<Bytes, object_store::Error>> + use<>, FilesError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        Ok(self.store.get_opts(&self.path(key), options).await?.into_stream())
    }

    /// Takes bytes away; it is fine when there are none.
    pub async fn delete(&self, key: &str) -> Result<(), FilesError> {
        match self.store.delete(&self.path(key)).await.map_err(FilesError::from) {
            Ok(()) | Err(FilesError::Missing) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A bucket, addressed by the path, as every store that speaks S3 understands.
fn s3(bucket: &Bucket) -> Result<impl ObjectStore, object_store::Error> {
    let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(bucket.region.as_deref().unwrap_or("us-east-1"))
        .with_virtual_hosted_style_request(false)
        .with_retry(retry);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some((key, secret)) = &bucket.keys {
        builder = builder.with_access_key_id(key).with_secret_access_key(secret.expose());
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_company_year_month_and_id() {
        let at: Moment = "2026-11-22T15:00:00Z".parse().unwrap();
        let (company_id, media_id) = (CompanyId::from(1), MediaId::from(2));
        assert_eq!(Files::key(company_id, media_id, at), format!("{company_id}/2026/11/{media_id}"));
    }
}
