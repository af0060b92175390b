//! A browser driven by WebDriver: chromedriver and chromium as Debian packages them. No crate, one connection a request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A browser that hangs must not hang the tests. No measure: a busy machine may take long.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// One window of a headless Chromium. Everything ends with it.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// A window that saves downloads to a folder; None, with the reason printed, where there is no browser.
    pub fn open(downloads: &Path) -> Option<Self> {
        let mut driver = match Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn() {
            Ok(driver) => driver,
            Err(error) => {
                println!("skipped: chromedriver can't be started ({error}); install chromium and chromium-driver");
                return None;
            }
        };
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let started =
            lines.find_map(|line| line.ok()?.split_once("successfully on port ").map(|(_, port)| port.to_owned()));
        let port = started.unwrap().trim_end_matches('.').parse().unwrap();
        // a driver that nobody listens to would stop
        std::thread::spawn(move || lines.for_each(drop));
        let mut browser = Self { driver, port, session: String::new() };
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900"],
            "prefs": { "download.default_directory": downloads.to_str().unwrap(), "download.prompt_for_download": false },
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let answer = browser.request("POST", "/session", &wanted);
        let Some(session) = answer["value"]["sessionId"].as_str() else {
            println!("skipped: chromium can't be started ({})", answer["value"]["message"]);
            return None;
        };
        session.clone_into(&mut browser.session);
        Some(browser)
    }

    pub fn go(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
        self.wait("document.documentElement.dataset.ready === 'yes'");
    }

    /// The value of an expression.
    pub fn eval(&self, expression: &str) -> Value {
        self.command("execute/sync", &json!({ "script": format!("return ({expression});"), "args": [] }))
    }

    /// Waits until an expression is true.
    pub fn wait(&self, expression: &str) {
        let begun = Instant::now();
        while self.eval(expression) != Value::Bool(true) {
            assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {expression}; {:?}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks as a person does: the element has to be seen and not be covered.
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.command(&format!("element/{element}/click"), &json!({}));
    }

    pub fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.command(&format!("element/{element}/clear"), &json!({}));
        self.command(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Types keys where the focus is.
    pub fn keys(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })])
            .collect();
        self.command("actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// What the console says: errors of scripts, and what the policy forbade.
    pub fn log(&self) -> Vec<String> {
        let entries = self.command("se/log", &json!({ "type": "browser" }));
        entries.as_array().into_iter().flatten().map(|entry| entry["message"].to_string()).collect()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.command("element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("no {selector}: {found}")).to_owned()
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        let mut answer = self.request("POST", &format!("/session/{}/{path}", self.session), body);
        assert!(answer["value"]["error"].is_null(), "{path} {body}: {}", answer["value"]["message"]);
        answer["value"].take()
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            self.port,
            body.len()
        );
        let answer = exchange(self.port, format!("{head}{body}").as_bytes());
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

/// Sends bytes to a port of this machine and gives what comes back: as many bytes as the answer says it has.
pub fn exchange(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request).unwrap();
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    head + &String::from_utf8_lossy(&body)
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            let request =
                format!("DELETE {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            exchange(self.port, request.as_bytes());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
