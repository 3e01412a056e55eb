//! What every part of the running program shares.

use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;
use nascente_domain::id::{CompanyId, IdGenerator};
use nascente_domain::moment::Moment;
use nascente_store::Db;
use nascente_store::delivery::NewDelivery;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::channel_secrets::RouteCache;
use crate::auth::limiter::LoginLimiter;
use crate::auth::seal::SecretKey;
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::group_commit::GroupCommit;
use crate::http::api::live::HintRing;
use crate::jobs::pauses::Pauses;
use crate::media::{Files, Room};
use crate::outbound::Outbound;

/// Hints that wait for a slow screen before it is told to fetch everything again.
const LIVE_RING: usize = 1_024;

/// The shared state; clones are cheap.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What [`App`] gives access to.
pub struct Shared {
    /// The store.
    pub db: Db,
    /// The settings.
    pub config: Config,
    /// Maker of ids.
    pub ids: IdGenerator,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Hints for open screens.
    pub live: broadcast::Sender<(u64, LiveHint)>,
    /// The last hints, for screens that were away for a moment.
    pub hints: HintRing,
    /// Tells this run of the program from every other one.
    pub boot: u64,
    /// The way of raw deliveries into the store.
    pub intake: GroupCommit<NewDelivery, ()>,
    /// Wakes the recorder: a delivery is pending.
    pub delivery_arrived: Notify,
    /// Wakes the job runner: a job may be due.
    pub job_arrived: Notify,
    /// Wakes the watch: a connection has to be asked about.
    pub connection_changed: Notify,
    /// Clicks under way and where links lead.
    pub clicks: crate::click::Clicks,
    /// Every background task, so that shutdown can wait for them.
    pub tasks: TaskTracker,
    /// Channels that were looked up lately.
    pub routes: RouteCache,
    /// Wrong passwords of late.
    pub logins: LoginLimiter,
    /// Links that strangers tried to make of late.
    pub attempts: crate::generator::attempts::Attempts,
    /// Wrong signatures of late.
    pub signatures: crate::tracking::SignatureFailures,
    /// The key that seals secrets, read at its first use.
    secret_key: OnceLock<SecretKey>,
    /// Set when the program has to stop: no new request is taken.
    pub stop: CancellationToken,
    /// Set when the last request has been answered: nobody can hand anything in any more.
    pub finished: CancellationToken,
    /// The address under which the world reaches this server, set when it listens.
    public_url: OnceLock<String>,
    outbound: OnceLock<Outbound>,
    /// Where files are, opened at the first use.
    files: OnceLock<Files>,
    /// The memory that files may take.
    pub room: Room,
    /// Channels whose provider asked to be left alone until a moment.
    pub pauses: Pauses,
}

/// A hint for open screens: something changed, fetch it if you show it.
#[derive(Debug, Clone)]
pub struct LiveHint {
    /// Whose screens.
    pub company_id: CompanyId,
    /// `conversation`, `message`, `link`, `settings` …
    pub kind: &'static str,
    /// What changed.
    pub id: String,
    /// Its version, where it has one.
    pub version: Option<i64>,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// The shared state over an open store.
    #[must_use]
    pub fn new(db: Db, config: Config, clock: Arc<dyn Clock>, node: u8) -> Self {
        let (live, _) = broadcast::channel(LIVE_RING);
        Self(Arc::new(Shared {
            db,
            config,
            ids: IdGenerator::new(node),
            clock,
            live,
            hints: HintRing::default(),
            boot: getrandom::u64().unwrap_or_default(),
            intake: GroupCommit::default(),
            delivery_arrived: Notify::new(),
            job_arrived: Notify::new(),
            connection_changed: Notify::new(),
            clicks: crate::click::Clicks::new(),
            tasks: TaskTracker::new(),
            routes: RouteCache::default(),
            logins: LoginLimiter::default(),
            attempts: crate::generator::attempts::Attempts::default(),
            signatures: crate::tracking::SignatureFailures::default(),
            secret_key: OnceLock::new(),
            stop: CancellationToken::new(),
            finished: CancellationToken::new(),
            public_url: OnceLock::new(),
            outbound: OnceLock::new(),
            files: OnceLock::new(),
            room: Room::default(),
            pauses: Pauses::default(),
        }))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A new id.
    #[must_use]
    pub fn id<T: From<i64>>(&self) -> T {
        self.ids.next(self.now())
    }

    /// The key that seals secrets: from the settings, else from the key file of the data folder, made when missing.
    pub fn secret_key(&self) -> Result<&SecretKey, Failure> {
        if let Some(key) = self.secret_key.get() {
            return Ok(key);
        }
        let read = match &self.config.secret_key {
            Some(text) => SecretKey::read(text.expose()),
            None => SecretKey::from_folder(&self.config.data_dir),
        };
        let key = read.map_err(|error| Failure::Unavailable(error.to_string()))?;
        Ok(self.secret_key.get_or_init(|| key))
    }

    /// 64 random bits, which nobody can foresee: of this thread's generator, seeded by the operating system.
    #[must_use]
    pub fn random(&self) -> u64 {
        rand::random()
    }

    /// The address under which the world reaches this server, without a trailing slash.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.public_url
            .get_or_init(|| self.config.public_url.clone().unwrap_or_else(|| format!("http://{}", self.config.listen)))
    }

    /// Takes over the address under which another part of this program is reached.
    pub fn known_as(&self, url: &str) {
        if self.public_url.set(url.to_owned()).is_err() {
            tracing::debug!("the public address was known before");
        }
    }

    /// Notes the address on which the program really listens; the first call counts.
    pub fn listening_on(&self, address: std::net::SocketAddr) {
        let url = self.config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        if self.public_url.set(url).is_err() {
            tracing::debug!("the public address was known before");
        }
    }

    /// The door to others, made when it is first used: the public address is known by then.
    pub fn outbound(&self) -> Result<&Outbound, Failure> {
        if let Some(door) = self.outbound.get() {
            return Ok(door);
        }
        let door = Outbound::new(self).map_err(|error| Failure::Unavailable(error.to_string()))?;
        Ok(self.outbound.get_or_init(|| door))
    }

    /// The store of files, opened when it is first used.
    pub fn files(&self) -> Result<&Files, Failure> {
        if let Some(files) = self.files.get() {
            return Ok(files);
        }
        let files = Files::open(&self.config.media)?;
        Ok(self.files.get_or_init(|| files))
    }

    /// Tells open screens that something changed. Nobody listening is fine.
    pub fn hint(&self, hint: LiveHint) {
        let number = self.hints.push(&hint);
        if self.live.send((number, hint)).is_err() {
            tracing::trace!("no screen is open");
        }
    }

    /// Tells open screens of each of these.
    pub(crate) fn hints(&self, hints: Vec<LiveHint>) {
        for hint in hints {
            self.hint(hint);
        }
    }
}

/// A company's time zone; an unknown name (a zone that was removed from the tables) counts as UTC.
#[must_use]
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
