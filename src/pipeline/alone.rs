//! One file on its own: what a worker process does with each of its files.

use super::{Bug, Done, Draft, Line, Outcome, Product, STACK_BYTES, Stop, Watch, Work, catch};
use crate::output;

/// Nobody watches.
struct Unwatched;

impl Watch for Unwatched {
    fn pages(&self, _: usize) {}
    fn page_done(&self) {}
    fn file_done(&self) {}
    fn tell(&self, _: &str) {}
}

/// One thread with the stack of a worker of the pipeline.
#[derive(Debug)]
pub struct Alone {
    pool: rayon::ThreadPool,
}

impl Alone {
    /// Starts the thread.
    ///
    /// # Errors
    /// What the system said.
    pub fn new() -> Result<Self, String> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build();
        pool.map(|pool| Self { pool }).map_err(|error| error.to_string())
    }

    /// Converts one file under the id its text gives it, or under one that was settled.
    pub fn convert(&self, line: &Line, work: Work, id: Option<&str>) -> Outcome {
        let path = work.path.clone();
        let drafted = self.pool.install(|| catch(|| line.convert(work, &Unwatched)));
        let draft = match drafted.map_err(Stop::Bug).and_then(|draft| draft) {
            Ok(draft) => draft,
            Err(stop) => return Outcome { path, n_pages: 0, notes: Vec::new(), result: Err(stop) },
        };
        let Draft { issue_id, n_pages, notes, extras, finish, .. } = draft;
        let id = id.map_or(issue_id, str::to_owned);
        let checked: Result<_, Bug> = self.pool.install(|| catch(|| finish(&id)));
        let result = checked.map_err(Stop::Bug).and_then(|rows| rows.map_err(Stop::Invalid)).map(|checked| {
            let files = output::render(&checked);
            Done::Converted(Box::new(Product { id, checked, files, extras, replaces: None }))
        });
        Outcome { path, n_pages, notes, result }
    }
}
