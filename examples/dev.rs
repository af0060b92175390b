//! Development only: run the stages and write the files.
use std::fs;
use huikan::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let roster = if a.len() > 3 { profile::Roster::parse(&fs::read_to_string(&a[3]).unwrap()).unwrap() } else { Default::default() };
    let bytes = fs::read(&a[1]).unwrap();
    let doc = read::open(Box::new(bytes), &Default::default()).unwrap();
    let t = std::time::Instant::now();
    let mut notes = vec![];
    let pages: Vec<_> = (0..doc.n_pages()).map(|i| layout::arrange(doc.page(model::page::PageIndex(i as u32)).into_value(&mut notes)).into_value(&mut notes)).collect();
    let pages = layout::settle(pages).into_value(&mut notes);
    let mut user=vec![]; if a.len()>4 { user.push(("user".to_string(), fs::read_to_string(&a[4]).unwrap())); }
    let profiles = profile::Profiles::load(&user).unwrap();
    let lines: Vec<&str> = pages.iter().flat_map(|p| p.lines.iter().map(|l| l.text.as_str())).collect();
    let p = profiles.choose(&lines).clone();
    eprintln!("profile {}", p.id);
    let t1 = t.elapsed();
    let clean = repair::repair(pages, &p, &roster, Some(model::text::Certainty::Certain)).into_value(&mut notes);
    let t2 = t.elapsed();
    let issue = segment::segment(&clean, &p).into_value(&mut notes);
    let t3 = t.elapsed();
    let id = record::issue_id(&issue, &p, "0123456789abcdef");
    let src = model::provenance::Source { path: a[1].clone(), sha256: "0".repeat(64), media_type: "text/plain" };
    let e = record::extract(&issue, &clean, &record::Context { profile: &p, source: &src, issue_id: &id, settings: "x", notes: &notes });
    eprintln!("read {:?} repair {:?} segment {:?} record {:?}", t1, t2-t1, t3-t2, t.elapsed()-t3);
    let out = std::path::Path::new(&a[2]).join(&id);
    fs::create_dir_all(&out).unwrap();
    let jl = |v: Vec<String>| v.join("\n") + "\n";
    fs::write(out.join("records.jsonl"), jl(e.records.iter().map(|r| serde_json::to_string(r).unwrap()).collect())).unwrap();
    fs::write(out.join("ledger.jsonl"), jl(e.ledger.iter().map(|r| serde_json::to_string(r).unwrap()).collect())).unwrap();
    fs::write(out.join("repairs.jsonl"), jl(e.repairs.iter().map(|r| serde_json::to_string(r).unwrap()).collect())).unwrap();
    fs::write(out.join("issue.json"), serde_json::to_string_pretty(&e.issue).unwrap()).unwrap();
    for n in notes { if n.severity == model::note::Severity::Warning { eprintln!("{:?}", n); } }
}
