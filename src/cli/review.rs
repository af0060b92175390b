//! `huikan review`: issue folders read one by one, the pages of the site written. What is shown is decided in `review`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::archive_message;
use super::folders::{said, some_folders};
use super::message::Message;
use super::ocr;
use super::outcome::Exit;
use super::review_args::Review;
use super::serve::Server;
use super::sources::{Finder, Found};
use super::terminal::Terminal;
use crate::archive::Archive;
use crate::disk::{self, Bytes, PATCHES};
use crate::pipeline::{Pictures, Settings, Watch};
use crate::review::{
    ASSETS, FORM, Folder, Images, Site, Summary, data, file_name, index, issues_script, order_script, page, sheet,
};
use crate::validate::{FILES, ISSUE, LEDGER, RECORDS, REPAIRS};

/// Says that a folder is a site, and that all in it may be made anew.
const MARK: &str = "huikan-review.json";
const MARKED: &str = "{\"review\":1}\n";
/// What a page was made from.
const MADE: &str = "made.json";
/// A page on its way into view.
const MAKING: &str = ".making-";
/// A file that says what an archive is.
const ARCHIVE_MARK: &str = "huikan-archive.json";

/// What lies beside the page of an issue.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    /// Hash of all the page was made from.
    from: String,
    /// Why pages have no image.
    note: Option<String>,
    summary: Summary,
}

/// What a run did.
#[derive(Debug, Default)]
struct Told {
    made: usize,
    unchanged: usize,
    failed: usize,
    /// Issues whose source was not found.
    without_source: usize,
}

pub fn run(args: &Review, terminal: &mut Terminal) -> Exit {
    let (folders, finder) = match inputs(args) {
        Ok(inputs) => inputs,
        Err(message) => {
            terminal.say(&message);
            return Exit::NoInput;
        }
    };
    if let Err(message) = prepare(&args.site) {
        terminal.say(&message);
        return Exit::NoOutput;
    }
    terminal.start(folders.len());
    let made = Making { args, terminal, finder, jobs: ocr::threads(args.jobs) }.all(&folders);
    terminal.stop();
    let told = match made {
        Ok(told) => told,
        Err(message) => {
            terminal.say(&message);
            return Exit::NoOutput;
        }
    };
    if told.without_source > 0 {
        let message =
            format!("{} issues have no images of their pages: their sources are not found", told.without_source);
        terminal.say(&Message::warning("no-source", message).hint("give the folder they lie in: --pdf DIR"));
    }
    let index = args.site.join("index.html");
    let text =
        format!("{} made, {} unchanged, {} failed; open {}", told.made, told.unchanged, told.failed, index.display());
    terminal.close(&if terminal.is_json() {
        Message::info("summary", text).json()
    } else {
        format!("huikan: {text}\n")
    });
    if let Some(port) = args.serve {
        return serve(port, args, &folders, terminal);
    }
    match told {
        Told { failed: 0, .. } => Exit::Done,
        Told { made: 0, unchanged: 0, .. } => Exit::NoInput,
        _ => Exit::Partly,
    }
}

/// Serves the site; ends only where it can't, or is ended.
fn serve(port: u16, args: &Review, folders: &[PathBuf], terminal: &Terminal) -> Exit {
    match Server::open(port, &args.site, folders, terminal) {
        Ok(server) => {
            // data for whoever started it: the address to open
            let mut out = io::stdout().lock();
            let told = writeln!(out, "{}", server.address()).and_then(|()| out.flush());
            drop(out);
            if told.is_err() {
                return Exit::of_print(told, Exit::Done);
            }
            server.run();
            Exit::Done
        }
        Err(error) => {
            let message = Message::error("no-port", format!("port {port} of this machine can't be opened: {error}"));
            terminal.say(&message.hint("give another: --serve PORT; without a number one that is free is taken"));
            Exit::Usage
        }
    }
}

/// The issue folders, and where to look for their sources.
fn inputs(args: &Review) -> Result<(Vec<PathBuf>, Finder), Message> {
    let is_archive = disk::exists(&args.out.join(ARCHIVE_MARK));
    let archive = is_archive.then(|| Archive::open(&args.out)).transpose().map_err(|error| archive_message(&error))?;
    let folders = match &archive {
        Some(archive) => some_folders(&archive.issues())?,
        None => some_folders(&args.out)?,
    };
    Ok((folders, Finder::new(archive, args.pdf.as_deref(), &args.site)?))
}

/// A folder to make the site in, with the files every site has.
fn prepare(site: &Path) -> Result<(), Message> {
    let fail = |error: disk::Error| Message::of_disk("unwritable-output", &error);
    disk::make_folder(site).map_err(fail)?;
    if !disk::exists(&site.join(MARK)) {
        let there = disk::entries(site).map_err(fail)?;
        if !there.is_empty() {
            let message = Message::error("occupied-output", "the folder holds other things than a site").at_path(site);
            return Err(message.hint("give a new or empty folder, or one that huikan review made"));
        }
        disk::write(&site.join(MARK), MARKED.as_bytes()).map_err(fail)?;
    }
    for folder in ["assets", "issues"] {
        disk::make_folder(&site.join(folder)).map_err(fail)?;
    }
    for (path, text) in ASSETS {
        write_changed(&site.join(path), text.as_bytes()).map_err(fail)?;
    }
    Ok(())
}

/// Writes a file unless it has these bytes already.
fn write_changed(path: &Path, bytes: &[u8]) -> Result<(), disk::Error> {
    if disk::exists(path) && disk::open(path).is_ok_and(|there| *there == *bytes) {
        return Ok(());
    }
    disk::write(path, bytes)
}

struct Making<'a> {
    args: &'a Review,
    terminal: &'a Terminal,
    finder: Finder,
    jobs: usize,
}

impl Making<'_> {
    /// Makes all pages, one issue after the other, and the overview. An error ends the run: nothing can be written.
    fn all(mut self, folders: &[PathBuf]) -> Result<Told, Message> {
        let fail = |error: disk::Error| Message::of_disk("unwritable-output", &error);
        let mut told = Told::default();
        let mut site = Site::default();
        let mut names = BTreeSet::new();
        for folder in folders {
            let name = file_name(&disk::real_name(folder));
            match self.one(folder, &name, &mut told) {
                Ok(summary) => {
                    names.insert(name);
                    site.issues.push(summary);
                }
                Err(Failure::Read(message)) => {
                    told.failed += 1;
                    self.terminal.say(&message);
                }
                Err(Failure::Write(error)) => return Err(fail(error)),
            }
            self.terminal.file_done();
        }
        site.sort();
        self.clean(&names).map_err(fail)?;
        let root = &self.args.site;
        write_changed(&root.join("assets/issues.js"), &issues_script(&site)).map_err(fail)?;
        write_changed(&root.join("assets/order.js"), &order_script(&site)).map_err(fail)?;
        write_changed(&root.join("index.html"), &index(&site)).map_err(fail)?;
        Ok(told)
    }

    /// The page of one issue.
    fn one(&mut self, folder: &Path, name: &str, told: &mut Told) -> Result<Summary, Failure> {
        let files = [ISSUE, RECORDS, LEDGER, REPAIRS].map(|file| disk::open(&folder.join(file)));
        let [a, b, c, d] = files;
        let files = [a?, b?, c?, d?];
        let patches = folder.join(PATCHES);
        let patches = if disk::exists(&patches) { disk::read_text(&patches)? } else { String::new() };
        let source = Source::of(&files[0]);
        let from = self.from(&files, &patches, &source);
        let place = self.args.site.join("issues").join(name);
        if let Some(made) = made_before(&place).filter(|made| made.from == from) {
            told.unchanged += 1;
            told.without_source += usize::from(made.note.as_deref() == Some(NO_SOURCE));
            return Ok(made.summary);
        }
        let issue = Folder::parse(&disk::real_name(folder), [&files[0], &files[1], &files[2], &files[3]], patches);
        let issue = issue.map_err(|bad| {
            let mut message =
                Message::error("bad-row", bad.to_string()).at_path(&folder.join(FILES[bad.file.min(FILES.len() - 1)]));
            message.line = Some(bad.line);
            Failure::Read(message.hint("huikan validate says what is wrong with a folder"))
        })?;
        drop(files);
        let making = self.args.site.join("issues").join(format!("{MAKING}{name}"));
        disk::remove(&making)?;
        disk::make_folder(&making).map_err(Failure::Write)?;
        let images = self.images(&source, &issue, &making).map_err(Failure::Write)?;
        told.without_source += usize::from(images.note.as_deref() == Some(NO_SOURCE));
        let summary = Summary::of(&issue, name, images.pages.len());
        let made = Made { from, note: images.note.clone(), summary };
        let put = |file: &str, bytes: &[u8]| disk::create(&making.join(file), bytes).map_err(Failure::Write);
        put("data.js", &data(&issue, &images))?;
        put("index.html", &page(&issue))?;
        put(MADE, &serde_json::to_vec(&made).unwrap_or_default())?;
        disk::swap_in(&making, &place).map_err(Failure::Write)?;
        told.made += 1;
        Ok(made.summary)
    }

    /// Hash of all a page is made from.
    fn from(&self, files: &[Bytes; 4], patches: &str, source: &Source) -> String {
        let mut parts: Vec<String> = files.iter().map(|bytes| disk::sha256(bytes)).collect();
        parts.push(disk::sha256(patches.as_bytes()));
        parts.push(format!("form {FORM} of {}", env!("CARGO_PKG_VERSION")));
        let images =
            if self.args.no_images { "none".to_owned() } else { self.finder.hint(&source.path, &source.sha256) };
        parts.push(images);
        disk::sha256(parts.join("\n").as_bytes())
    }

    /// Writes the images of an issue's pages.
    fn images(&mut self, source: &Source, issue: &Folder, folder: &Path) -> Result<Images, disk::Error> {
        let mut images = Images::default();
        if source.media_type == "text/plain" {
            images.note = Some("The source is a text without pages: its lines are shown.".to_owned());
            return Ok(images);
        }
        if self.args.no_images {
            images.note = Some("The site was made without images: lines are shown at their places.".to_owned());
            return Ok(images);
        }
        let Some(Found { path, by_name }) = self.finder.find(&source.path, &source.sha256) else {
            images.note = Some(NO_SOURCE.to_owned());
            return Ok(images);
        };
        let wanted = Some(source.sha256.as_str()).filter(|_| !by_name);
        let settings = Settings { password: self.args.password.clone(), ..Settings::default() };
        let pictures = match Pictures::open(&path, wanted, &settings) {
            Ok(Some(pictures)) => pictures,
            Ok(None) => {
                images.note = Some(NO_SOURCE.to_owned());
                return Ok(images);
            }
            Err(stop) => {
                self.terminal.say(&Message::warning(stop.code(), stop.to_string()).at_path(&path).hint(stop.hint()));
                images.note = Some(format!("The source can't be opened: {stop}."));
                return Ok(images);
            }
        };
        if by_name {
            images.note = Some("The images are of a file of the same name whose content is another.".to_owned());
        }
        let boxes = issue.boxes();
        let sheets = pictures.map(self.jobs, self.terminal, |page, picture| {
            let lines = boxes.get(&(u64::from(page.0) + 1)).map(Vec::as_slice).unwrap_or_default();
            picture.map(|picture| sheet(&picture, lines))
        });
        for (i, made) in sheets.into_iter().enumerate() {
            match made {
                Ok(Some(sheet)) => disk::create(&folder.join(images.add(i as u64 + 1, &sheet)), &sheet.png)?,
                Ok(None) => {}
                Err(cause) => {
                    let mut message = Message::warning("page-without-image", format!("there is no image: {cause}"));
                    message.page = Some(i as u32 + 1);
                    self.terminal.say(&message.at_path(&path));
                }
            }
        }
        Ok(images)
    }

    /// Removes pages of issues that are gone, and what a killed run left.
    fn clean(&self, names: &BTreeSet<String>) -> Result<(), disk::Error> {
        for path in disk::entries(&self.args.site.join("issues"))? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let left = name.starts_with('.');
            if left || (!names.contains(&name) && disk::exists(&path.join(MADE))) {
                disk::remove(&path)?;
            }
        }
        Ok(())
    }
}

/// What the page says where no source is found; counted by it.
const NO_SOURCE: &str =
    "The source is not found: lines are shown at their places. huikan review --pdf DIR takes it from elsewhere.";

/// Why there is no page for an issue.
enum Failure {
    /// The others go on.
    Read(Message),
    Write(disk::Error),
}

impl From<disk::Error> for Failure {
    fn from(error: disk::Error) -> Self {
        Self::Read(Message::of_disk("unreadable-path", &error))
    }
}

/// The source, as the issue tells it.
struct Source {
    path: String,
    sha256: String,
    media_type: String,
}

impl Source {
    fn of(issue: &[u8]) -> Self {
        let issue: serde_json::Value = serde_json::from_slice(issue).unwrap_or_default();
        let source = &issue["provenance"]["source"];
        let of = |key: &str| said(&source[key]).to_owned();
        Self { path: of("path"), sha256: of("sha256"), media_type: of("media_type") }
    }
}

fn made_before(place: &Path) -> Option<Made> {
    serde_json::from_slice(&disk::open(&place.join(MADE)).ok()?).ok()
}
