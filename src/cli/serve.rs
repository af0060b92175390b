//! `huikan review --serve`: the files of a site over HTTP on this machine, and patch files taken from its pages.
//!
//! A request is answered only where it names this server as its host (a page of another site can't), and a file is written
//! only with the token that the address printed at the start carries. One request at a time: it serves one person.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::message::Message;
use super::terminal::Terminal;
use crate::disk::{self, PATCHES};
use crate::pipeline::bad_patches;

/// Time for a request to come in, and for an answer to go out.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest head of a request, in bytes.
const MOST_HEAD: u64 = 16 << 10;
/// Longest file of patches, in bytes.
const MOST_PATCHES: usize = 4 << 20;

/// A site being served.
pub(super) struct Server<'a> {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
    site: PathBuf,
    /// Issue folders by name.
    issues: BTreeMap<String, PathBuf>,
    terminal: &'a Terminal,
}

/// What a client asked.
struct Request {
    method: String,
    path: String,
    /// Names in lower case.
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// What it gets.
struct Answer {
    status: &'static str,
    media_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    fn said(status: &'static str, text: &str) -> Self {
        Self { status, media_type: "text/plain; charset=utf-8", body: text.as_bytes().to_vec() }
    }
}

impl<'a> Server<'a> {
    /// Opens a port of this machine; 0 takes one that is free.
    pub fn open(port: u16, site: &Path, folders: &[PathBuf], terminal: &'a Terminal) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let issues = folders.iter().map(|folder| (disk::real_name(folder), folder.clone())).collect();
        Ok(Self { listener, address, token: token(), site: disk::real_path(site), issues, terminal })
    }

    /// The address to open: the token stands behind the `#`, which browsers send to nobody.
    pub fn address(&self) -> String {
        format!("http:{}{}/#token={}", "//", self.address, self.token)
    }

    /// Answers until the process is ended.
    pub fn run(&self) {
        for stream in self.listener.incoming() {
            // a client that goes away is no reason to stop
            let _ = stream.and_then(|stream| self.answer(stream));
        }
    }

    fn answer(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream);
        let answer = match read(&mut reader)? {
            Ok(request) => self.respond(&request),
            Err(answer) => answer,
        };
        let head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
             X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n",
            answer.status,
            answer.media_type,
            answer.body.len()
        );
        let mut stream = reader.into_inner();
        stream.write_all(head.as_bytes())?;
        stream.write_all(&answer.body)?;
        stream.flush()
    }

    fn respond(&self, request: &Request) -> Answer {
        let header = |name: &str| request.headers.get(name).map(String::as_str);
        let port = self.address.port();
        let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        if !header("host").is_some_and(|host| own.iter().any(|own| own == host)) {
            return Answer::said("421 Misdirected Request", "this server answers under its own address only");
        }
        match (request.method.as_str(), request.path.strip_prefix("/patches/")) {
            ("GET", _) => self.file(&request.path),
            ("POST", Some(issue)) => {
                let foreign =
                    |origin: &str| !own.iter().any(|own| origin.strip_prefix("http:") == Some(&format!("//{own}")));
                let token = header("x-huikan-token").unwrap_or_default();
                // a browser always says where a POST comes from
                if header("origin").is_none_or(foreign) || !same(token.as_bytes(), self.token.as_bytes()) {
                    return Answer::said("403 Forbidden", "open the site by the address that huikan printed");
                }
                self.patches(issue, header("x-huikan-before").unwrap_or_default(), &request.body)
            }
            _ => Answer::said("405 Method Not Allowed", "GET, and POST of patches"),
        }
    }

    /// A file inside the site; links that lead out of it are not followed.
    fn file(&self, path: &str) -> Answer {
        let missing = || Answer::said("404 Not Found", "there is no such file");
        let Some(parts) = decoded(path) else { return missing() };
        let mut place = self.site.clone();
        for part in parts.split('/').filter(|part| !part.is_empty()) {
            // hidden names are work in progress; the other signs mean something to some system
            if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
                return missing();
            }
            place.push(part);
        }
        let place = disk::real_path(&place);
        let place = if disk::is_folder(&place) { disk::real_path(&place.join("index.html")) } else { place };
        if !place.starts_with(&self.site) {
            return missing();
        }
        let media_type = match place.extension().and_then(|e| e.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("png") => "image/png",
            Some("svg") => "image/svg+xml",
            _ => return missing(),
        };
        match disk::open(&place) {
            Ok(bytes) => Answer { status: "200 OK", media_type, body: bytes.to_vec() },
            Err(_) => missing(),
        }
    }

    /// Writes the patches of an issue, where they are still as the page knows them.
    fn patches(&self, issue: &str, before: &str, body: &[u8]) -> Answer {
        let Some(folder) = decoded(issue).and_then(|name| self.issues.get(&name)) else {
            return Answer::said("404 Not Found", "there is no such issue");
        };
        let Ok(text) = std::str::from_utf8(body) else {
            return Answer::said("422 Unprocessable Content", "the file is not UTF-8");
        };
        if let Some(bad) = bad_patches(text) {
            return Answer::said("422 Unprocessable Content", &bad);
        }
        let place = folder.join(PATCHES);
        let there = if disk::exists(&place) { disk::open(&place).map(|bytes| bytes.to_vec()) } else { Ok(Vec::new()) };
        let written = there.and_then(|there| {
            if disk::sha256(&there) != before {
                return Ok(false);
            }
            disk::write(&place, body).map(|()| true)
        });
        match written {
            Ok(true) => {
                self.terminal.say(&Message::info("patches-written", "written").at_path(&place));
                Answer::said("200 OK", "written")
            }
            Ok(false) => {
                Answer::said("409 Conflict", "the file was changed since the page was made; run huikan review again")
            }
            Err(error) => {
                self.terminal.say(&Message::of_disk("unwritable-output", &error));
                Answer::said("500 Internal Server Error", &error.to_string())
            }
        }
    }
}

/// Reads a request; or says what is wrong with it.
fn read(reader: &mut impl BufRead) -> io::Result<Result<Request, Answer>> {
    let mut head = reader.by_ref().take(MOST_HEAD);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(Err(Answer::said("400 Bad Request", "the head has no end")));
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if length > MOST_PATCHES || headers.contains_key("transfer-encoding") {
        return Ok(Err(Answer::said(
            "413 Content Too Large",
            "a file of patches has 4 MB at most, and says its length",
        )));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Ok(Request { method, path, headers, body }))
}

/// A path without its query and with `%20` and the like as characters; None where that is no text.
fn decoded(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// 256 bits from the system's source of chance, by way of the keys that hash tables get from it.
fn token() -> String {
    let mut token = String::with_capacity(64);
    for _ in 0..4 {
        // writing to a string can't fail
        let _ = write!(token, "{:016x}", RandomState::new().build_hasher().finish());
    }
    token
}

/// Compares all bytes, so that the time it takes tells nothing.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(decoded("/a%20b?x#y").as_deref(), Some("/a b"));
        assert_eq!(decoded("/%252e").as_deref(), Some("/%2e"));
        for bad in ["/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }

    #[test]
    fn tokens_differ_and_are_compared_whole() {
        assert_ne!(token(), token());
        assert_eq!(token().len(), 64);
        assert!(same(b"ab", b"ab") && !same(b"ab", b"ac") && !same(b"a", b"ab"));
    }
}
