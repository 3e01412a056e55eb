//! A real S3 server in this process, over a folder, that wants signed requests.

use std::path::{Path, PathBuf};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use nascente_server::auth::seal::Secret;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;

const KEY: &str = "story-key";
const SECRET: &str = "story-secret";

/// A running S3 server with one bucket.
pub(crate) struct FakeS3 {
    pub(crate) url: String,
    pub(crate) bucket: String,
    folder: TempDir,
}

impl FakeS3 {
    /// Starts it on loopback.
    pub(crate) async fn start() -> Self {
        let (folder, bucket) = (TempDir::new().unwrap(), "files".to_owned());
        std::fs::create_dir(folder.path().join(&bucket)).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "the server ends with its test")]
        let _running = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = service.clone();
                let _served = tokio::spawn(async move {
                    let server = auto::Builder::new(TokioExecutor::new());
                    server.serve_connection(TokioIo::new(socket), service).await.is_ok()
                });
            }
        });
        Self { url, bucket, folder }
    }

    /// Key and secret that it believes.
    pub(crate) fn keys() -> (String, Secret) {
        (KEY.to_owned(), Secret::new(SECRET.to_owned()))
    }

    /// The keys of what it holds.
    pub(crate) fn objects(&self) -> Vec<String> {
        let root = self.folder.path().join(&self.bucket);
        let mut found = Vec::new();
        walk(&root, &mut found);
        let key = |path: PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        found.into_iter().map(key).filter(|key| !key.starts_with('.')).collect()
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}
