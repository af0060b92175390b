//! `huikan review --serve`: what it gives, what it refuses, and a correction written by the page itself.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use super::browser::{Browser, exchange};
use crate::program::{command, huikan};

struct Served {
    here: tempfile::TempDir,
    server: Child,
    /// As printed, with the token.
    address: String,
    port: u16,
    token: String,
}

impl Served {
    fn new() -> Self {
        let here = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/yunze/2023-11/ocr.txt");
        assert_eq!(huikan(here.path(), &["convert", "--ocr", "off", "-o", "out", source]).code, 0);
        std::fs::write(here.path().join("secret.html"), "secret").unwrap();
        let mut server = command(here.path());
        server.args(["review", "out", "-o", "site", "--serve", "--quiet"]).stdout(Stdio::piped());
        let mut server = server.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let (origin, token) = address.trim().split_once("/#token=").unwrap();
        let port = origin.rsplit_once(':').unwrap().1.parse().unwrap();
        let token = token.to_owned();
        Self { here, server, address: address.trim().to_owned(), port, token }
    }

    fn get(&self, path: &str, host: &str) -> String {
        exchange(self.port, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
    }

    fn own(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Posts patches with these headers; gives the first line of the answer.
    fn post(&self, issue: &str, headers: &[(&str, &str)], body: &str) -> String {
        let headers: String = headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
        let head = format!(
            "POST /patches/{issue} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}\r\n",
            self.own(),
            body.len()
        );
        exchange(self.port, format!("{head}{body}").as_bytes()).lines().next().unwrap().to_owned()
    }

    fn patches(&self) -> Option<String> {
        std::fs::read_to_string(self.here.path().join("out").join(ISSUE).join("patches.toml")).ok()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The issue of the site.
const ISSUE: &str = "huikan-2023-11";
/// SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const PATCH: &str = "[[kind]]\nline = 53\nkind = \"speech\"\nwho = \"w\"\nwhen = 2026-01-01\n";

#[test]
fn only_files_of_the_site_are_given_and_only_under_its_own_name() {
    let served = Served::new();
    let own = served.own();
    assert!(served.get("/", &own).contains("<title>Issues"));
    assert!(served.get("/issues/huikan-2023-11/index.html?x", &own).starts_with("HTTP/1.1 200"));
    std::os::unix::fs::symlink(served.here.path().join("secret.html"), served.here.path().join("site/link.html"))
        .unwrap();
    for path in [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "//secret.html",
        "/link.html",
        "/assets/..%5c",
        "/huikan-review.json",
        "/issues/huikan-2023-11/made.json",
        "/nothing.html",
        "/%00",
        "secret.html",
        "/%ff",
    ] {
        let answer = served.get(path, &own);
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("secret"), "{path}: {answer}");
    }
    // a name of somebody else's that was made to lead here
    assert!(served.get("/", "evil.example").starts_with("HTTP/1.1 421"));
    assert!(served.get("/", &format!("evil.example:{}", served.port)).starts_with("HTTP/1.1 421"));
    let put = format!("PUT / HTTP/1.1\r\nHost: {own}\r\n\r\n");
    assert!(exchange(served.port, put.as_bytes()).starts_with("HTTP/1.1 405"));
    let large = format!("POST /patches/x HTTP/1.1\r\nHost: {own}\r\nContent-Length: 99999999999\r\n\r\n");
    assert!(exchange(served.port, large.as_bytes()).starts_with("HTTP/1.1 413"));
}

#[test]
fn patches_are_written_only_with_token_and_origin_and_over_what_the_page_knew() {
    let served = Served::new();
    let (issue, token) = (ISSUE, served.token.clone());
    let origin = format!("http://{}", served.own());
    let all = [("Origin", origin.as_str()), ("X-Huikan-Token", token.as_str()), ("X-Huikan-Before", EMPTY)];
    assert!(served.post(issue, &all[1..], PATCH).contains("403"));
    assert!(served.post(issue, &[all[0], all[2]], PATCH).contains("403"));
    assert!(served.post(issue, &[("Origin", "http://evil.example"), all[1], all[2]], PATCH).contains("403"));
    assert!(served.post(issue, &[all[0], ("X-Huikan-Token", "0"), all[2]], PATCH).contains("403"));
    for other in ["other", "..", "..%2fout", ""] {
        assert!(served.post(other, &all, PATCH).contains("404"), "{other}");
    }
    assert!(served.post(issue, &all, "[[kind]]\nline = 1\n").contains("422"));
    assert_eq!(served.patches(), None);
    assert!(served.post(issue, &all, PATCH).contains("200"));
    assert_eq!(served.patches().as_deref(), Some(PATCH));
    // somebody wrote it since
    assert!(served.post(issue, &all, "").contains("409"));
    assert_eq!(served.patches().as_deref(), Some(PATCH));
}

#[test]
fn a_page_that_is_served_writes_its_corrections() {
    let served = Served::new();
    let Some(browser) = Browser::open(Path::new("/nonexistent")) else { return };
    browser.go(&served.address);
    assert_eq!(browser.eval("location.hash"), "");
    browser.click("#issues tbody a");
    browser.wait("document.documentElement.dataset.ready === 'yes' && document.body.className === 'issue'");
    browser.click("#record-1 .line1 button");
    browser.eval("document.querySelector('.kinds').value = 'speech'");
    browser.click(".keep-kind");
    browser.click("#tab-corrections");
    browser.click("#write");
    browser.wait("document.getElementById('said').textContent.startsWith('Written')");
    assert!(served.patches().unwrap().contains("kind = \"speech\""));
    assert_eq!(browser.log(), [] as [String; 0]);
}
