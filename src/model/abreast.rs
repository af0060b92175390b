//! Rows that don't depend on one another, worked on side by side; the results come in their order, whatever the number of threads.
//!
//! The threads are the pool's that `pipeline` runs a file in; a stage asks for no more than that its rows may go abreast.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

/// See [`end_with_this`].
static ENDS: AtomicBool = AtomicBool::new(false);

/// What `work` makes of each number below `n`, in order.
pub fn map_n<R: Send>(n: usize, work: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    (0..n).into_par_iter().map(work).collect()
}

/// What `work` makes of each item, in order.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_par_iter().map(work).collect()
}

/// What `work` makes of each number below `n`, in order, with something that each thread makes for itself and uses again from one
/// number to the next; what `work` makes must not depend on what it finds there.
pub fn map_n_with<S, R: Send>(
    n: usize,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize) -> R + Sync + Send,
) -> Vec<R> {
    (0..n).into_par_iter().map_init(scratch, work).collect()
}

/// What both make.
pub fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

/// What `work` makes, while a thread that has nothing to do gets ready what will be asked for later. Where there is one
/// thread only, that is made when it is asked for.
pub fn meanwhile<A: Send>(work: impl FnOnce() -> A + Send, ready: impl FnOnce() + Send) -> A {
    if rayon::current_num_threads() == 1 { work() } else { rayon::join(work, ready).0 }
}

/// Has a thread that has nothing to do get ready what will be asked for later, if nobody asks before it is done. Where there
/// is one thread only, that is made when it is asked for.
pub fn aside(ready: impl FnOnce() + Send + 'static) {
    if rayon::current_num_threads() > 1 {
        rayon::spawn(ready);
    }
}

/// Lets go of what is needed no more while other work goes on: an issue is a million small pieces.
pub fn let_go<T: Send + 'static>(what: T) {
    if ENDS.load(Ordering::Relaxed) {
        std::mem::forget(what);
    } else {
        aside(move || drop(what));
    }
}

/// Says that the process ends with the file it works on now. The system takes back all memory of a process at once; piece by
/// piece it is a twentieth of the work on a file.
pub fn end_with_this() {
    ENDS.store(true, Ordering::Relaxed);
}

/// Changes each item.
pub fn each<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
    items.par_iter_mut().for_each(work);
}

/// Changes each item together with what is kept of it.
pub fn each_pair<T: Send, U: Send>(items: &mut [T], kept: &mut [U], work: impl Fn(&mut T, &mut U) + Sync + Send) {
    items.par_iter_mut().zip(kept).for_each(|(item, kept)| work(item, kept));
}
