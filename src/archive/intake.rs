//! Side by side: files read, taken in and converted, some ahead of the one whose turn it is. Nothing here comes into view.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::inbox::Found;
use super::reprocess::{Need, State};
use super::workers::{Bench, Order, Reply, Workers};
use super::{Archive, Clock, Error, Source};
use crate::disk;
use crate::pipeline::Line;

/// One thing to look at, in the order it is settled.
#[derive(Debug, Clone)]
pub enum Task {
    /// A file of the inbox.
    File(Found),
    /// A source that is in the archive and not in the inbox any more.
    Held(String),
}

/// What is known of a task once it was looked at.
#[derive(Debug)]
pub enum Looked {
    Fresh,
    Unreadable(disk::Error),
    /// Nothing to do for this content.
    Known(String),
    /// It was converted, or can't be.
    Converted {
        source: Source,
        reply: Reply,
        again: bool,
        seconds: f64,
    },
}

/// What the threads share.
pub struct Intake<'a> {
    pub archive: &'a Archive,
    pub state: &'a State,
    pub workers: &'a Workers,
    pub line: &'a Line,
    pub clock: &'a dyn Clock,
    pub by_link: bool,
    pub jobs: usize,
    /// Contents that this run has settled.
    pub settled: &'a Mutex<HashSet<String>>,
}

/// So many tasks for each job may be ahead of the one whose turn it is: each holds a folder of work.
const AHEAD: usize = 4;

/// The turn of tasks.
struct Turn {
    next: AtomicUsize,
    done: Mutex<usize>,
    moved: Condvar,
    stop: AtomicBool,
}

impl Intake<'_> {
    /// Looks at all tasks and hands what is known of each to `settle`, in order. Ends at the first error.
    pub fn run(
        &self,
        tasks: &[Task],
        mut settle: impl FnMut(usize, &Task, Looked) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let turn = Turn {
            next: AtomicUsize::new(0),
            done: Mutex::new(0),
            moved: Condvar::new(),
            stop: AtomicBool::new(false),
        };
        thread::scope(|scope| {
            let (send, receive) = channel();
            for _ in 0..self.jobs.max(1) {
                let send = send.clone();
                let turn = &turn;
                scope.spawn(move || self.work(tasks, turn, &send));
            }
            drop(send);
            let mut early: BTreeMap<usize, Result<Looked, Error>> = BTreeMap::new();
            let mut at = 0;
            let mut ended = Ok(());
            for (number, looked) in receive {
                early.insert(number, looked);
                while let (Ok(()), Some(looked)) = (&ended, early.remove(&at)) {
                    ended = looked.and_then(|looked| settle(at, &tasks[at], looked));
                    at += 1;
                    *turn.done.lock().unwrap_or_else(PoisonError::into_inner) = at;
                    turn.moved.notify_all();
                }
                if ended.is_err() {
                    turn.stop.store(true, Ordering::SeqCst);
                    turn.moved.notify_all();
                }
            }
            ended
        })
    }

    fn work(&self, tasks: &[Task], turn: &Turn, send: &Sender<(usize, Result<Looked, Error>)>) {
        let mut bench = Bench::new(self.workers);
        loop {
            let number = turn.next.fetch_add(1, Ordering::SeqCst);
            let Some(task) = tasks.get(number) else { return };
            let mut done = turn.done.lock().unwrap_or_else(PoisonError::into_inner);
            while number >= *done + AHEAD * self.jobs.max(1) && !turn.stop.load(Ordering::SeqCst) {
                // not for ever: a notice between the look at `stop` and the wait would be missed
                let wait = std::time::Duration::from_millis(100);
                done = turn.moved.wait_timeout(done, wait).unwrap_or_else(PoisonError::into_inner).0;
            }
            drop(done);
            if turn.stop.load(Ordering::SeqCst) {
                return;
            }
            // nobody listens once the run has ended
            let _ = send.send((number, self.look(task, number, &mut bench)));
        }
    }

    fn look(&self, task: &Task, number: usize, bench: &mut Bench) -> Result<Looked, Error> {
        let found = match task {
            Task::Held(sha256) => {
                return match self.state.need(sha256, self.archive, self.line) {
                    Need::Again(source) => self.convert(source, true, number, bench),
                    _ => Ok(Looked::Known(sha256.clone())),
                };
            }
            Task::File(found) => found,
        };
        if found.is_fresh {
            return Ok(Looked::Fresh);
        }
        if let Some(sha256) = &found.sha256 {
            match self.state.need(sha256, self.archive, self.line) {
                Need::Nothing => return Ok(Looked::Known(sha256.clone())),
                Need::Again(source) => return self.convert(source, true, number, bench),
                // known by sight, but the archive lost it: taken in again
                Need::New => {}
            }
        }
        self.take_in(found, number, bench)
    }

    fn take_in(&self, found: &Found, number: usize, bench: &mut Bench) -> Result<Looked, Error> {
        let (sha256, size) = match self.archive.take_in(&found.path, self.by_link, number) {
            Ok(taken) => taken,
            Err(Error::Disk(error)) if !error.path.starts_with(self.archive.root()) => {
                return Ok(Looked::Unreadable(error));
            }
            Err(error) => return Err(error),
        };
        // links count as changes of the entry
        let changed = disk::stat(&found.path)
            .is_ok_and(|now| (now.size, now.modified_ns) != (found.stat.size, found.stat.modified_ns));
        if changed {
            self.archive.let_go(number)?;
            return Ok(Looked::Fresh);
        }
        let need = self.state.need(&sha256, self.archive, self.line);
        let settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner).contains(&sha256);
        if settled || need == Need::Nothing {
            self.archive.let_go(number)?;
            return Ok(Looked::Known(sha256));
        }
        self.archive.keep(number, &sha256)?;
        match need {
            Need::Again(source) => self.convert(source, true, number, bench),
            _ => self.convert(Source { sha256, name: found.name.clone(), size }, false, number, bench),
        }
    }

    fn convert(&self, source: Source, again: bool, number: usize, bench: &mut Bench) -> Result<Looked, Error> {
        let began = self.clock.elapsed_s();
        let order = Order { sha256: source.sha256.clone(), name: source.name.clone(), number, id: None };
        let reply = bench.convert(&order)?;
        let seconds = self.clock.elapsed_s() - began;
        Ok(Looked::Converted { source, reply, again, seconds })
    }
}
