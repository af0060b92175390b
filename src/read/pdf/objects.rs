//! Reading lopdf's objects. In: an object as it stands in the file; out: what it refers to, as a number, name, array or
//! dictionary, or nothing. Never an error: a wrong type reads as missing. References are followed a fixed number of steps.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::matrix::Matrix;

/// References that lead to references; real files have one, a loop has no end.
const MAX_STEPS: usize = 16;

pub(super) fn resolve<'a>(file: &'a lopdf::Document, object: &'a Object) -> Option<&'a Object> {
    let mut object = object;
    for _ in 0..MAX_STEPS {
        match object {
            Object::Reference(id) => object = file.objects.get(id)?,
            Object::Null => return None,
            found => return Some(found),
        }
    }
    None
}

pub(super) fn get<'a>(file: &'a lopdf::Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    resolve(file, dict.get(key).ok()?)
}

/// The dictionary an object is, or the one its stream has.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(super) fn dict<'a>(file: &'a lopdf::Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    as_dict(get(file, dict, key)?)
}

pub(super) fn stream<'a>(file: &'a lopdf::Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Stream> {
    match get(file, dict, key)? {
        Object::Stream(stream) => Some(stream),
        _ => None,
    }
}

pub(super) fn array<'a>(file: &'a lopdf::Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
    match get(file, dict, key)? {
        Object::Array(items) => Some(items),
        _ => None,
    }
}

pub(super) fn name<'a>(file: &'a lopdf::Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    match get(file, dict, key)? {
        Object::Name(name) => Some(name),
        _ => None,
    }
}

pub(super) fn as_number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) if n.is_finite() => Some(f64::from(*n)),
        _ => None,
    }
}

pub(super) fn number(file: &lopdf::Document, dict: &Dictionary, key: &[u8]) -> Option<f64> {
    as_number(get(file, dict, key)?)
}

pub(super) fn integer(file: &lopdf::Document, dict: &Dictionary, key: &[u8]) -> Option<i64> {
    match get(file, dict, key)? {
        Object::Integer(n) => Some(*n),
        Object::Real(n) => Some(*n as i64),
        _ => None,
    }
}

pub(super) fn reference(dict: &Dictionary, key: &[u8]) -> Option<ObjectId> {
    dict.get(key).ok()?.as_reference().ok()
}

/// All numbers of an array; other things in it are left out.
pub(super) fn numbers(file: &lopdf::Document, dict: &Dictionary, key: &[u8]) -> Vec<f64> {
    let items = array(file, dict, key).unwrap_or_default();
    items.iter().take(64).filter_map(|item| as_number(resolve(file, item)?)).collect()
}

pub(super) fn matrix(file: &lopdf::Document, dict: &Dictionary, key: &[u8]) -> Option<Matrix> {
    Some(Matrix::new(numbers(file, dict, key).try_into().ok()?))
}

/// A box as `[x0 y0 x1 y1]`, its corners put in order.
pub(super) fn corners(file: &lopdf::Document, dict: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
    let [x0, y0, x1, y1] = numbers(file, dict, key).try_into().ok()?;
    Some([f64::min(x0, x1), f64::min(y0, y1), f64::max(x0, x1), f64::max(y0, y1)])
}

/// Where an object lies in memory: its identity while the document lives, direct objects included.
pub(super) fn address(dict: &Dictionary) -> usize {
    std::ptr::from_ref(dict) as usize
}
