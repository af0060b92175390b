//! The straight line for one file: bytes in, a draft of its issue out. The one place that calls the stages.

use super::{Draft, Settings, Sources, Stop, Watch, Work, each_page};
use crate::model::page::PageIndex;
use crate::profile::{ProfileError, Profiles, Roster};
use crate::read::{self, ReadError};

/// What all files of a run share: profiles, roster, settings.
#[derive(Debug)]
pub struct Line {
    settings: Settings,
    #[expect(dead_code, reason = "read by segment and record")]
    profiles: Profiles,
    #[expect(dead_code, reason = "read by repair and record")]
    roster: Roster,
}

/// A profile or the roster can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct SetupError {
    /// The file at fault, where one is.
    pub path: Option<String>,
    pub message: String,
    pub hint: &'static str,
}

impl Line {
    /// Compiles profiles and roster; a profile asked for by name has to be there.
    pub fn new(settings: &Settings, sources: &Sources) -> Result<Self, SetupError> {
        let texts = sources.profiles.iter().map(|(path, text)| (path.to_string_lossy().into_owned(), text.clone()));
        let profiles = Profiles::load(&texts.collect::<Vec<_>>()).map_err(|error| bad_profile(&error))?;
        if let Some(id) = &settings.profile {
            profiles.get(id).map_err(|error| bad_profile(&error))?;
        }
        let roster = match &sources.roster {
            None => Roster::default(),
            Some((path, text)) => Roster::parse(text).map_err(|error| SetupError {
                path: Some(path.to_string_lossy().into_owned()),
                message: error.to_string(),
                hint: "each person is a table [[person]] with name = \"…\" and offices = [{ title, organization, from, to }]",
            })?,
        };
        Ok(Self { settings: settings.clone(), profiles, roster })
    }

    /// One file from its bytes to a draft.
    pub fn convert(&self, work: Work, watch: &dyn Watch) -> Result<Draft<'_>, Stop> {
        let document = read::open(Box::new(work.bytes), &self.reading()).map_err(|error| unreadable(&error))?;
        let pages = each_page(document.n_pages(), watch, |index: PageIndex| document.page(index));
        let message = format!("the stages are not joined yet ({} pages)", pages.value.len());
        Err(Stop::Unreadable { code: "unreadable", message, hint: String::new() })
    }

    fn reading(&self) -> read::Options {
        let mut options = read::Options::default();
        options.pdf.password.clone_from(&self.settings.password);
        options
    }
}

fn bad_profile(error: &ProfileError) -> SetupError {
    let hint = match error {
        ProfileError::Unknown { .. } => "give one of these to --profile, or its file's folder to --profiles",
        _ => "correct the profile; _template.toml explains every key",
    };
    SetupError { path: None, message: error.to_string(), hint }
}

fn unreadable(error: &ReadError) -> Stop {
    Stop::Unreadable { code: "unreadable", message: error.to_string(), hint: error.hint().to_owned() }
}
