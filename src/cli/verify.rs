//! `huikan verify`: an archive held against itself.

use std::io::{self, Write};

use super::archive_args::Verify as Args;
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_exit, archive_message};
use crate::archive::{Archive, Finding, verify};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let found = Archive::open(&args.archive).and_then(|archive| verify(&archive, args.repair));
    let findings = match found {
        Ok(findings) => findings,
        Err(error) => {
            terminal.say(&archive_message(&error));
            return archive_exit(&error);
        }
    };
    let mut out = io::stdout().lock();
    if let Err(error) = findings.iter().try_for_each(|finding| print(&mut out, finding, terminal.is_json())) {
        return Exit::of_print(Err(error), Exit::Partly);
    }
    let what = match findings.len() {
        0 => "all is as it should be".to_owned(),
        1 => "1 finding".to_owned(),
        n => format!("{n} findings"),
    };
    terminal.close(&if terminal.is_json() {
        Message::info("summary", what).json()
    } else {
        format!("huikan: {what}\n")
    });
    if findings.is_empty() { Exit::Done } else { Exit::Partly }
}

fn print(out: &mut impl Write, finding: &Finding, json: bool) -> io::Result<()> {
    if json {
        return writeln!(out, "{}", serde_json::to_string(finding).expect("findings are plain data"));
    }
    writeln!(out, "{}: {}: {}", escape(&finding.path), finding.code, escape(&finding.message))
}
