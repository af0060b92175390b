//! Optional content. In: the catalog; out: which layers are off in the default view. Never evaluates visibility expressions:
//! what has one is shown.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::objects;

#[derive(Debug, Default)]
pub(super) struct Layers {
    off: BTreeSet<ObjectId>,
}

impl Layers {
    pub fn load(file: &lopdf::Document) -> Self {
        let layers = || {
            let properties = objects::dict(file, objects::dict(file, &file.trailer, b"Root")?, b"OCProperties")?;
            let view = objects::dict(file, properties, b"D")?;
            let listed = |dict: &Dictionary, key: &[u8]| -> BTreeSet<ObjectId> {
                objects::array(file, dict, key)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|id| id.as_reference().ok())
                    .collect()
            };
            let mut off = listed(view, b"OFF");
            if objects::name(file, view, b"BaseState") == Some(b"OFF") {
                let on = listed(view, b"ON");
                off.extend(listed(properties, b"OCGs").difference(&on));
            }
            Some(Self { off })
        };
        layers().unwrap_or_default()
    }

    /// Whether content that belongs to this layer, or membership of layers, is hidden.
    pub fn hides(&self, file: &lopdf::Document, layer: &Object) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let is_off = |object: &Object| object.as_reference().is_ok_and(|id| self.off.contains(&id));
        if is_off(layer) {
            return true;
        }
        let Some(membership) = objects::resolve(file, layer).and_then(objects::as_dict) else { return false };
        if membership.has(b"VE") {
            return false;
        }
        let members: Vec<bool> = match membership.get(b"OCGs") {
            Ok(Object::Array(items)) => items.iter().map(is_off).collect(),
            Ok(single) if is_off(single) => vec![true],
            _ => objects::array(file, membership, b"OCGs").unwrap_or_default().iter().map(is_off).collect(),
        };
        if members.is_empty() {
            return false;
        }
        let (any_off, all_off) = (members.contains(&true), !members.contains(&false));
        match objects::name(file, membership, b"P") {
            Some(b"AllOn") => any_off,
            Some(b"AnyOff") => !any_off,
            Some(b"AllOff") => !all_off,
            _ => all_off,
        }
    }

    /// The same for the `/OC` entry of a form, image or annotation.
    pub fn hides_owner(&self, file: &lopdf::Document, owner: &Dictionary) -> bool {
        owner.get(b"OC").is_ok_and(|layer| self.hides(file, layer))
    }
}
