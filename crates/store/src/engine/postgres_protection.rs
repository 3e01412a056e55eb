//! How the way to PostgreSQL is protected: the words of `sslmode`, with libpq's meaning.
//!
//! | word | does |
//! |---|---|
//! | `disable` | never encrypts |
//! | `prefer` (default) | encrypts when the server can; whose server it is, is not checked |
//! | `require` | encrypts or fails; whose server it is, is not checked |
//! | `verify-full` | encrypts, and the certificate has to be the host's, signed by an authority of the system or of the file `sslrootcert` |
//!
//! `verify-ca` is read as `verify-full`: a certificate of another host is never wanted here.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::engine::postgres::Session;
use crate::error::StoreError;

/// What is done about the way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Protection {
    /// Not encrypted.
    Plain,
    /// Encrypted, whoever answers; in libpq's words `prefer` and `require`.
    Encrypted,
    /// Encrypted and checked against these authorities; `None`: those of the system.
    Checked(Option<PathBuf>),
}

/// Connects to the server of an address.
pub(super) fn connect(url: &str) -> Result<Session, StoreError> {
    let (config, protection) = read(url)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let connected = match protection {
        Protection::Plain => runtime.block_on(live(&config, NoTls)),
        Protection::Encrypted => runtime.block_on(live(&config, MakeRustlsConnect::new(anybody()?))),
        Protection::Checked(roots) => runtime.block_on(live(&config, MakeRustlsConnect::new(checked(roots)?))),
    };
    let client = connected.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(Session { runtime, client })
}

/// Connects, and has the runtime carry the connection while anything is waited for.
#[expect(clippy::disallowed_methods, reason = "a runtime of the connection alone, which ends with it")]
async fn live<T>(config: &Config, tls: T) -> Result<Client, tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket, Stream: Send + 'static>,
{
    let (client, connection) = config.connect(tls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the database ended");
        }
    });
    Ok(client)
}

/// The address without the two words that the driver does not know, and what they say.
fn read(url: &str) -> Result<(Config, Protection), StoreError> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", word)) => mode = Some(word),
            Some(("sslrootcert", path)) => roots = Some(PathBuf::from(path.replace("%2F", "/"))),
            _ => rest.push(pair),
        }
    }
    let joint = if rest.is_empty() { "" } else { "?" };
    let parsed = format!("{address}{joint}{}", rest.join("&")).parse::<Config>();
    let mut config = parsed.map_err(|error| wrong(&error.to_string()))?;
    let (ssl_mode, protection) = match mode.unwrap_or("prefer") {
        "disable" => (SslMode::Disable, Protection::Plain),
        "prefer" | "allow" => (SslMode::Prefer, Protection::Encrypted),
        "require" if roots.is_none() => (SslMode::Require, Protection::Encrypted),
        // With authorities at hand libpq checks for `require` too.
        "require" | "verify-ca" | "verify-full" => (SslMode::Require, Protection::Checked(roots)),
        _ => return Err(wrong("sslmode is none of disable, prefer, require, verify-full")),
    };
    config.ssl_mode(ssl_mode);
    Ok((config, protection))
}

fn wrong(reason: &str) -> StoreError {
    StoreError::Unavailable(format!("the database address: {reason}"))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn checked(file: Option<PathBuf>) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    let certificates: Vec<CertificateDer<'static>> = match file {
        None => rustls_native_certs::load_native_certs().certs,
        Some(file) => CertificateDer::pem_file_iter(&file)
            .and_then(Iterator::collect)
            .map_err(|error| wrong(&format!("sslrootcert {}: {error}", file.display())))?,
    };
    roots.add_parsable_certificates(certificates);
    if roots.is_empty() {
        return Err(wrong("there is no authority to check the server's certificate against: give sslrootcert"));
    }
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    Ok(builder.map_err(|error| wrong(&error.to_string()))?.with_root_certificates(roots).with_no_client_auth())
}

fn anybody() -> Result<ClientConfig, StoreError> {
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| wrong(&error.to_string()))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(Anybody(provider()))).with_no_client_auth())
}

/// Takes any certificate, as libpq does for `prefer` and `require`: it keeps listeners out, not impostors.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protection(query: &str) -> Result<Protection, StoreError> {
        read(&format!("postgres://u:p@db.example/n{query}")).map(|(_, protection)| protection)
    }

    #[test]
    fn the_words_of_sslmode_mean_what_libpq_says() {
        assert_eq!(protection("").unwrap(), Protection::Encrypted);
        assert_eq!(protection("?sslmode=disable").unwrap(), Protection::Plain);
        assert_eq!(protection("?sslmode=require").unwrap(), Protection::Encrypted);
        assert_eq!(protection("?sslmode=verify-full").unwrap(), Protection::Checked(None));
        let roots = Some(PathBuf::from("/etc/rds.pem"));
        let both = protection("?sslrootcert=/etc/rds.pem&sslmode=verify-full&options=-csearch_path%3Dx");
        assert_eq!(both.unwrap(), Protection::Checked(roots.clone()));
        assert_eq!(protection("?sslmode=require&sslrootcert=%2Fetc%2Frds.pem").unwrap(), Protection::Checked(roots));
    }

    #[test]
    fn a_word_that_nobody_knows_is_refused_and_not_taken_for_no_protection() {
        let refused = protection("?sslmode=verify_full").unwrap_err().to_string();
        assert!(refused.contains("sslmode is none of"), "{refused}");
        assert!(!refused.contains("u:p"), "{refused}");
    }
}
