//! The way to PostgreSQL, encrypted: a front with a certificate stands before the real server, as poolers and managed
//! databases have it.

use std::sync::Arc;

use nascente_store::db::Place;
use nascente_store::{Db, StoreError};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A front on a port of its own, whose certificate is for `localhost`, and the file of the authority that signed it.
struct Front {
    port: u16,
    authority: std::path::PathBuf,
    _folder: TempDir,
}

/// The server's address with `localhost:port` in the place of its own, and a query of ours; `None` on SQLite.
fn address(front: &Front, host: &str, query: &str) -> Option<String> {
    let (begin, rest) = server()?;
    let (_, database) = rest.split_once('/')?;
    Some(format!("{begin}@{host}:{}/{database}?{query}", front.port))
}

/// User and password, and host, port and database, of the suite's server.
#[expect(clippy::disallowed_methods, reason = "the environment chooses the engine of the whole suite")]
fn server() -> Option<(String, String)> {
    let url = std::env::var("TEST_DATABASE_URL").ok()?;
    let (begin, rest) = url.split_once('@')?;
    Some((begin.to_owned(), rest.to_owned()))
}

async fn front() -> Front {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let folder = TempDir::new().unwrap();
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = server().unwrap().1.split('/').next().unwrap().to_owned();
    #[expect(clippy::disallowed_methods, reason = "the front ends with its test")]
    let _running = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass(stream, acceptor.clone(), behind.clone()));
        }
    });
    Front { port, authority, _folder: folder }
}

/// Takes the request for encryption, and passes on what comes encrypted. What comes in the clear is hung up on.
async fn pass(mut stream: TcpStream, acceptor: TlsAcceptor, behind: String) {
    const WANTS_ENCRYPTION: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let mut asked = [0; 8];
    if stream.read_exact(&mut asked).await.is_err()
        || asked != WANTS_ENCRYPTION
        || stream.write_all(b"S").await.is_err()
    {
        return;
    }
    let Ok(mut encrypted) = acceptor.accept(stream).await else { return };
    let Ok(mut server) = TcpStream::connect(behind).await else { return };
    let _ended = copy_bidirectional(&mut encrypted, &mut server).await;
}

/// Opens the store at an address, on a thread of its own: the driver has a runtime of its own.
async fn open(address: String) -> Result<(), StoreError> {
    tokio::task::spawn_blocking(move || Db::open(&Place::Url(address)).map(drop)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_way_is_taken_and_checked_as_sslmode_says() {
    if server().is_none() {
        return;
    }
    let front = front().await;
    let authority = front.authority.display();
    let opens = async |host: &str, query: String| open(address(&front, host, &query).unwrap()).await;
    opens("localhost", format!("sslmode=verify-full&sslrootcert={authority}")).await.unwrap();
    opens("localhost", "sslmode=require".to_owned()).await.unwrap();
    opens("localhost", String::new()).await.unwrap();
    for (host, query) in [
        ("localhost", "sslmode=verify-full".to_owned()),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={authority}")),
        ("localhost", "sslmode=disable".to_owned()),
    ] {
        let refused = opens(host, query.clone()).await;
        assert!(refused.is_err(), "{host} {query}");
    }
}
