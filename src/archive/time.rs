//! Times as the archive writes them. The clock itself is the caller's: nothing here asks for the time.

/// Who knows the time. One that stands still makes a run repeatable byte for byte.
pub trait Clock: Sync {
    /// Seconds since 1970, UTC.
    fn now(&self) -> u64;
    /// Seconds since the run began, from a clock that nobody sets.
    fn elapsed_s(&self) -> f64;
}

/// `2026-11-21T02:30:00Z`.
pub fn iso(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days as i64);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Seconds since 1970 of `2026-11-21` (its beginning) or `2026-11-21T02:30:00Z`; None where it is neither.
pub fn parse(text: &str) -> Option<u64> {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, time.strip_suffix('Z')?),
        None => (text, "00:00:00"),
    };
    let numbers = |text: &str, mark: char, widths: [usize; 3]| {
        let parts: Vec<&str> = text.split(mark).collect();
        let fits = parts.len() == 3 && parts.iter().zip(widths).all(|(part, width)| part.len() == width);
        let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
        let all: Option<Vec<i64>> = parts.iter().map(|part| part.parse().ok()).collect();
        all.filter(|_| fits && parts.iter().all(digits))
    };
    let day = numbers(day, '-', [4, 2, 2])?;
    let time = numbers(time, ':', [2, 2, 2])?;
    let days = days_from_civil(day[0], day[1], day[2]);
    let real = civil(days) == (day[0], day[1], day[2]) && time[0] < 24 && time[1] < 60 && time[2] < 60;
    let seconds = days * 86_400 + time[0] * 3600 + time[1] * 60 + time[2];
    u64::try_from(seconds).ok().filter(|_| real)
}

/// Days since 1970 of an ISO date; None where it is none. For columns typed as dates.
pub fn days(date: &str) -> Option<i32> {
    let parts: Vec<i64> = date.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    let days = days_from_civil(year, month, day);
    i32::try_from(days).ok().filter(|_| civil(days) == (year, month, day))
}

/// Year, month and day of a number of days since 1970: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The way back, from the same paper.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read_back() {
        // GNU date -u -d @1795230000
        assert_eq!(iso(1_795_230_000), "2026-11-21T03:00:00Z");
        assert_eq!(iso(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(parse("2000-02-29"), Some(951_782_400));
        assert_eq!(parse(&iso(1_795_230_001)), Some(1_795_230_001));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "2023-02-29",
            "2023-2-01",
            "23-02-01",
            "2023-02-01T25:00:00Z",
            "2023-02-01T01:00:00",
            "提案",
            "",
            "2023-+2-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(days("1970-01-02"), Some(1));
        assert_eq!(days("1969-12-31"), Some(-1));
        assert_eq!(days("2023-13-01"), None);
    }
}
