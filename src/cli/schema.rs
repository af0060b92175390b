//! `huikan schema`: prints a published schema.

use std::io::{self, Write};

use super::args::Schema;
use super::message::Message;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::validate::{SCHEMAS, schema};

pub fn run(args: &Schema, terminal: &Terminal) -> Exit {
    let kinds = SCHEMAS.map(|(kind, _)| kind);
    let text = match args.kind.as_deref().map(|kind| (kind, schema(kind))) {
        None => kinds.map(|kind| format!("{kind}\n")).concat(),
        Some((_, Some(text))) => text.to_owned(),
        Some((kind, None)) => {
            let message = Message::error("unknown-kind", format!("there is no schema {kind}"));
            terminal.say(&message.hint(&format!("the kinds are {}", kinds.join(", "))));
            return Exit::Usage;
        }
    };
    Exit::of_print(io::stdout().lock().write_all(text.as_bytes()), Exit::Done)
}
