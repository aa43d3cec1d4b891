//! Days in addresses.

use chrono::NaiveDate;

/// A day in a path: `/2017/05/03/`, `/2017-05-03-`, `/20170503`, `/03-05-2017`.
pub fn in_path(path: &str) -> Option<NaiveDate> {
    // Words between the numbers keep them apart: `/2019-4/issue-4`.
    let mut numbers = Vec::new();
    let mut dashed = Vec::new();
    for part in path.split_inclusive(['/', '-', '_', '.']) {
        let number = part.trim_end_matches(['/', '-', '_', '.']);
        numbers.push(if number.bytes().all(|byte| byte.is_ascii_digit()) { number } else { "" });
        dashed.push(part.ends_with('-'));
    }
    for (index, part) in numbers.iter().enumerate() {
        let number = |at: usize, size: usize| numbers.get(at).filter(|number| number.len() == size);
        let date = match part.len() {
            2 if dashed[index] => {
                let (Some(month), Some(year)) = (number(index + 1, 2), number(index + 2, 4)) else { continue };
                (year.parse().ok()?, month.parse().ok()?, part.parse().ok()?)
            }
            4 => {
                let short = |at: usize| numbers.get(at).filter(|number| matches!(number.len(), 1 | 2));
                let (Some(month), Some(day)) = (short(index + 1), short(index + 2)) else { continue };
                (part.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            }
            8 => (part.get(..4)?.parse().ok()?, part.get(4..6)?.parse().ok()?, part.get(6..)?.parse().ok()?),
            _ => continue,
        };
        if (1995..2100).contains(&date.0)
            && let Some(date) = NaiveDate::from_ymd_opt(date.0, date.1, date.2)
        {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_looked_through_once() {
        let begun = std::time::Instant::now();
        assert_eq!(in_path(&"/01".repeat(400_000)), None);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2));
    }

    #[test]
    fn a_day_in_the_address_is_read_and_numbers_that_are_none_are_not() {
        assert_eq!(in_path("/news/2017/05/03/x.html"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(in_path("/p/20170503-x"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(in_path("/notes/29-10-2021"), NaiveDate::from_ymd_opt(2021, 10, 29));
        assert_eq!(in_path("/news/Pages/2025-03-19-shortage.aspx"), NaiveDate::from_ymd_opt(2025, 3, 19));
        assert_eq!(in_path("/p/12345678"), None);
        assert_eq!(in_path("/a/29/10/2021/b-c"), None, "day first is told by dashes alone");
        assert_eq!(in_path("/issues/2019-4/article/interview-issue-4-2019.html"), None);
    }
}
