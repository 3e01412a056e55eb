//! Secrets at rest: sealed with XChaCha20-Poly1305 under the installation's key.
//!
//! In: a text and what it belongs to. Out: bytes that only this installation opens, and only for the same owner: company
//! and channel are authenticated with the text, so bytes that are moved to another row do not open. The key comes
//! from `NASCENTE_SECRET_KEY` (32 bytes in hexadecimal or base64) or from the file `secret.key`, which is made, for
//! its owner alone, where there is none. Nothing here is ever printed: [`Secret`] and [`SecretKey`] hide in `Debug`.

use std::fmt;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use nascente_domain::id::{ChannelId, CompanyId};
use sha2::Sha256;

/// Name of the key file.
pub const KEY_FILE: &str = "secret.key";
/// The first byte of sealed bytes: how the rest is sealed.
const FORM: u8 = 1;
const NONCE_BYTES: usize = 24;

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself: to compare it or to send it to its owner, never to log it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why the key is not usable, or sealed bytes do not open.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The text is no key.
    #[error("the secret key is not 32 bytes in hexadecimal or base64: make one with `openssl rand -hex 32`")]
    BadKey,
    /// The key file cannot be read or made.
    #[error("the key file {path} cannot be used: {error}")]
    File {
        /// The file.
        path: String,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The operating system gives no random bytes.
    #[error("no randomness: {0}")]
    NoRandomness(getrandom::Error),
    /// Another key sealed them, or they belong to another row, or they are damaged.
    #[error("the stored secrets do not open with this key: give the key under which they were saved")]
    Closed,
}

/// The installation's key.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    /// Reads a key from its text.
    pub fn read(text: &str) -> Result<Self, SealError> {
        let text = text.trim();
        let bytes = hex::decode(text)
            .or_else(|_| STANDARD.decode(text))
            .or_else(|_| URL_SAFE_NO_PAD.decode(text))
            .map_err(|_| SealError::BadKey)?;
        bytes.try_into().map(Self).map_err(|_| SealError::BadKey)
    }

    /// The key in the folder's key file, which is made when there is none.
    pub fn from_folder(folder: &Path) -> Result<Self, SealError> {
        let path = folder.join(KEY_FILE);
        let failed = |error| SealError::File { path: path.display().to_string(), error };
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::read(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                std::fs::create_dir_all(folder).map_err(failed)?;
                match Self::make(folder, &path, failed)? {
                    Some(key) => Ok(key),
                    // Another process of this installation was faster; its key counts.
                    None => Self::read(&std::fs::read_to_string(&path).map_err(failed)?),
                }
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Makes the key file under another name and links it to its place, so that nobody ever reads half a key.
    /// `None` when the file exists by now.
    fn make(
        folder: &Path,
        path: &Path,
        failed: impl Fn(std::io::Error) -> SealError,
    ) -> Result<Option<Self>, SealError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(SealError::NoRandomness)?;
        let draft = folder.join(format!("{KEY_FILE}.{}.{}", std::process::id(), hex::encode(&bytes[..4])));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft).map_err(&failed)?;
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(SealError::NoRandomness)?;
        let written = writeln!(file, "{}", hex::encode(key)).and_then(|()| file.sync_all());
        let placed = written.and_then(|()| std::fs::hard_link(&draft, path));
        std::fs::remove_file(&draft).map_err(&failed)?;
        match placed {
            Ok(()) => Ok(Some(Self(key))),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Seals a text for a channel.
    pub fn seal(&self, company_id: CompanyId, channel_id: ChannelId, text: &str) -> Result<Vec<u8>, SealError> {
        self.seal_of(company_id, channel_id.value(), text)
    }

    /// Seals a text for any row of a company; no two rows have the same id.
    pub fn seal_of(&self, company_id: CompanyId, row: i64, text: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(SealError::NoRandomness)?;
        let owner = owner(company_id, row);
        let payload = Payload { msg: text.as_bytes(), aad: &owner };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Closed)?;
        Ok([&[FORM], &nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for the same channel.
    pub fn open(&self, company_id: CompanyId, channel_id: ChannelId, sealed: &[u8]) -> Result<Secret, SealError> {
        self.open_of(company_id, channel_id.value(), sealed)
    }

    /// Opens what was sealed for a row of a company.
    pub fn open_of(&self, company_id: CompanyId, row: i64, sealed: &[u8]) -> Result<Secret, SealError> {
        let rest = sealed.strip_prefix(&[FORM]).ok_or(SealError::Closed)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Closed)?;
        let owner = owner(company_id, row);
        let payload = Payload { msg: rest, aad: &owner };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Closed)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| SealError::Closed)
    }

    /// A key for one purpose: nobody who has it knows this one, and every node with this one comes to the same.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        // HMAC takes keys of any length, so there always is one.
        self.sign(purpose, &[]).unwrap_or_default()
    }

    /// Signs bytes for one purpose; what is signed for another purpose has another signature.
    #[must_use]
    pub fn sign(&self, purpose: &str, bytes: &[u8]) -> Option<[u8; 32]> {
        let mut signer = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in [purpose.as_bytes(), &[0], bytes] {
            signer.update(part);
        }
        Some(signer.finalize().into_bytes().into())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.0))
    }
}

fn owner(company_id: CompanyId, row: i64) -> [u8; 16] {
    let mut owner = [0_u8; 16];
    owner[..8].copy_from_slice(&company_id.value().to_be_bytes());
    owner[8..].copy_from_slice(&row.to_be_bytes());
    owner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey([7; 32])
    }

    #[test]
    fn sealed_bytes_open_for_their_owner_and_for_nobody_else() {
        let (company, channel) = (CompanyId::from(1), ChannelId::from(2));
        let sealed = key().seal(company, channel, "EAAG-token").unwrap();
        assert_eq!(key().open(company, channel, &sealed).unwrap().expose(), "EAAG-token");
        assert!(key().open(CompanyId::from(3), channel, &sealed).is_err());
        assert!(key().open(company, ChannelId::from(3), &sealed).is_err());
        assert!(SecretKey([8; 32]).open(company, channel, &sealed).is_err());
        assert!(!sealed.windows(10).any(|part| part == b"EAAG-token"));
    }

    #[test]
    fn damaged_or_short_bytes_do_not_open() {
        let (company, channel) = (CompanyId::from(1), ChannelId::from(2));
        let mut sealed = key().seal(company, channel, "x").unwrap();
        sealed[30] ^= 1;
        for wrong in [&sealed[..], &[], &[FORM], &[FORM; 25], &[9; 60]] {
            assert!(key().open(company, channel, wrong).is_err());
        }
    }

    #[test]
    fn a_key_is_read_in_hexadecimal_and_in_base64() {
        let hexadecimal = SecretKey::read(&hex::encode([7_u8; 32])).unwrap();
        let base64 = SecretKey::read(&STANDARD.encode([7_u8; 32])).unwrap();
        assert_eq!(hexadecimal.0, base64.0);
        assert!(SecretKey::read("short").is_err());
    }

    #[test]
    fn a_folder_keeps_one_key_that_only_its_owner_may_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let made = SecretKey::from_folder(folder.path()).unwrap();
        assert_eq!(made.0, SecretKey::from_folder(folder.path()).unwrap().0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let permissions = std::fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(permissions & 0o777, 0o600);
        }
    }

    #[test]
    fn a_secret_hides_from_debug() {
        assert_eq!(format!("{:?} {:?}", Secret::new("abc".into()), key()), "Secret(…) SecretKey(…)");
    }
}
