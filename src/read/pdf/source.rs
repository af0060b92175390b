//! What all pages of a file share. In: the loaded file; out: its objects, its fonts (each read once, by whichever page needs it
//! first), its layers. Never changes after loading, but for the cache.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::Dictionary;

use super::fonts::Font;
use super::layers::Layers;
use super::{Limits, objects};

pub(super) struct Source {
    pub file: lopdf::Document,
    pub limits: Limits,
    pub layers: Layers,
    /// Stands for fonts the resources don't have.
    pub no_font: Dictionary,
    /// By the address of the dictionary: the file does not change while it is read, and direct dictionaries have no id.
    fonts: Mutex<HashMap<usize, Arc<Font>>>,
}

impl Source {
    pub fn new(file: lopdf::Document, limits: Limits) -> Self {
        let layers = Layers::load(&file);
        Self { file, limits, layers, no_font: Dictionary::new(), fonts: Mutex::default() }
    }

    pub fn font(&self, dict: &Dictionary) -> Arc<Font> {
        let key = objects::address(dict);
        if let Some(known) = self.lock().get(&key) {
            return Arc::clone(known);
        }
        // outside the lock: two pages may read the same font, which is better than all waiting for one
        let font = Arc::new(Font::load(&self.file, dict, &self.limits));
        Arc::clone(self.lock().entry(key).or_insert(font))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<usize, Arc<Font>>> {
        self.fonts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
