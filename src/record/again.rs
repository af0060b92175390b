//! Who was there, named again further on: people of whom a later sentence says that they spoke, and names that differ in
//! one character from somebody who was listed. Adds nobody; a sentence speaks for people already known as present only.

use super::Person;
use super::deeds::said_so;
use super::people::Present;
use crate::model::script::{is_han, len};

/// `李某指出…`, `李某在讲话中强调…`: known people at the start of a sentence.
pub(super) fn speaks(sentence: &str, out: &mut Present) {
    let sentence = sentence.trim_start_matches(['”', ' ', ',']);
    let known = out.attendees.iter().chain(&out.chair).chain(&out.observers);
    let said = |p: &&Person| sentence.strip_prefix(p.name.as_str()).is_some_and(|rest| says(rest.trim_start()));
    let Some(person) = known.filter(said).max_by_key(|p| len(&p.name)).cloned() else { return };
    if out.speakers.iter().all(|p| p.name != person.name) {
        out.speakers.push(person);
    }
}

/// Words behind a known name that tell of a speech; 关注 and the like tell of more than that.
fn says(rest: &str) -> bool {
    let in_speech = ["在讲话中", "在总结", "在发言中", "在致辞中", "在最后", "在通报", "要求"];
    let loose = ["关注", "希望", "结合", "分享", "感慨", "说明", "说服"];
    in_speech.iter().any(|w| rest.starts_with(w)) || said_so(rest) && !loose.iter().any(|w| rest.starts_with(w))
}

/// Takes a name without an office that differs in one character from somebody with one (李大川 beside 副主席李太川) for a
/// second reading of that person: one seat, one speaker. Gives what was printed and whose name stands for it.
pub(super) fn one_person(out: &mut Present) -> Vec<(String, String)> {
    let listed: Vec<Person> = out.attendees.iter().filter(|p| p.role.is_some()).cloned().collect();
    let doubled: Vec<(String, Person)> = out
        .attendees
        .iter()
        .filter(|p| p.role.is_none())
        .filter_map(|p| Some((p.name.clone(), listed.iter().find(|l| misread(&l.name, &p.name))?.clone())))
        .collect();
    for (name, person) in &doubled {
        out.attendees.retain(|p| p.name != *name);
        let spoke = out.speakers.iter().any(|p| p.name == person.name);
        if let Some(at) = out.speakers.iter().position(|p| p.name == *name) {
            if spoke {
                out.speakers.remove(at);
            } else {
                out.speakers[at] = person.clone();
            }
        }
    }
    doubled.into_iter().map(|(name, person)| (name, person.name)).collect()
}

/// Three characters, the same surname, one of the others different. Of shorter names too many people bear both.
fn misread(a: &str, b: &str) -> bool {
    let differ = a.chars().zip(b.chars()).filter(|(x, y)| x != y).count();
    len(a) == 3 && len(b) == 3 && a.chars().all(is_han) && differ == 1 && a.chars().next() == b.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, role: Option<&str>) -> Person {
        Person { name: name.to_owned(), role: role.map(str::to_owned) }
    }

    fn names(people: &[Person]) -> Vec<&str> {
        people.iter().map(|p| p.name.as_str()).collect()
    }

    #[test]
    fn people_already_known_speak_where_a_sentence_begins_with_them() {
        let mut out = Present {
            attendees: vec![person("尚远山", Some("主席")), person("谷雨", None)],
            ..Present::default()
        };
        speaks("尚远山在讲话中指出,要久久为功", &mut out);
        speaks("”谷雨插话,话不能只说一半", &mut out);
        speaks("尚远山的家乡在云泽", &mut out);
        speaks("谷雨希望工程", &mut out);
        speaks("陶然指出,水质好了", &mut out);
        assert_eq!(names(&out.speakers), ["尚远山", "谷雨"]);
    }

    #[test]
    fn one_character_apart_without_an_office_is_the_same_person() {
        let attendees = vec![
            person("尚远山", Some("副主席")),
            person("尚运山", None),
            person("谷雨", Some("委员")),
            person("谷丽", None),
            person("陶远山", None),
        ];
        let speakers = vec![person("尚运山", None)];
        let mut out = Present { speakers, attendees, ..Present::default() };
        assert_eq!(one_person(&mut out), [("尚运山".to_owned(), "尚远山".to_owned())]);
        assert_eq!(names(&out.attendees), ["尚远山", "谷雨", "谷丽", "陶远山"]);
        assert_eq!(names(&out.speakers), ["尚远山"]);
    }
}
