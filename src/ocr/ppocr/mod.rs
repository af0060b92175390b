//! PP-OCRv6 (Baidu): a network finds lines, another reads them. In: a picture; out: lines. No C, no Python, no GPU.
//!
//! A page that stands on its side or head is read as it should stand; its lines are told in the picture as it is.

mod boxes;
mod detect;
mod doubts;
mod frames;
mod ink;
mod places;
mod reach;
mod recognise;
mod rect;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rten::{Model, RunOptions, ThreadPool};

use super::models::Files;
use super::pixels::{Turn, is_bilevel, softened, turned};
use super::{Allowed, Engine, Error, Line};
use crate::model::geometry::Point;
use crate::model::picture::Picture;
use boxes::Found;
use recognise::Alphabet;

/// Changes with everything in this folder that changes what is read.
const ID: &str = "ppocr-v6-small-8";
/// A line higher than wide by this factor stands on its side.
const UPRIGHT: f32 = 1.5;
/// Lines looked at to tell how a page stands.
const SAMPLE: usize = 12;
/// Mean confidence below which a page may not stand right: 0.97 and more on pages that do, 0.62 on those that don't.
const DOUBTFUL: f32 = 0.8;
/// A turned page has to read better by this much.
const BETTER: f32 = 0.05;
/// Share of each neighbour that pixels of black-and-white images take: the networks learned from shades. On 12 such pages 968
/// of 18,300 characters are wrong instead of 999 (two of them thresholded weak print); one page has more (2 → 5).
const SOFT: f32 = 0.15;
/// Lines in which nothing is surer than this are stains and parts of pictures.
const NOISE: f32 = 0.5;

/// The two networks and their alphabet.
pub struct Ppocr {
    detector: Model,
    recogniser: Model,
    alphabet: Alphabet,
}

impl Ppocr {
    /// Loads the networks.
    pub fn load(files: Files) -> Result<Self, Error> {
        let detector = Model::load(files.detector).map_err(|e| engine(&e))?;
        let recogniser = Model::load(files.recogniser).map_err(|e| engine(&e))?;
        let list = recogniser.metadata().get("character");
        let alphabet = Alphabet::of(list.ok_or_else(|| engine(&"the model has no list of characters"))?);
        Ok(Self { detector, recogniser, alphabet })
    }
}

impl Engine for Ppocr {
    fn id(&self) -> &str {
        ID
    }

    fn read(&self, picture: &Picture, allowed: &Allowed) -> Result<Vec<Line>, Error> {
        if picture.luma.is_empty() || picture.luma.len() != picture.width as usize * picture.height as usize {
            return Ok(Vec::new());
        }
        let run = Run::new(allowed);
        let soft = is_bilevel(picture).then(|| softened(picture, SOFT));
        let picture = soft.as_ref().unwrap_or(picture);
        let found = detect::detect(&self.detector, picture, &run)?;
        let mut read = Sample::new();
        let turn = self.stand(picture, &found, &mut read, &run)?;
        if turn == Turn::None {
            let mut lines = self.lines(picture, &found, read, &run)?;
            doubts::settle(&mut lines);
            return Ok(lines);
        }
        let upright = turned(picture, turn);
        let found = detect::detect(&self.detector, &upright, &run)?;
        let mut lines = self.lines(&upright, &found, Sample::new(), &run)?;
        doubts::settle(&mut lines);
        let (width, height) = (picture.width as f32, picture.height as f32);
        for corner in lines.iter_mut().flat_map(|line| &mut line.corners) {
            *corner = turn.back(*corner, width, height);
        }
        Ok(lines)
    }
}

impl Ppocr {
    fn lines(&self, picture: &Picture, found: &[Found], mut read: Sample, run: &Run) -> Result<Vec<Line>, Error> {
        let mut lines = Vec::with_capacity(found.len());
        for (i, (longer, found)) in reach::with_dashes(picture, found).iter().zip(found).enumerate() {
            run.check()?;
            // what was read of a box without its dash is read again
            let read = read.remove(&i).filter(|_| longer == found);
            lines.extend(self.line(picture, longer, read, run)?);
        }
        Ok(lines)
    }

    /// What a box says, `read` being what it says as it stands where that is known.
    fn line(&self, picture: &Picture, found: &Found, read: Option<Line>, run: &Run) -> Result<Option<Line>, Error> {
        let [a, b, c, d] = found.place.corners();
        let mut line = match read {
            Some(line) => line,
            None => self.read_between([a, b, c, d], picture, found, run)?,
        };
        if found.place.height > UPRIGHT * found.place.width {
            // set downwards, or lying on one of its sides: whatever reads surest
            for corners in [[b, c, d, a], [d, a, b, c]] {
                let other = self.read_between(corners, picture, found, run)?;
                if other.confidence() > line.confidence() && !other.chars.is_empty() {
                    line = other;
                }
            }
        }
        let is_text = line.chars.iter().any(|c| !c.c.is_whitespace() && c.confidence >= NOISE);
        Ok(is_text.then_some(line))
    }

    fn read_between(&self, corners: [Point; 4], picture: &Picture, found: &Found, run: &Run) -> Result<Line, Error> {
        let (chars, ink) = recognise::read(&self.recogniser, &self.alphabet, picture, &corners, run)?;
        Ok(Line { corners, found: found.score, ink, chars })
    }

    /// How the page has to be turned to stand as a reader holds it. What was read of it as it is is kept in `read`.
    fn stand(&self, picture: &Picture, found: &[Found], read: &mut Sample, run: &Run) -> Result<Turn, Error> {
        let upright = found.iter().filter(|f| f.place.height > UPRIGHT * f.place.width).count();
        let on_its_side = upright * 2 > found.len();
        let as_it_is = if on_its_side { 0.0 } else { self.sureness(picture, found, read, run)? };
        if found.is_empty() || as_it_is >= DOUBTFUL {
            return Ok(Turn::None);
        }
        let turns: &[Turn] = if on_its_side { &[Turn::Left, Turn::Right] } else { &[Turn::Half] };
        let mut best = (Turn::None, as_it_is + BETTER);
        for &turn in turns {
            let there = turned(picture, turn);
            let found = detect::detect(&self.detector, &there, run)?;
            let sureness = self.sureness(&there, &found, &mut Sample::new(), run)?;
            if sureness > best.1 {
                best = (turn, sureness);
            }
        }
        // upright lines that read no better lying down are upright text, or no text
        Ok(best.0)
    }

    /// Mean confidence of the longest lines, which are kept in `read`; 0 without any.
    fn sureness(&self, picture: &Picture, found: &[Found], read: &mut Sample, run: &Run) -> Result<f32, Error> {
        let mut longest: Vec<usize> = (0..found.len()).collect();
        longest.sort_by(|&a, &b| found[b].place.width.total_cmp(&found[a].place.width));
        longest.truncate(SAMPLE);
        for i in longest {
            run.check()?;
            read.insert(i, self.read_between(found[i].place.corners(), picture, &found[i], run)?);
        }
        let chars = || read.values().flat_map(|line| &line.chars);
        Ok(chars().map(|c| c.confidence).sum::<f32>() / chars().count().max(1) as f32)
    }
}

/// Lines that were read, by the index of their box.
type Sample = BTreeMap<usize, Line>;

/// The work on one page: its clock and its threads.
struct Run {
    started: Instant,
    time: Duration,
    pool: Arc<ThreadPool>,
}

impl Run {
    #[allow(clippy::disallowed_methods, reason = "the clock is what the time for a page is held against")]
    fn new(allowed: &Allowed) -> Self {
        // a pool of its own: with a shared one the pages of all threads would wait for each other
        let pool = Arc::new(ThreadPool::with_num_threads(allowed.threads.max(1)));
        Self { started: Instant::now(), time: allowed.time, pool }
    }

    fn check(&self) -> Result<(), Error> {
        if self.started.elapsed() > self.time {
            return Err(Error::OutOfTime { seconds: self.time.as_secs() });
        }
        Ok(())
    }

    fn options(&self) -> RunOptions {
        RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)))
    }
}

fn engine(cause: &dyn Display) -> Error {
    Error::Engine { cause: cause.to_string() }
}
