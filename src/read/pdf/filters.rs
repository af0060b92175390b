//! Streams as their filters give them. In: a stream of the file; out: its bytes, never more than the limit, and whether all of
//! them came. Never decodes images: those filters end the chain. lopdf's own chain is not used, as it neither follows an
//! indirect `/Filter` nor knows the short names, and hands out compressed bytes without a word.

use std::borrow::Cow;
use std::io::Read;

use lopdf::{Dictionary, Object, Stream};

use super::objects;

/// Filters one after another; more than four were never met in earnest.
const MAX_FILTERS: usize = 8;

/// Bytes of a stream, as far as they could be had.
pub(super) struct Decoded<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// Why there may be more than this: damage or the limit.
    pub lost: Option<&'static str>,
}

pub(super) fn decode<'a>(file: &'a lopdf::Document, stream: &'a Stream, limit: usize) -> Decoded<'a> {
    let mut decoded = Decoded { bytes: Cow::Borrowed(&stream.content), lost: None };
    let (names, parameters) = chain(file, &stream.dict);
    for (step, name) in names.iter().enumerate() {
        if step >= MAX_FILTERS {
            decoded.lost = Some("too many filters");
            break;
        }
        let dict = parameters.get(step).copied().flatten();
        let (bytes, lost) = match *name {
            b"FlateDecode" | b"Fl" => inflate(&decoded.bytes, limit),
            b"LZWDecode" | b"LZW" => {
                let early = dict.and_then(|d| objects::integer(file, d, b"EarlyChange")) != Some(0);
                unpack_lzw(&decoded.bytes, early, limit)
            }
            b"ASCII85Decode" | b"A85" => ascii85(&decoded.bytes, limit),
            b"ASCIIHexDecode" | b"AHx" => (ascii_hex(&decoded.bytes), None),
            b"RunLengthDecode" | b"RL" => run_length(&decoded.bytes, limit),
            b"Crypt" => continue,
            _ => {
                decoded.lost = Some("a filter that is not for text");
                break;
            }
        };
        decoded.lost = decoded.lost.or(lost);
        decoded.bytes = Cow::Owned(match dict {
            Some(dict) if matches!(*name, b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW") => {
                unpredict(file, dict, bytes)
            }
            _ => bytes,
        });
    }
    decoded
}

/// Filter names and their parameters, both possibly indirect, single or listed, under long or short keys.
fn chain<'a>(file: &'a lopdf::Document, dict: &'a Dictionary) -> (Vec<&'a [u8]>, Vec<Option<&'a Dictionary>>) {
    let listed = |keys: [&[u8]; 2]| -> Vec<Option<&'a Object>> {
        match keys.iter().find_map(|key| objects::get(file, dict, key)) {
            Some(Object::Array(items)) => items.iter().map(|item| objects::resolve(file, item)).collect(),
            Some(single) => vec![Some(single)],
            None => Vec::new(),
        }
    };
    let names = listed([b"Filter", b"F"]).into_iter().filter_map(|object| object?.as_name().ok()).collect();
    let parameters = listed([b"DecodeParms", b"DP"]).into_iter().map(|object| objects::as_dict(object?)).collect();
    (names, parameters)
}

fn read_to_limit(mut reader: impl Read, limit: usize) -> (Vec<u8>, Option<&'static str>) {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 16 << 10];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return (bytes, None),
            Ok(n) => bytes.extend_from_slice(chunk.get(..n).unwrap_or_default()),
            // what came before the damage is good
            Err(_) => return (bytes, Some("damaged compressed data")),
        }
        if bytes.len() > limit {
            bytes.truncate(limit);
            return (bytes, Some("it expands beyond the limit"));
        }
    }
}

fn inflate(bytes: &[u8], limit: usize) -> (Vec<u8>, Option<&'static str>) {
    let (out, lost) = read_to_limit(flate2::read::ZlibDecoder::new(bytes), limit);
    if out.is_empty() && lost.is_some() {
        // a broken two-byte header: the deflate data after it is often whole
        let (raw, lost_raw) =
            read_to_limit(flate2::read::DeflateDecoder::new(bytes.get(2..).unwrap_or_default()), limit);
        if !raw.is_empty() {
            return (raw, lost_raw);
        }
    }
    (out, lost)
}

fn unpack_lzw(bytes: &[u8], early: bool, limit: usize) -> (Vec<u8>, Option<&'static str>) {
    use weezl::{BitOrder, LzwStatus, decode::Decoder};
    let mut decoder =
        if early { Decoder::with_tiff_size_switch(BitOrder::Msb, 8) } else { Decoder::new(BitOrder::Msb, 8) };
    let (mut out, mut rest) = (Vec::new(), bytes);
    let mut chunk = [0_u8; 16 << 10];
    loop {
        let step = decoder.decode_bytes(rest, &mut chunk);
        out.extend_from_slice(chunk.get(..step.consumed_out).unwrap_or_default());
        rest = rest.get(step.consumed_in..).unwrap_or_default();
        if out.len() > limit {
            out.truncate(limit);
            return (out, Some("it expands beyond the limit"));
        }
        match step.status {
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::Done | LzwStatus::NoProgress) => return (out, None),
            Err(_) => return (out, Some("damaged compressed data")),
        }
    }
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .take_while(|&&b| b != b'>')
        .filter_map(|&b| (b as char).to_digit(16).map(|value| value as u8))
        .collect();
    digits.chunks(2).map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn ascii85(bytes: &[u8], limit: usize) -> (Vec<u8>, Option<&'static str>) {
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4);
    let (mut value, mut count) = (0_u32, 0_usize);
    for &byte in bytes {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
        if out.len() > limit {
            return (out, Some("it expands beyond the limit"));
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(value.to_be_bytes().iter().take(count - 1));
    }
    (out, None)
}

fn run_length(bytes: &[u8], limit: usize) -> (Vec<u8>, Option<&'static str>) {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while let [length, tail @ ..] = rest {
        match *length {
            128 => break,
            n @ 0..128 => {
                let (run, after) = tail.split_at(tail.len().min(usize::from(n) + 1));
                out.extend_from_slice(run);
                rest = after;
            }
            n => {
                let Some((&byte, after)) = tail.split_first() else { break };
                out.extend(std::iter::repeat_n(byte, 257 - usize::from(n)));
                rest = after;
            }
        }
        if out.len() > limit {
            return (out, Some("it expands beyond the limit"));
        }
    }
    (out, None)
}

/// Undoes the PNG or TIFF predictor, where one was used.
fn unpredict(file: &lopdf::Document, dict: &Dictionary, bytes: Vec<u8>) -> Vec<u8> {
    let get =
        |key: &[u8], default: i64| objects::integer(file, dict, key).unwrap_or(default).clamp(1, 1 << 20) as usize;
    let predictor = get(b"Predictor", 1);
    let (colors, bits, columns) = (get(b"Colors", 1).min(64), get(b"BitsPerComponent", 8).min(32), get(b"Columns", 1));
    let pixel = (colors * bits).div_ceil(8);
    let row = (colors * bits * columns).div_ceil(8);
    match predictor {
        2 if bits == 8 => tiff_rows(bytes, row, pixel),
        10.. => png_rows(&bytes, row, pixel),
        _ => bytes,
    }
}

fn tiff_rows(mut bytes: Vec<u8>, row: usize, pixel: usize) -> Vec<u8> {
    for line in bytes.chunks_mut(row) {
        for at in pixel..line.len() {
            let left = line.get(at - pixel).copied().unwrap_or(0);
            if let Some(byte) = line.get_mut(at) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    bytes
}

fn png_rows(bytes: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let Some((&kind, data)) = line.split_first() else { break };
        let mut current = data.to_vec();
        for at in 0..current.len() {
            let left = at.checked_sub(pixel).and_then(|i| current.get(i)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = at.checked_sub(pixel).and_then(|i| above.get(i)).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u16::midpoint(u16::from(left), u16::from(up)) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(byte) = current.get_mut(at) {
                *byte = byte.wrapping_add(guess);
            }
        }
        out.extend_from_slice(&current);
        current.resize(row, 0);
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let estimate = a + b - c;
    let (da, db, dc) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = flate2::read::ZlibEncoder::new(bytes, flate2::Compression::best());
        encoder.read_to_end(&mut out).expect("writing to memory");
        out
    }

    #[test]
    fn an_indirect_filter_under_its_short_name_is_followed() {
        let mut file = lopdf::Document::new();
        let filter = file.add_object(Object::Name(b"Fl".to_vec()));
        let stream = Stream::new(dictionary! { "Filter" => filter }, deflate(b"BT ET"));
        assert_eq!(&*decode(&file, &stream, 100).bytes, b"BT ET");
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let file = lopdf::Document::new();
        let twice = deflate(&deflate(&vec![0; 1 << 20]));
        let filters = vec![Object::Name(b"FlateDecode".to_vec()), Object::Name(b"FlateDecode".to_vec())];
        let stream = Stream::new(dictionary! { "Filter" => filters }, twice);
        let decoded = decode(&file, &stream, 1000);
        assert!(decoded.bytes.len() <= 1000);
        assert!(decoded.lost.is_some());
    }

    #[test]
    fn the_good_part_of_damaged_data_is_kept() {
        let file = lopdf::Document::new();
        let mut packed = deflate(&b"0 0 Td ".repeat(5000));
        packed.truncate(packed.len() / 2);
        let stream = Stream::new(dictionary! { "Filter" => "FlateDecode" }, packed);
        let decoded = decode(&file, &stream, 1 << 20);
        assert!(decoded.bytes.starts_with(b"0 0 Td 0 0 Td"));
    }

    #[test]
    fn ascii_and_run_length_filters_decode() {
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>", 100).0, b"Hello World!");
        assert_eq!(ascii_hex(b"48 65 6C6c 6F>zz"), b"Hello");
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 7], 100).0, b"abcxxx");
    }

    #[test]
    fn png_rows_are_undone() {
        // row 1: none, row 2: up
        assert_eq!(png_rows(&[0, 1, 2, 2, 1, 1], 2, 1), [1, 2, 2, 3]);
    }
}
