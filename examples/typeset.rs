//! Typesets the fixture bulletins: `cargo run --example typeset` reads every `fixtures/yunze/*/source.txt` and writes
//! beside it the OCR text, the born-digital PDF and the truth, and the hostile inputs of `fixtures/broken`.
//!
//! With `--draw` a page is drawn as an image (see `typeset/draw.rs`). With `--check` nothing is written; the exit code tells whether the committed files are what would be written.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a generator reads and writes files")]

#[path = "typeset/draw.rs"]
mod draw;
#[path = "typeset/mod.rs"]
mod typeset;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, pdf, page, song, hei] = arguments.as_slice()
        && option == "--draw"
    {
        return match draw::draw(pdf, page, song, hei) {
            Ok(path) => {
                println!("{path}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    let check = std::env::args().any(|a| a == "--check");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut stale = 0;
    for (path, bytes) in typeset::everything(&root) {
        let same = std::fs::read(&path).is_ok_and(|old| old == bytes);
        if same {
            continue;
        }
        stale += 1;
        if check {
            eprintln!("{}: not what the generator gives", path.display());
        } else if let Err(e) = std::fs::write(&path, &bytes) {
            eprintln!("{}: {e}", path.display());
            return ExitCode::from(5);
        } else {
            println!("{} ({} bytes)", path.display(), bytes.len());
        }
    }
    if check && stale > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
