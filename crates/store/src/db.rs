//! The store as the program sees it: units of work, run on threads of the store.
//!
//! SQLite has one writing thread; what waits there in either lane goes into one transaction, so that intake and
//! recording pay for one sync of the disk together. PostgreSQL has a few threads with a connection each, some kept for
//! intake and one for clicks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bulk::{Bulk, Together};
use crate::engine::{Access, Connection, PostgresConnection, SqliteConnection, checkpoint_thread};
use crate::error::{StoreError, UnitError};
use crate::migrate;
use crate::statement::{Engine, Statement};
use crate::unit::{Unit, run_alone, run_together, unit};
use crate::value::{Row, Value};
use crate::workers::Workers;

/// The most units of a lane that share a transaction on SQLite. Whoever waits for one waits for all.
const MOST_TOGETHER: usize = 4;
/// Threads that read on SQLite.
const SQLITE_READERS: usize = 3;
/// Connections of one process to PostgreSQL, by use.
const POSTGRES_INTAKE: usize = 2;
/// Clicks of one link are written one transaction after the other in any case, for all add to the same sums.
const POSTGRES_CLICKS: usize = 1;
const POSTGRES_WRITERS: usize = 4;
const POSTGRES_READERS: usize = 4;

type Task = Box<dyn Unit>;

/// Where a writing unit of work waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Raw deliveries: somebody outside waits for the answer.
    Intake,
    /// Clicks: somebody outside waits too.
    Clicks,
    /// Everything else.
    Work,
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// The URL of a PostgreSQL database.
    Url(String),
}

/// A handle to the store; clones share it. The threads end when the last clone is dropped.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    writers: Writers,
    readers: Arc<Workers<Task>>,
    _place: Arc<Place>,
}

/// Who writes.
#[derive(Clone)]
enum Writers {
    /// The one thread of SQLite.
    One(Lanes),
    /// A few of PostgreSQL, by lane.
    Several { intake: Arc<Workers<Task>>, clicks: Arc<Workers<Task>>, work: Arc<Workers<Task>> },
}

/// The entrances to the two lanes of the SQLite writer.
#[derive(Clone)]
struct Lanes {
    intake: flume::Sender<Task>,
    work: flume::Sender<Task>,
    /// Wakes it: it listens to both.
    turn: flume::Sender<()>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens the store and brings its schema up to date. Blocks; call it before the runtime is busy.
    pub fn open(place: &Place) -> Result<Self, StoreError> {
        match place {
            Place::File(path) => Self::open_file(path, place),
            Place::Url(url) => Self::open_url(url, place),
        }
    }

    fn open_file(path: &Path, place: &Place) -> Result<Self, StoreError> {
        let mut writer = SqliteConnection::open(path, Access::Write)?;
        let mut bound = checkpoint_thread(path, &mut writer)?;
        let mut first = Connection::Sqlite(writer);
        migrate::run(&mut first)?;
        let (intake, intake_tasks) = flume::unbounded();
        let (work, work_tasks) = flume::unbounded();
        let (turn, turns) = flume::unbounded();
        spawn("store-writer", move || {
            let queues = Queues { intake: intake_tasks, work: work_tasks, turns };
            while let Some(tasks) = queues.next() {
                run_together(&mut first, tasks);
                if let Connection::Sqlite(connection) = &mut first {
                    bound.after_commit(connection);
                }
            }
        })?;
        let readers = (0..SQLITE_READERS)
            .map(|_| SqliteConnection::open(path, Access::Read).map(Connection::Sqlite))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            engine: Engine::Sqlite,
            writers: Writers::One(Lanes { intake, work, turn }),
            readers: workers("store-reader", Access::Read, readers)?,
            _place: Arc::new(place.clone()),
        })
    }

    fn open_url(url: &str, place: &Place) -> Result<Self, StoreError> {
        let mut first = Connection::Postgres(Box::new(PostgresConnection::open(url)?));
        migrate::run(&mut first)?;
        let later = || Connection::Postgres(Box::new(PostgresConnection::later(url)));
        let lane = |name: &str, access: Access, threads: usize, ready: Option<Connection>| {
            let made = std::iter::repeat_with(later).take(threads - usize::from(ready.is_some()));
            // The thread that starts last is the first to be given something.
            workers(name, access, made.chain(ready).collect())
        };
        Ok(Self {
            engine: Engine::Postgres,
            writers: Writers::Several {
                intake: lane("store-intake", Access::Write, POSTGRES_INTAKE, None)?,
                clicks: lane("store-clicks", Access::Write, POSTGRES_CLICKS, None)?,
                work: lane("store-writer", Access::Write, POSTGRES_WRITERS, Some(first))?,
            },
            readers: lane("store-reader", Access::Read, POSTGRES_READERS, None)?,
            _place: Arc::new(place.clone()),
        })
    }

    /// Which engine it is; only for reports and for bulk sizes.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs a writing unit of work: one transaction, committed when it gives `Ok`, undone when it gives `Err`.
    ///
    /// The closure may run several times when the transaction loses against another.
    pub async fn write<T, E, F>(&self, lane: Lane, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: UnitError,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (task, answer) = unit(work);
        match (&self.writers, lane) {
            (Writers::Several { intake, .. }, Lane::Intake) => intake.give(task),
            (Writers::Several { clicks, .. }, Lane::Clicks) => clicks.give(task),
            (Writers::Several { work, .. }, Lane::Work) => work.give(task),
            (Writers::One(lanes), lane) => lanes.send(lane, task)?,
        }
        answer.await.map_err(|_| stopped())?
    }

    /// Runs a reading unit of work over one consistent view.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: UnitError,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (task, answer) = unit(work);
        self.readers.give(task);
        answer.await.map_err(|_| stopped())?
    }
}

impl Lanes {
    fn send(&self, lane: Lane, task: Task) -> Result<(), StoreError> {
        let entrance = match lane {
            Lane::Intake | Lane::Clicks => &self.intake,
            Lane::Work => &self.work,
        };
        entrance.send(task).map_err(|_| stopped())?;
        self.turn.send(()).map_err(|_| stopped())
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store has stopped".into())
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .map(drop)
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Threads that run units alone, with these connections.
fn workers(name: &str, access: Access, connections: Vec<Connection>) -> Result<Arc<Workers<Task>>, StoreError> {
    let body = |mut connection: Connection| move |task: Task| run_alone(&mut connection, access, task);
    Workers::start(name, connections.into_iter().map(body).collect()).map(Arc::new)
}

/// The two lanes of the SQLite writer.
struct Queues {
    intake: flume::Receiver<Task>,
    work: flume::Receiver<Task>,
    /// One entry for each task in either lane.
    turns: flume::Receiver<()>,
}

impl Queues {
    /// What waits in either lane, a few of each; `None` when the store is dropped. Intake goes last: it gathers what has
    /// come when it begins.
    fn next(&self) -> Option<Vec<Task>> {
        loop {
            self.turns.recv().ok()?;
            let tasks: Vec<Task> =
                self.work.try_iter().take(MOST_TOGETHER).chain(self.intake.try_iter().take(MOST_TOGETHER)).collect();
            if !tasks.is_empty() {
                return Some(tasks);
            }
        }
    }
}

/// A transaction under way.
pub struct Tx<'a> {
    connection: &'a mut Connection,
}

impl<'a> Tx<'a> {
    /// The transaction that is under way on a connection.
    pub(crate) const fn over(connection: &'a mut Connection) -> Self {
        Self { connection }
    }
}

impl Tx<'_> {
    /// Which engine it runs on.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.connection.engine()
    }

    /// The rows of a query.
    pub fn query(&mut self, statement: &Statement, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.connection.query(statement, values)
    }

    /// The first row of a query, if there is one.
    pub fn query_first(&mut self, statement: &Statement, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.connection.query(statement, values)?.into_iter().next())
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&mut self, statement: &Statement, values: Vec<Value>) -> Result<u64, StoreError> {
        self.connection.execute(statement, values)
    }

    /// Runs a statement over many rows. What is refused of it may be told by a later statement of the transaction, at the
    /// latest by its commit: PostgreSQL is not asked one by one.
    pub fn bulk(&mut self, bulk: &Bulk, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        self.connection.bulk(bulk, rows)
    }

    /// Runs statements over many rows, each of which ends with a `returning` clause, and gives what each of them returns. None
    /// may need the answer of another: on PostgreSQL they go together.
    pub fn bulk_returning(
        &mut self,
        given: Vec<(&'static Bulk, Vec<Vec<Value>>)>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        self.connection.bulk_returning(given)
    }

    /// Runs statements over many rows of which none touches a row of another: one after the other on SQLite, as one on
    /// PostgreSQL. What is refused of them is told as late as by [`Self::bulk`].
    pub fn bulk_together(&mut self, together: &Together, rows: Vec<Vec<Vec<Value>>>) -> Result<(), StoreError> {
        self.connection.bulk_together(together, rows)
    }

    /// Runs a fixed text without values, of one statement or several.
    pub(crate) fn run_text(&mut self, text: &'static str) -> Result<(), StoreError> {
        self.connection.batch(text)
    }

    /// Asks the engine whether it understands a text.
    pub fn prepare(&mut self, text: &str) -> Result<(), StoreError> {
        self.connection.prepare(text)
    }
}
