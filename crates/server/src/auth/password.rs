//! Passwords: argon2id with 19 MiB, two passes, one lane.
//!
//! In: a password. Out: its hash, or whether it fits one. Hashing takes memory and time, so it runs off the async
//! threads and at most two at once: on a server of 512 MB a flood of logins waits instead of ending the program. A
//! login without a password takes as long as a wrong one, so that nobody learns which addresses exist.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::auth::seal::Secret;
use crate::failure::Failure;

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=200;
/// A hash with the same cost as any other, of a password that nobody knows.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdC1vZi1ub2JvZHk$\
    pWOZrP+1UEoLLHuUtVhkPi7sVqmFnGaF4MTaPTWAgXA";

static HASHING: Semaphore = Semaphore::const_new(2);

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses a password that is too short or too long; `field` names it in the refusal.
pub fn check(field: &str, password: &str) -> Result<(), Failure> {
    if LENGTH.contains(&password.chars().count()) {
        Ok(())
    } else {
        Err(Failure::invalid(field, "invalid_length", "use 8 to 200 characters"))
    }
}

/// The hash of a password, ready to be stored.
pub async fn hash(password: Secret) -> Result<String, Failure> {
    off_the_async_threads(move || {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| Failure::Unavailable(format!("no randomness: {error}")))?;
        let hashed = argon2().hash_password_with_salt(password.expose().as_bytes(), &salt);
        hashed.map(|hash| hash.to_string()).map_err(|error| Failure::Unavailable(error.to_string()))
    })
    .await?
}

/// Whether the password fits the stored hash. Without a hash the answer is no, after the same time.
pub async fn fits(password: Secret, stored: Option<String>) -> Result<bool, Failure> {
    off_the_async_threads(move || {
        let text = stored.as_deref().unwrap_or(NOBODY);
        let right = PasswordHash::new(text)
            .is_ok_and(|hash| argon2().verify_password(password.expose().as_bytes(), &hash).is_ok());
        right && stored.is_some()
    })
    .await
}

async fn off_the_async_threads<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let _turn = HASHING.acquire().await.map_err(|error| Failure::Unavailable(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Unavailable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hashed = hash(secret("correct horse")).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(fits(secret("correct horse"), Some(hashed.clone())).await.unwrap());
        assert!(!fits(secret("correct horsf"), Some(hashed)).await.unwrap());
    }

    #[tokio::test]
    async fn without_a_stored_hash_nothing_fits_and_the_work_is_done_all_the_same() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!fits(secret("correct horse"), None).await.unwrap());
    }
}
