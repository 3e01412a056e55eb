//! Stand-ins for the providers' APIs, over real HTTP: what Nascente asks them, and what they post to it.
//!
//! In: requests as each provider takes them, with its keys. Out: its answers, and deliveries signed or keyed in its form.
//! Refused: wrong keys, unknown numbers, numbers that are not connected, as that provider refuses them. One small file
//! per provider; the simulated phone, the story tests and the soak use the same ones. A fake knows nothing of the store.

mod dialog360;
mod evolution;
mod faults;
mod happening;
mod line;
pub mod marketing;
mod meta_cloud;
mod post;
mod taken;
mod twilio;
mod waha;
mod zapi;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use nascente_domain::connection::Connection;
use nascente_wire::Provider;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use faults::Faults;
pub use faults::{Fault, Weather};
pub use happening::{Card, Delivery, File, Happening, Person, Progress, Said};
pub use line::{Line, Sent};
pub use post::NotTaken;

/// Every fake; clones are the same ones.
#[derive(Clone, Default)]
pub struct Fakes(Arc<Shared>);

#[derive(Default)]
struct Shared {
    lines: Mutex<Vec<Line>>,
    faults: Mutex<Faults>,
    listener: Mutex<Option<UnboundedSender<Sent>>>,
    counter: AtomicU64,
}

/// The largest request: the largest file, in base64, with what stands around it.
const LARGEST_REQUEST: usize = 96 << 20;

/// The providers that have a fake.
pub const FAKED: [Provider; 6] =
    [Provider::MetaCloud, Provider::Dialog360, Provider::Twilio, Provider::Evolution, Provider::Waha, Provider::Zapi];

impl Fakes {
    /// The APIs, each below the name of its provider.
    pub fn routes(&self) -> Router {
        let all = FAKED.into_iter().fold(Router::new(), |all, provider| {
            let own = match provider {
                Provider::Dialog360 => dialog360::routes(),
                Provider::Twilio => twilio::routes(),
                Provider::Evolution => evolution::routes(),
                Provider::Waha => waha::routes(),
                Provider::Zapi => zapi::routes(),
                Provider::MetaCloud | Provider::LinkOnly => meta_cloud::routes(),
            };
            all.nest(&format!("/{provider}"), faults::over(self, provider, own.with_state(self.clone())))
        });
        all.layer(DefaultBodyLimit::max(LARGEST_REQUEST))
    }

    /// Opens a line, or puts another one in the place of the same number.
    pub fn open(&self, line: Line) {
        let mut lines = self.lines();
        lines.retain(|known| (known.provider, known.key()) != (line.provider, line.key()));
        lines.push(line);
    }

    /// The line of a number, as it is now.
    #[must_use]
    pub fn line(&self, provider: Provider, key: &str) -> Option<Line> {
        self.lines().iter().find(|line| line.provider == provider && line.key() == key).cloned()
    }

    /// What was sent through a number, oldest first.
    #[must_use]
    pub fn sent(&self, provider: Provider, key: &str) -> Vec<Sent> {
        self.line(provider, key).map_or_else(Vec::new, |line| line.sent)
    }

    /// Connects or disconnects a number.
    pub fn set_state(&self, provider: Provider, key: &str, state: Connection) {
        self.on(provider, |line| line.key() == key, |line| line.state = state);
    }

    /// Puts a file where the provider keeps it.
    pub fn keep_file(&self, provider: Provider, key: &str, file: File) {
        self.on(provider, |line| line.key() == key, |line| line.files.insert(file.id.clone(), file));
    }

    /// Takes every file away, as providers do after some days.
    pub fn lose_files(&self, provider: Provider, key: &str) {
        self.on(provider, |line| line.key() == key, |line| line.files.clear());
    }

    /// Takes every file from its address, as WAHA does after some minutes; it still has them.
    pub fn end_addresses(&self, provider: Provider, key: &str) {
        self.on(provider, |line| line.key() == key, |line| line.addresses_over = true);
    }

    /// Tells a provider whose hidden id one is.
    pub fn tell_lid(&self, provider: Provider, key: &str, lid: &str, phone: &str) {
        self.on(provider, |line| line.key() == key, |line| line.lids.insert(lid.to_owned(), phone.to_owned()));
    }

    /// What is sent from now on, through whichever line.
    #[must_use]
    pub fn listen(&self) -> UnboundedReceiver<Sent> {
        let (listener, heard) = unbounded_channel();
        *self.0.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
        heard
    }

    /// Has the next sending through a provider go wrong.
    pub fn fail_next(&self, provider: Provider, fault: Fault) {
        self.faults().next.entry(provider).or_default().push_back(fault);
    }

    /// Has requests go wrong by chance; `None`: no more.
    pub fn set_weather(&self, weather: Option<Weather>) {
        self.faults().weather = weather;
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the line that a request means; `None` when there is none.
    fn on<T>(&self, provider: Provider, is_it: impl Fn(&Line) -> bool, act: impl FnOnce(&mut Line) -> T) -> Option<T> {
        self.lines().iter_mut().find(|line| line.provider == provider && is_it(line)).map(act)
    }

    /// Keeps what was sent through a line and tells whoever listens.
    fn take(&self, provider: Provider, is_it: impl Fn(&Line) -> bool, sent: &Sent) {
        self.on(provider, is_it, |line| line.sent.push(sent.clone()));
        if let Some(listener) = &*self.0.listener.lock().unwrap_or_else(PoisonError::into_inner)
            && listener.send(sent.clone()).is_err()
        {
            tracing::debug!("nobody listens to the fakes any more");
        }
    }

    /// A number that was never given before: what ids are made of.
    fn number(&self) -> u64 {
        let counted = self.0.counter.fetch_add(1, Ordering::Relaxed);
        getrandom::u64().unwrap_or(counted).wrapping_shl(20) | (counted & 0xf_ffff)
    }

    /// An id in upper-case hexadecimal digits.
    fn hex_id(&self) -> String {
        format!("3EB0{:016X}", self.number())
    }
}
