//! Rows that don't depend on one another, worked on side by side; the results come in their order, whatever the number of threads.
//!
//! The threads are the pool's that `pipeline` runs a file in; a stage asks for no more than that its rows may go abreast.

use rayon::prelude::*;

/// What `work` makes of each number below `n`, in order.
pub fn map_n<R: Send>(n: usize, work: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    (0..n).into_par_iter().map(work).collect()
}

/// Changes each item.
pub fn each<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
    items.par_iter_mut().for_each(work);
}

/// Changes each item together with what is kept of it.
pub fn each_pair<T: Send, U: Send>(items: &mut [T], kept: &mut [U], work: impl Fn(&mut T, &mut U) + Sync + Send) {
    items.par_iter_mut().zip(kept).for_each(|(item, kept)| work(item, kept));
}
