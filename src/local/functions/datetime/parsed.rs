//! Dates and times that are parsed field by field, as Joda-Time does it.

use chrono::{NaiveDate, NaiveDateTime};

/// What was parsed so far.
#[derive(Debug, Default)]
pub(super) struct ParsedDatetime {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    millis: u32,
    /// With a 12-hour clock: whether it is PM.
    afternoon: Option<bool>,
    /// Whether the hour is that of a 24-hour clock, which makes AM and PM irrelevant.
    is_24_hour: bool,
    has_year: bool,
}

/// Of the months.
const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A number of that many digits at most, and what follows it.
fn digits(most: usize, value: &str) -> Option<(u32, &str)> {
    let length = value.bytes().take(most).take_while(u8::is_ascii_digit).count();
    value[..length].parse().ok().map(|number| (number, &value[length..]))
}

fn two<'a>(field: &mut u32, value: &'a str) -> Option<&'a str> {
    let (number, rest) = digits(2, value)?;
    *field = number;
    Some(rest)
}

/// What follows a name as it is written, or in small or large letters alone.
fn after_name<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let start = value.get(..name.len())?;
    let known = [name.to_owned(), name.to_ascii_lowercase(), name.to_ascii_uppercase()];
    known.iter().any(|name| name == start).then(|| &value[start.len()..])
}

/// What follows a text of a pattern, in large or small letters.
pub(super) fn after_text<'a>(value: &'a str, text: &str) -> Option<&'a str> {
    let mut rest = value.chars();
    text.chars().all(|wanted| rest.next().is_some_and(|found| is_same_letter(found, wanted))).then_some(rest.as_str())
}

/// As Joda-Time compares them, in the 16 bits of a `char` of Java's.
fn is_same_letter(a: char, b: char) -> bool {
    let is_short = a.len_utf16() == 1 && b.len_utf16() == 1;
    a == b || (is_short && (a.to_uppercase().eq(b.to_uppercase()) || a.to_lowercase().eq(b.to_lowercase())))
}

/// Each reads a field at the beginning of a string and gives what follows it.
impl ParsedDatetime {
    /// With a sign or without.
    pub(super) fn year<'a>(&mut self, most: usize, value: &'a str) -> Option<&'a str> {
        let (number, rest) = digits(most, value.strip_prefix(['-', '+']).unwrap_or(value))?;
        let number = i32::try_from(number).ok()?;
        self.year = if value.starts_with('-') { -number } else { number };
        self.has_year = true;
        Some(rest)
    }

    /// Joda-Time's pivot: 1970 to 2069.
    pub(super) fn two_digit_year<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        let (number, rest) = digits(2, value).filter(|(_, rest)| value.len() - rest.len() == 2)?;
        self.has_year = true;
        self.year = number as i32 + if number < 70 { 2000 } else { 1900 };
        Some(rest)
    }

    pub(super) fn month_number<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        two(self.month.insert(0), value)
    }

    /// In full or the first three letters, in one of Joda-Time's three spellings: `May`, `may` and `MAY`.
    pub(super) fn month_name<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        let named = |length: fn(&str) -> usize| {
            NAMES
                .iter()
                .zip(1..)
                .find_map(|(name, number)| after_name(value, &name[..length(name)]).map(|rest| (number, rest)))
        };
        let (number, rest) = named(str::len).or_else(|| named(|_| 3))?;
        self.month = Some(number);
        Some(rest)
    }

    pub(super) fn day<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        two(self.day.insert(0), value)
    }

    /// Of 24.
    pub(super) fn hour<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        self.is_24_hour = true;
        two(&mut self.hour, value)
    }

    /// Of 12.
    pub(super) fn hour_of_half_day<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        self.afternoon.get_or_insert(false);
        two(&mut self.hour, value).filter(|_| (1..=12).contains(&self.hour))
    }

    pub(super) fn minute<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        two(&mut self.minute, value)
    }

    pub(super) fn second<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        two(&mut self.second, value)
    }

    /// Of a second; digits after the third are left out.
    pub(super) fn fraction<'a>(&mut self, most: usize, value: &'a str) -> Option<&'a str> {
        let length = value.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (given, rest) = value.split_at(length);
        self.millis = format!("{given:0<3}")[..3].parse().ok().filter(|_| length > 0)?;
        Some(rest)
    }

    /// `AM` or `PM`, both letters large or small.
    pub(super) fn half_day<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        let (afternoon, rest) =
            [(false, "AM"), (true, "PM")].iter().find_map(|(is_pm, name)| Some((*is_pm, after_name(value, name)?)))?;
        self.afternoon = Some(afternoon);
        Some(rest)
    }

    /// A month or day without a year is in 2000, as in Joda-Time; a time without a date is in 1970. `None` for what no calendar has.
    pub(super) fn finish(self) -> Option<NaiveDateTime> {
        let has_day = self.month.is_some() || self.day.is_some();
        let year = match (self.has_year, has_day) {
            (true, _) => self.year,
            (false, true) => 2000,
            (false, false) => 1970,
        };
        let hour = match self.afternoon.filter(|_| !self.is_24_hour) {
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let day = NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        day.and_hms_milli_opt(hour, self.minute, self.second, self.millis)
    }
}
