//! Issue folders as found, and the rows of their files as JSON values, for the commands that read output.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::message::Message;
use crate::disk;
use crate::validate::FILES;

/// The folder itself, or those in it; hidden ones are somebody's work in progress.
pub(super) fn issue_folders(path: &Path) -> Result<Vec<PathBuf>, disk::Error> {
    let is_issue = |folder: &Path| FILES.iter().any(|file| disk::exists(&folder.join(file)));
    if is_issue(path) {
        return Ok(vec![path.to_owned()]);
    }
    let is_hidden = |folder: &Path| folder.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
    Ok(disk::entries(path)?.into_iter().filter(|folder| !is_hidden(folder) && is_issue(folder)).collect())
}

/// The issue folders at a path; an error where there are none.
pub(super) fn some_folders(path: &Path) -> Result<Vec<PathBuf>, Message> {
    let folders = issue_folders(path).map_err(|error| Message::of_disk("unreadable-path", &error))?;
    if folders.is_empty() {
        let message = Message::error("no-issue-folder", "there is no issue folder in it").at_path(path);
        return Err(message.hint("give an output folder of convert, or one of the folders in it"));
    }
    Ok(folders)
}

/// The rows of a file that are asked for.
pub(super) fn rows(path: &Path, wanted: impl Fn(&Value) -> bool) -> Result<Vec<Value>, Message> {
    let bytes = disk::open(path).map_err(|error| Message::of_disk("unreadable-path", &error))?;
    let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    let mut rows = Vec::new();
    for (i, line) in lines {
        let row: Value = serde_json::from_slice(line).map_err(|error| {
            let mut message = Message::error("bad-row", format!("is no JSON: {error}")).at_path(path);
            message.line = Some(i as u32 + 1);
            message.hint("huikan validate says what is wrong with a folder")
        })?;
        if wanted(&row) {
            rows.push(row);
        }
    }
    Ok(rows)
}

pub(super) fn said(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number as text, which can be set in a column.
pub(super) fn number(value: &Value) -> String {
    value.to_string()
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
