//! What a line says. In: a picture and the box of a line; out: its characters with places and confidences (CTC, greedy).

use rten::Model;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::{Run, engine, frames, ink, places};
use crate::model::geometry::Point;
use crate::model::picture::Picture;
use crate::ocr::pixels::{Grey, cut};
use crate::ocr::{Char, Error};

/// Height the network wants, in pixels.
const HEIGHT: usize = 48;
/// Crops are made this much narrower: a third off the time, and fewer errors (1.0 reads bilevel print worse, 0.5 weak
/// print).
pub(super) const SQUEEZE: f32 = 0.7;
/// Narrower crops lack room for a character, in pixels.
const LEAST_WIDTH: usize = 16;
/// Longer ones are no lines of print: 170 Han characters.
const MOST_WIDTH: usize = 6_000;
/// Other readings of a character that are kept,
const N_OTHERS: usize = 3;
/// ... from this confidence on.
const LEAST_OTHER: f32 = 0.01;

/// The characters the network knows; index 0 is the blank between characters.
#[derive(Debug)]
pub(super) struct Alphabet(Vec<char>);

impl Alphabet {
    /// From the model's own list: one character a line; a space closes it.
    pub fn of(list: &str) -> Self {
        let chars = list.split('\n').map(|line| line.chars().next().unwrap_or(' '));
        Self(std::iter::once('\0').chain(chars).chain([' ']).collect())
    }

    fn char(&self, class: usize) -> Option<char> {
        self.0.get(class).copied().filter(|_| class > 0)
    }
}

/// Top and bottom of the ink of a line, as shares of its height.
pub(super) type Ink = (f32, f32);

/// The characters between these corners, and where their ink is.
pub(super) fn read(
    model: &Model,
    alphabet: &Alphabet,
    picture: &Picture,
    corners: &[Point; 4],
    run: &Run,
) -> Result<(Vec<Char>, Option<Ink>), Error> {
    let [a, b, _, d] = *corners;
    let (width, height) = ((b.x - a.x).hypot(b.y - a.y), (d.x - a.x).hypot(d.y - a.y));
    let columns = (width / height.max(1.0) * HEIGHT as f32 * SQUEEZE).ceil() as usize;
    let image = cut(picture, corners, columns.clamp(LEAST_WIDTH, MOST_WIDTH), HEIGHT);
    let (steps, classes, likely) = infer(model, &image, run)?;
    let ink = ink::extent(&image);
    let chars = frames::settle(&image, ink, spell(alphabet, steps, classes, &likely));
    Ok((places::settle(&image, ink, chars), ink))
}

fn infer(model: &Model, image: &Grey, run: &Run) -> Result<(usize, usize, Vec<f32>), Error> {
    let mut planes: Vec<f32> = Vec::with_capacity(image.luma.len() * 3);
    planes.extend(image.luma.iter().map(|p| f32::from(*p) / 127.5 - 1.0));
    planes.extend_from_within(..);
    planes.extend_from_within(..image.luma.len());
    let input = NdTensor::from_data([1, 3, image.height, image.width], planes);
    let output = model.run_one(input.view().into(), Some(run.options())).map_err(|e| engine(&e))?;
    let output: Tensor<f32> = output.try_into().map_err(|e| engine(&e))?;
    match *output.shape() {
        [1, steps, classes] => Ok((steps, classes, output.to_vec())),
        _ => Err(engine(&"the recogniser's answer has another shape")),
    }
}

/// One character for each stretch of steps that say the same.
fn spell(alphabet: &Alphabet, steps: usize, classes: usize, likely: &[f32]) -> Vec<Char> {
    let mut chars: Vec<Char> = Vec::new();
    let mut last = 0;
    // of the character being read: sum of step × likelihood, sum of likelihoods
    let (mut moment, mut mass) = (0.0_f32, 0.0_f32);
    for (step, row) in likely.chunks_exact(classes.max(1)).take(steps).enumerate() {
        let (class, confidence) = largest(row);
        let middle = step as f32 + 0.5;
        if class != 0 && class == last {
            moment += middle * confidence;
            mass += confidence;
            if let Some(char) = chars.last_mut() {
                char.at = moment / mass / steps as f32;
                if confidence > char.confidence {
                    (char.confidence, char.others) = (confidence, others(alphabet, row, class));
                }
            }
        } else if let Some(c) = alphabet.char(class) {
            (moment, mass) = (middle * confidence, confidence);
            chars.push(Char { c, at: middle / steps as f32, confidence, others: others(alphabet, row, class) });
        }
        last = class;
    }
    chars
}

/// The largest of a row and its index; of equals the first.
fn largest(row: &[f32]) -> (usize, f32) {
    // in blocks, so that the search is over maxima of eight lanes
    let top = row.iter().copied().fold(f32::MIN, f32::max);
    (row.iter().position(|p| *p >= top).unwrap_or(0), top)
}

fn others(alphabet: &Alphabet, row: &[f32], chosen: usize) -> Vec<(char, f32)> {
    let mut others: Vec<(usize, f32)> =
        row.iter().copied().enumerate().filter(|(class, p)| *p >= LEAST_OTHER && *class != chosen).collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others.into_iter().filter_map(|(class, p)| Some((alphabet.char(class)?, p))).take(N_OTHERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[[f32; 4]]) -> Vec<Char> {
        let flat: Vec<f32> = rows.iter().flatten().copied().collect();
        spell(&Alphabet::of("会\n刊"), rows.len(), 4, &flat)
    }

    #[test]
    fn steps_that_say_the_same_are_one_character_and_blanks_part_two() {
        let read = rows(&[
            [0.1, 0.9, 0.0, 0.0],
            [0.0, 0.7, 0.3, 0.0],
            [0.9, 0.0, 0.1, 0.0],
            [0.0, 0.8, 0.2, 0.0],
            [0.0, 0.1, 0.9, 0.0],
        ]);
        let text: String = read.iter().map(|c| c.c).collect();
        assert_eq!(text, "会会刊");
        assert!((read[0].at - 0.19).abs() < 0.01, "between the two steps, nearer to the surer: {}", read[0].at);
        assert!((read[0].confidence - 0.9).abs() < f32::EPSILON);
        assert_eq!(read[1].others, [('刊', 0.2)]);
    }

    #[test]
    fn the_last_class_is_a_space_and_silence_is_nothing() {
        assert_eq!(rows(&[[0.1, 0.0, 0.0, 0.9]])[0].c, ' ');
        assert_eq!(rows(&[[0.9, 0.1, 0.0, 0.0]]), []);
    }
}
