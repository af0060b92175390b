//! How well and how fast page images are read: `cargo bench --bench ocr -- DIR`, where DIR holds images and a `truth.json`
//! with `page_pt` and, for each first letter of a file name, the lines of its page (`text`, `bbox` in points). Prints a row
//! for each image: share of characters wrong, CPU seconds, and the same for tesseract (chi_sim) where it is installed;
//! last how well low confidence finds what is wrong. Without DIR there is nothing to measure, and it says so.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a bench reads files and clocks")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use huikan::model::page::PageIndex;
use huikan::ocr::models::Store;
use huikan::ocr::{Allowed, Engine, Ppocr, raw_lines};
use huikan::read;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// A character as read: where its middle is, in points, and its confidence.
struct Seen {
    c: char,
    x: f32,
    y: f32,
    confidence: f32,
}

/// A printed line.
struct Printed {
    text: Vec<char>,
    bbox: [f32; 4],
}

fn main() {
    let Some(dir) = std::env::args().skip(1).find(|a| !a.starts_with("--")).map(PathBuf::from) else {
        println!("no folder given: nothing measured");
        return;
    };
    let truth: Value = serde_json::from_slice(&std::fs::read(dir.join("truth.json")).unwrap()).unwrap();
    let data = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share/huikan/models"));
    let files = Store { folder: data, offline: true }.load().expect("huikan models install");
    let engine = Ppocr::load(files).expect("the models load");
    let mut images: Vec<PathBuf> = std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).collect();
    images.retain(|p| p.extension().is_some_and(|e| e != "json"));
    images.sort();
    println!("{:<18} {:>8} {:>7} {:>10} {:>7}", "image", "wrong %", "CPU s", "tesseract", "CPU s");
    let mut judged: Vec<(f32, bool)> = Vec::new();
    for image in &images {
        let name = image.file_stem().unwrap().to_string_lossy().into_owned();
        let Some(lines) = printed(&truth, &name) else { continue };
        let page = truth["page_pt"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap() as f32).collect::<Vec<_>>();
        let before = cpu_s();
        let seen = ours(&engine, image, [page[0], page[1]]);
        let time = cpu_s().0 - before.0;
        let wrong = score(&lines, &seen, &mut judged);
        let before = cpu_s();
        let other = tesseract(image, [page[0], page[1]]).map(|seen| score(&lines, &seen, &mut Vec::new()));
        let (other, other_time) = other.map_or(("-".into(), "-".into()), |wrong| {
            (format!("{:.2}", 100.0 * wrong), format!("{:.1}", cpu_s().1 - before.1))
        });
        println!("{name:<18} {:>8.3} {time:>7.1} {other:>10} {other_time:>7}", 100.0 * wrong);
    }
    println!("area under the curve, low confidence finds wrong characters: {:.3}", area(&mut judged));
}

fn printed(truth: &Value, name: &str) -> Option<Vec<Printed>> {
    let lines = truth["pages"].get(name.get(..1)?)?.as_array()?;
    let line = |l: &Value| {
        let corner = |i: usize| l["bbox"][i].as_f64().map(|n| n as f32);
        let bbox = [corner(0)?, corner(1)?, corner(2)?, corner(3)?];
        Some(Printed { text: folded(l["text"].as_str()?), bbox })
    };
    lines.iter().map(line).collect()
}

fn folded(text: &str) -> Vec<char> {
    let plain = |c: char| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '―' => '-',
        c => c,
    };
    text.nfkc().map(plain).filter(|c| !c.is_whitespace()).collect()
}

fn ours(engine: &Ppocr, image: &Path, page: [f32; 2]) -> Vec<Seen> {
    let bytes = std::fs::read(image).unwrap();
    let document = read::open(Box::new(bytes), &read::Options::default()).unwrap();
    let picture = document.picture(PageIndex(0), Duration::from_mins(1)).unwrap();
    let allowed = Allowed { time: Duration::from_mins(10), threads: 1 };
    let lines = raw_lines(&engine.read(&picture, &allowed).unwrap(), &picture);
    let (sx, sy) = (page[0] / picture.place.width(), page[1] / picture.place.height());
    let chars = lines.iter().flat_map(|line| &line.chars);
    chars
        .flat_map(|char| {
            let p = char.bbox.center();
            let confidence = char.confidence.unwrap_or(0.0);
            folded(&char.c.to_string()).into_iter().map(move |c| Seen { c, x: p.x * sx, y: p.y * sy, confidence })
        })
        .collect()
}

/// Words and their boxes; the characters of a word are spread over it.
fn tesseract(image: &Path, page: [f32; 2]) -> Option<Vec<Seen>> {
    let done = Command::new("tesseract").arg(image).args(["-", "-l", "chi_sim", "--psm", "3", "tsv"]).output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let number = |row: &[&str], i: usize| row.get(i).and_then(|n| n.parse::<f32>().ok());
    let sheet = rows.iter().find(|row| row.first() == Some(&"1"))?;
    let (sx, sy) = (page[0] / number(sheet, 8)?, page[1] / number(sheet, 9)?);
    let mut seen = Vec::new();
    for row in rows.iter().filter(|row| row.first() == Some(&"5")) {
        let [x, y, w, h] = [6, 7, 8, 9].map(|i| number(row, i).unwrap_or(0.0));
        let word = folded(row.get(11).copied().unwrap_or_default());
        let n = word.len() as f32;
        seen.extend(word.into_iter().zip(0..).map(|(c, i)| Seen {
            c,
            x: (x + w * (i as f32 + 0.5) / n) * sx,
            y: (y + h / 2.0) * sy,
            confidence: number(row, 10).unwrap_or(0.0) / 100.0,
        }));
    }
    Some(seen)
}

/// Share of characters wrong: each goes to the printed line under it; what lies on none is too much.
fn score(lines: &[Printed], seen: &[Seen], judged: &mut Vec<(f32, bool)>) -> f64 {
    let mut read: Vec<Vec<&Seen>> = lines.iter().map(|_| Vec::new()).collect();
    let mut wrong = 0;
    for s in seen {
        let off = |l: &Printed| (f32::midpoint(l.bbox[1], l.bbox[3]) - s.y).abs();
        let on = |l: &&(usize, &Printed)| {
            let b = l.1.bbox;
            s.x >= b[0] - 6.0 && s.x <= b[2] + 6.0 && off(l.1) < (b[3] - b[1]).max(8.0)
        };
        let nearest = lines.iter().enumerate().filter(|l| on(&l)).min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
        match nearest {
            Some((i, _)) => read[i].push(s),
            None => wrong += 1,
        }
    }
    for (line, read) in lines.iter().zip(&mut read) {
        read.sort_by(|a, b| a.x.total_cmp(&b.x));
        wrong += edits(&line.text, read, judged);
    }
    f64::from(wrong) / lines.iter().map(|l| l.text.len() as f64).sum::<f64>()
}

/// Edit distance; says of each character read whether it is right.
fn edits(text: &[char], read: &[&Seen], judged: &mut Vec<(f32, bool)>) -> u32 {
    let width = read.len() + 1;
    let mut cost = vec![0_u32; (text.len() + 1) * width];
    for i in 0..=text.len() {
        for j in 0..=read.len() {
            cost[i * width + j] = match (i, j) {
                (0, n) | (n, 0) => n as u32,
                _ => {
                    let same = u32::from(text[i - 1] != read[j - 1].c);
                    let (up, left) = (cost[(i - 1) * width + j], cost[i * width + j - 1]);
                    (cost[(i - 1) * width + j - 1] + same).min(up + 1).min(left + 1)
                }
            };
        }
    }
    let (mut i, mut j) = (text.len(), read.len());
    while j > 0 {
        let here = cost[i * width + j];
        let same = i > 0 && text[i - 1] == read[j - 1].c;
        if i > 0 && here == cost[(i - 1) * width + j - 1] + u32::from(!same) {
            judged.push((read[j - 1].confidence, same));
            (i, j) = (i - 1, j - 1);
        } else if here == cost[i * width + j - 1] + 1 {
            judged.push((read[j - 1].confidence, false));
            j -= 1;
        } else {
            i -= 1;
        }
    }
    cost[text.len() * width + read.len()]
}

/// How often a wrong character is less sure than a right one.
fn area(judged: &mut [(f32, bool)]) -> f64 {
    judged.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n_right = judged.iter().filter(|j| j.1).count() as f64;
    let n_wrong = judged.len() as f64 - n_right;
    let (mut right_before, mut sum) = (0.0, 0.0);
    for (_, right) in judged.iter() {
        if *right { right_before += 1.0 } else { sum += n_right - right_before }
    }
    sum / (n_right * n_wrong).max(1.0)
}

/// CPU seconds of this process and of those it waited for (Linux: 100 ticks a second).
fn cpu_s() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> = after.split_whitespace().skip(11).take(4).filter_map(|n| n.parse().ok()).collect();
    match ticks[..] {
        [user, system, child_user, child_system] => ((user + system) / 100.0, (child_user + child_system) / 100.0),
        _ => (0.0, 0.0),
    }
}
