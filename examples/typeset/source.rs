//! The markup of `source.txt`: a head of `key: value` lines, then blocks opened by `=== kind argument`. A block with a
//! `---` line has fields before it; everything after it is body, one paragraph a line. See `fixtures/README.md`.

#[derive(Debug, Default, Clone)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    pub fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    /// Values separated by blanks.
    pub fn words(&self, key: &str) -> Vec<String> {
        self.get(key).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    }

    /// Values separated by `;`.
    pub fn list(&self, key: &str) -> Vec<String> {
        split(self.get(key).unwrap_or_default(), ';')
    }

    pub fn number(&self, key: &str) -> Option<u32> {
        self.get(key).map(|v| v.parse().unwrap_or_else(|_| panic!("{key} is no number: {v}")))
    }

    pub fn percent(&self, key: &str) -> usize {
        self.number(key).unwrap_or(0) as usize
    }

    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(k, v)| Some((k.strip_prefix(prefix)?, v.as_str())))
    }
}

pub fn split(text: &str, at: char) -> Vec<String> {
    text.split(at).map(|x| x.trim().to_owned()).filter(|x| !x.is_empty()).collect()
}

#[derive(Debug)]
pub struct Block {
    pub kind: String,
    pub arg: String,
    pub fields: Fields,
    pub body: Vec<String>,
}

#[derive(Debug)]
pub struct Source {
    pub head: Fields,
    pub blocks: Vec<Block>,
}

pub fn parse(text: &str) -> Source {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if line.starts_with("=== ") {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    let mut parts = parts.into_iter();
    let head = fields(&parts.next().unwrap_or_default());
    Source { head, blocks: parts.map(|p| block(&p)).collect() }
}

fn block(lines: &[&str]) -> Block {
    let open = lines.first().and_then(|l| l.strip_prefix("=== ")).unwrap_or_default();
    let (kind, arg) = open.split_once(' ').unwrap_or((open, ""));
    let rest = lines.get(1..).unwrap_or_default();
    let cut = rest.iter().position(|l| *l == "---");
    let (head, body) = match cut {
        Some(n) => (rest.get(..n).unwrap_or_default(), rest.get(n + 1..).unwrap_or_default()),
        None => (&[][..], rest),
    };
    Block {
        kind: kind.to_owned(),
        arg: arg.trim().to_owned(),
        fields: fields(head),
        body: body.iter().map(|&l| l.to_owned()).collect(),
    }
}

fn fields(lines: &[&str]) -> Fields {
    let pair = |l: &&str| {
        let (k, v) = l.split_once(':').unwrap_or_else(|| panic!("no field: {l}"));
        (k.trim().to_owned(), v.trim().to_owned())
    };
    Fields(lines.iter().filter(|l| !l.starts_with("//")).map(pair).collect())
}
