//! Printed dates → ISO days. A day without a year is resolved against the issue's own date; nothing is guessed
//! where there is none.

use super::meeting::number;
use crate::model::article::Masthead;
use crate::pattern::Constant;

/// A day, or a run of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    pub start: String,
    pub end: Option<String>,
    /// The year was not printed and not given by the issue.
    pub year_inferred: bool,
}

/// Year and month an issue's undated days are counted back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    pub year: i32,
    pub month: u32,
    /// Day of issue of a newspaper, from which `16日下午` counts back; of a magazine it would say nothing.
    pub day: Option<u32>,
    pub inferred: bool,
}

// must match "1月4日、5日", "2024年1月4日至6日", "7月17—21日"; must not match "42项"
static DAY: Constant = Constant::new(
    r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*(?:日?\s*(?:至|到|—|-|~|、)\s*(?:(?P<m2>\d{1,2})\s*月\s*)?(?P<d2>\d{1,2})\s*)?日",
);

// must match "2024 年"; must not match "3500余件"
static YEAR: Constant = Constant::new(r"(?P<y>20\d\d)\s*年");

// must match "二○○一年三月十六日", "二月二十七日"; must not match "十月革命"
static HAN_DAY: Constant = Constant::new(
    r"(?:(?P<y>[〇○零一二三四五六七八九]{4})年)?(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日",
);

/// A day in Han numerals stands at the very start of a report; later in a text it is part of what is told.
const HAN_DAY_STARTS: usize = 12;

/// The day that a text in Han numerals begins with, in digits.
fn in_digits(text: &str) -> Option<String> {
    let c = HAN_DAY.captures(text)?;
    let digit = |d: char| "〇一二三四五六七八九".chars().position(|x| x == d).unwrap_or(0).to_string();
    let year = c.name("y").map(|y| format!("{}年", y.as_str().chars().map(digit).collect::<String>()));
    let (month, day) = (number(c.name("m")?.as_str())?, number(c.name("d")?.as_str())?);
    let starts = text.get(..c.get(0)?.start())?.chars().count() <= HAN_DAY_STARTS;
    starts.then(|| format!("{}{month}月{day}日", year.unwrap_or_default()))
}

/// A day this many months after the issue is one of its year.
const MONTHS_AHEAD: u32 = 2;

/// The first day printed in `text`.
pub(super) fn first_day(text: &str, reference: Option<Reference>) -> Option<Days> {
    let Some(c) = DAY.captures(text) else { return first_day(&in_digits(text)?, reference) };
    let number = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let (month, day) = (number("m")?, number("d")?);
    let (year, year_inferred) = match (number("y"), reference) {
        (Some(y), _) => (i32::try_from(y).ok()?, false),
        (None, Some(r)) if month <= r.month => (r.year, r.inferred),
        // of what is to come, or the issue came later than its number says: no news is eleven months old
        (None, Some(r)) if month - r.month <= MONTHS_AHEAD => (r.year, true),
        (None, Some(r)) => (r.year - 1, r.inferred),
        (None, None) => return None,
    };
    let start = iso(year, month, day)?;
    let end = number("d2").and_then(|d2| {
        let month2 = number("m2").unwrap_or(month);
        iso(if month2 < month { year + 1 } else { year }, month2, d2)
    });
    Some(Days { start, end: end.filter(|e| c.name("d2").is_some() && !e.is_empty()), year_inferred })
}

// must match "本报26日讯(记者 李明)", "本报讯 "; must not match "近日,省电力公司"
static WIRE: Constant =
    Constant::new(r"^\p{Han}{2,12}(?:\s*(?P<d>\d{1,2})\s*日)?\s*(?:讯|电)\s*(?:\([^()]{2,60}\))?[\s:,]*");

// must match "16日下午,", "25日至26日,"; must not match "7日内办结"
static BARE_DAY: Constant = Constant::new(
    r"^(?P<d>\d{1,2})\s*(?:日?\s*(?:至|到|—|-|~|、)\s*(?P<d2>\d{1,2})\s*日|日\s*(?:上午|下午|晚|中午|清晨|傍晚|凌晨|早|夜|,))",
);

// must match "会议25日上午在"; must not match "3月25日上午", "225日", "25日上午的会"
static INNER_DAY: Constant = Constant::new(r"^\P{N}*[^\p{N}月 ]\s*(?P<d>\d{1,2})\s*日(?:上午|下午|晚)(?:[^的]|$)");

/// Characters of a lead within which its day stands.
const DAY_WITHIN: usize = 50;

/// News leads that count from the day of issue, or from the day the news was sent (本报26日讯).
const YESTERDAY: [&str; 4] = ["昨日", "昨天", "昨晚", "昨夜"];
const TODAY: [&str; 5] = ["今日", "今天", "今晚", "当日", "当天"];
/// News is no older than this many days.
const NEWS_DAYS: u32 = 15;

/// The day a newspaper's lead begins with where it names no month: `16日下午`, `昨日`, counted back from the day of issue.
pub(super) fn lead_day(text: &str, reference: Option<Reference>) -> Option<Days> {
    let issue = reference?;
    let printed = (issue.year, issue.month, issue.day?);
    let wire = WIRE.captures(text);
    let sent = wire.as_ref().and_then(|c| c.name("d")?.as_str().parse().ok()).and_then(|d| last_before(printed, d));
    let lead = wire.as_ref().and_then(|c| text.get(c.get(0)?.end()..)).unwrap_or(text);
    let begins = |words: &[&str]| words.iter().any(|w| lead.starts_with(w));
    let one = |day: Day| Some(Days { start: iso(day.0, day.1, day.2)?, end: None, year_inferred: issue.inferred });
    if begins(&YESTERDAY) {
        return one(day_before(sent.unwrap_or(printed)));
    }
    if let Some(day) = sent.filter(|_| begins(&TODAY)) {
        return one(day);
    }
    let Some(c) = BARE_DAY.captures(lead) else {
        // 政协…会议8日下午在…闭幕: the day stands inside the first words
        let head: String = lead.chars().take(DAY_WITHIN).collect();
        let number = INNER_DAY.captures(&head)?.name("d")?.as_str().parse().ok()?;
        return one(last_before(printed, number)?);
    };
    let number = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let start = last_before(printed, number("d")?)?;
    let end = number("d2").and_then(|d| last_before(printed, d)).and_then(|(y, m, d)| iso(y, m, d));
    Some(Days { end, ..one(start)? })
}

/// Year, month and day.
type Day = (i32, u32, u32);

/// The last day with this number up to the day of issue, where it is near enough to be news.
fn last_before((year, month, day): Day, number: u32) -> Option<Day> {
    if number <= day {
        return (number > 0).then_some((year, month, number));
    }
    let (year, month) = month_before(year, month);
    let last = days_of(year, month)?;
    (number <= last && last - number + day <= NEWS_DAYS).then_some((year, month, number))
}

fn day_before((year, month, day): Day) -> Day {
    if day > 1 {
        return (year, month, day - 1);
    }
    let (year, month) = month_before(year, month);
    (year, month, days_of(year, month).unwrap_or(1))
}

fn month_before(year: i32, month: u32) -> (i32, u32) {
    if month > 1 { (year, month - 1) } else { (year - 1, 12) }
}

// must match "政协云泽市委员会 2024年1月5日", "2024年1月5日"; must not match "于2024年1月5日召开"
static SIGNED: Constant =
    Constant::new(r"^(?P<who>\p{Han}{2,30})?\s*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)$");

/// The day under a document, alone or beside the body that signs it. `bodies` are endings of names of bodies.
pub(super) fn signed(text: &str, bodies: &[String]) -> Option<Days> {
    let c = SIGNED.captures(text)?;
    let body = c.name("who").is_none_or(|who| bodies.iter().any(|body| who.as_str().ends_with(body.as_str())));
    first_day(c.name("day")?.as_str(), None).filter(|_| body)
}

/// Number of days of a month, None for a month no calendar has.
fn days_of(year: i32, month: u32) -> Option<u32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Year-month-day, None for a day no calendar has.
fn iso(year: i32, month: u32, day: u32) -> Option<String> {
    let days = days_of(year, month)?;
    ((1..=days).contains(&day) && (1900..=2199).contains(&year)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The date an issue's days count back from: its printing date, else year and number, of a monthly where the print
/// does not say how often it appears. `heads` are date lines of its articles: none is later than the issue. `daily` says
/// that its days count back from the day of issue.
pub(super) fn of_issue<'a>(
    masthead: &Masthead,
    heads: impl Iterator<Item = &'a str>,
    daily: bool,
) -> Option<Reference> {
    if let Some(date) = &masthead.printed {
        let (year, month) = (date.get(..4)?.parse().ok()?, date.get(5..7)?.parse().ok()?);
        let day = date.get(8..).and_then(|d| d.parse().ok()).filter(|_| daily);
        return Some(Reference { year, month, day, inferred: false });
    }
    let year = masthead.year?;
    let numbered = masthead.number.map(|n| n * masthead.months.unwrap_or(1)).filter(|n| (1..=12).contains(n));
    let dated = heads.filter_map(|head| first_day(head, None)).filter_map(|days| {
        let (its_year, month) = (days.start.get(..4)?.parse::<i32>().ok()?, days.start.get(5..7)?.parse().ok()?);
        (its_year == year).then_some(month)
    });
    let month = numbered.map_or(12, |month| dated.max().unwrap_or(0).max(month));
    Some(Reference { year, month, day: None, inferred: false })
}

/// Without any date of issue: the latest year the text speaks of, if it speaks of that year and the one before and
/// of none after. Marked as inferred, so that the record carries a warning.
pub(super) fn of_text<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Reference> {
    let mut years: Vec<i32> = Vec::new();
    for text in texts {
        years.extend(YEAR.captures_iter(text).filter_map(|c| c.name("y")?.as_str().parse::<i32>().ok()));
    }
    let latest = *years.iter().max()?;
    let count = |y: i32| years.iter().filter(|x| **x == y).count();
    // a review of the last year that looks into this one names both; a far plan ("到2035年") stands alone
    (count(latest) >= 2 && count(latest - 1) >= 2).then_some(Reference {
        year: latest,
        month: 12,
        day: None,
        inferred: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUE: Option<Reference> = Some(Reference { year: 2024, month: 2, day: None, inferred: false });

    fn start(text: &str, reference: Option<Reference>) -> Option<String> {
        first_day(text, reference).map(|d| d.start)
    }

    #[test]
    fn a_day_without_a_year_is_the_last_one_before_the_issue() {
        assert_eq!(start("1月4日，市政协召开会议", ISSUE).as_deref(), Some("2024-01-04"));
        assert_eq!(start("12月28日，市政协召开会议", ISSUE).as_deref(), Some("2023-12-28"));
        assert_eq!(start("1月4日，市政协召开会议", None), None);
        assert_eq!(start("2月30日", ISSUE), None);
    }

    #[test]
    fn days_in_han_numerals_at_the_start_of_a_report() {
        assert_eq!(start("(二○二三年三月十六日)", None).as_deref(), Some("2023-03-16"));
        assert_eq!(start("一月二十七日，市政协举行会议", ISSUE).as_deref(), Some("2024-01-27"));
        assert_eq!(start("他还记得那个冬天的早晨，那是十二月二十七日，雪很大", ISSUE), None);
    }

    #[test]
    fn an_issue_counts_back_from_its_number_and_how_often_it_appears() {
        let issue = |number, months| Masthead { year: Some(2019), number: Some(number), months, ..Masthead::default() };
        let year = |m: &Masthead, heads: &[&str], text| {
            start(text, of_issue(m, heads.iter().copied(), false))
                .and_then(|day| day.split('-').next().map(str::to_owned))
        };
        assert_eq!(year(&issue(4, Some(2)), &[], "7月25日").as_deref(), Some("2019"));
        assert_eq!(year(&issue(4, None), &[], "7月25日").as_deref(), Some("2018"));
        assert_eq!(year(&issue(4, None), &["(2019年7月18日)"], "7月11日").as_deref(), Some("2019"));
        assert_eq!(year(&issue(1, Some(2)), &[], "12月25日").as_deref(), Some("2018"));
    }

    #[test]
    fn a_day_soon_after_the_issue_is_one_of_its_year_and_inferred() {
        let days = first_day("3月28日举行的活动", ISSUE).expect("a day");
        assert_eq!((days.start.as_str(), days.year_inferred), ("2024-03-28", true));
    }

    #[test]
    fn a_document_is_dated_by_the_line_under_it() {
        let day = |text| signed(text, &["委员会".to_owned()]).map(|d| d.start);
        assert_eq!(day("政协云泽市委员会 2024年1月5日").as_deref(), Some("2024-01-05"));
        assert_eq!(day("2024年1月5日").as_deref(), Some("2024-01-05"));
        assert_eq!(day("他生于1984年1月5日"), None);
    }

    #[test]
    fn a_newspapers_lead_counts_back_from_its_day_of_issue() {
        let paper = Some(Reference { day: Some(3), ..ISSUE.expect("an issue") });
        let lead = |text| lead_day(text, paper).map(|d| (d.start, d.end));
        let day = |day: &str| Some((day.to_owned(), None));
        assert_eq!(lead("本报讯(记者 孟 川)2日下午,委员分组讨论报告。"), day("2024-02-02"));
        assert_eq!(lead("1日至2日,市政协举行会议。"), Some(("2024-02-01".into(), Some("2024-02-02".into()))));
        assert_eq!(lead("31日上午,市政协举行会议。"), day("2024-01-31"));
        assert_eq!(lead("昨日,市政协举行会议。"), day("2024-02-02"));
        assert_eq!(lead("本报1日讯(记者 孟川)今天上午,市政协举行会议。"), day("2024-02-01"));
        assert_eq!(lead("本报讯 市政协第五届委员会一次会议2日下午在大剧院闭幕。"), day("2024-02-02"));
        assert_eq!(lead("“今年更有奔头。”1日上午,委员分组讨论。"), day("2024-02-01"));
        assert_eq!(lead("委员们在3月2日上午的会上发言。"), None);
        // who reads 今日 in the morning does not know which day it was; three weeks are no news
        for text in ["今日上午,市政协举行会议。", "12日上午,市政协举行会议。", "2日内办结。", "近日,2日上午的会"]
        {
            assert_eq!(lead(text), None, "{text}");
        }
        assert_eq!(lead_day("2日下午,委员分组讨论报告。", ISSUE), None);
    }

    #[test]
    fn a_run_of_days_has_an_end() {
        let days = first_day("会议于1月4日、5日召开", ISSUE).expect("days");
        assert_eq!(days.end.as_deref(), Some("2024-01-05"));
        let days = first_day("1月4—6日", ISSUE).expect("days");
        assert_eq!((days.start.as_str(), days.end.as_deref()), ("2024-01-04", Some("2024-01-06")));
        let days = first_day("2023年12月30日至1月2日", ISSUE).expect("days");
        assert_eq!((days.start.as_str(), days.end.as_deref()), ("2023-12-30", Some("2024-01-02")));
    }
}
