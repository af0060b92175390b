//! Images of pages → the bytes of a PDF with one image a page, as large as the paper was. Pixels are put in as they are packed;
//! a page whose image could not be had is blank. The same images give the same bytes.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::model::geometry::Size;
use crate::model::picture::{Colors, Packed, Packing};

/// A4 in points: the size of pages without an image.
const A4: Size = Size { width: 595.276, height: 841.89 };
/// A page may be so long, in points; longer ones are set smaller.
const LONGEST_PT: f32 = 14_400.0;

/// The PDF of these pages.
pub fn scans(pages: &[Option<Packed>]) -> Vec<u8> {
    let mut file = Writer { bytes: b"%PDF-1.5\n%\xE2\xE3\xCF\xD3\n".to_vec(), starts: Vec::new() };
    // two objects for the file and three for each page, in this order
    let page_id = |i: usize| 3 + 3 * i;
    file.object("<< /Type /Catalog /Pages 2 0 R >>", None);
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", page_id(i))).collect();
    file.object(&format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")), None);
    for (i, page) in pages.iter().enumerate() {
        let id = page_id(i);
        let size = page.as_ref().map_or(A4, |page| page.size);
        let scale = (LONGEST_PT / size.width.max(size.height)).min(1.0);
        let (width, height) = (number(size.width * scale), number(size.height * scale));
        let image = if page.is_some() { format!("/XObject << /Page {} 0 R >>", id + 2) } else { String::new() };
        file.object(
            &format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Resources << {image} >> /Contents {} 0 R >>",
                id + 1
            ),
            None,
        );
        let content =
            if page.is_some() { format!("q {width} 0 0 {height} 0 0 cm /Page Do Q\n") } else { String::new() };
        file.object("<<", Some(content.as_bytes()));
        match page {
            Some(page) => file.object(&dictionary(page), Some(&page.data)),
            None => file.object("null", None),
        }
    }
    file.end()
}

/// The dictionary of an image, open for its length.
fn dictionary(page: &Packed) -> String {
    let (colors, channels) = match &page.colors {
        Colors::Grey => ("/DeviceGray".to_owned(), 1),
        Colors::Rgb => ("/DeviceRGB".to_owned(), 3),
        Colors::Cmyk { .. } => ("/DeviceCMYK".to_owned(), 4),
        Colors::Indexed(palette) => {
            let entries = (palette.len() / 3).clamp(1, 256);
            let hex = palette.iter().take(3 * entries).fold(String::new(), |mut hex, byte| {
                // writing to a string can't fail
                let _ = write!(hex, "{byte:02X}");
                hex
            });
            (format!("[/Indexed /DeviceRGB {} <{hex}>]", entries - 1), 1)
        }
    };
    let decode = if page.colors == (Colors::Cmyk { is_inverted: true }) { " /Decode [1 0 1 0 1 0 1 0]" } else { "" };
    let filter = match page.packing {
        Packing::Jpeg => "/DCTDecode".to_owned(),
        Packing::Deflated => "/FlateDecode".to_owned(),
        Packing::DeflatedPng => format!(
            "/FlateDecode /DecodeParms << /Predictor 15 /Colors {channels} /BitsPerComponent {} /Columns {} >>",
            page.bits, page.width
        ),
    };
    format!(
        "<< /Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {colors} /BitsPerComponent {}{decode} /Filter {filter}",
        page.width, page.height, page.bits
    )
}

/// Points to a thousandth, without needless zeros.
fn number(pt: f32) -> String {
    let text = format!("{pt:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A PDF in the making: its bytes, and where each object starts.
struct Writer {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Writer {
    /// Adds the next object; a stream's dictionary comes open, and gets its length.
    fn object(&mut self, text: &str, stream: Option<&[u8]>) {
        self.starts.push(self.bytes.len());
        // writing to memory can't fail
        let _ = write!(self.bytes, "{} 0 obj\n{text}", self.starts.len());
        if let Some(stream) = stream {
            let _ = write!(self.bytes, " /Length {} >>\nstream\n", stream.len());
            self.bytes.extend_from_slice(stream);
            self.bytes.extend_from_slice(b"\nendstream");
        }
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn end(mut self) -> Vec<u8> {
        let table = self.bytes.len();
        let n = self.starts.len() + 1;
        let _ = write!(self.bytes, "xref\n0 {n}\n0000000000 65535 f \n");
        for start in &self.starts {
            let _ = writeln!(self.bytes, "{start:010} 00000 n ");
        }
        let _ = write!(self.bytes, "trailer\n<< /Size {n} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_as_large_as_their_paper_and_those_without_an_image_are_blank() {
        let page = Packed {
            width: 2,
            height: 1,
            size: Size { width: 72.5, height: 100.0 },
            colors: Colors::Indexed(vec![0, 0, 0, 255, 255, 255]),
            bits: 1,
            packing: Packing::DeflatedPng,
            data: b"pixels".to_vec(),
        };
        let pdf = scans(&[Some(page), None]);
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("/MediaBox [0 0 72.5 100]") && text.contains("/MediaBox [0 0 595.276 841.89]"), "{text}");
        assert!(text.contains("/ColorSpace [/Indexed /DeviceRGB 1 <000000FFFFFF>] /BitsPerComponent 1"), "{text}");
        assert!(text.contains("/Length 6 >>\nstream\npixels\nendstream"), "{text}");
        assert!(text.contains("xref\n0 9\n"), "{text}");
    }
}
