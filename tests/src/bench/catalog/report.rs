//! The report: Markdown, for people, with the command that made it.

use std::fmt::Write as _;

use super::figure::{Figure, Seen, Unit, thousandths};

/// Somebody who was measured on one size of catalog.
pub struct Contestant {
    pub name: String,
    pub seen: Seen,
}

/// A table of Markdown.
#[derive(Default)]
pub struct Page {
    text: String,
}

impl Page {
    pub fn title(&mut self, text: &str) {
        self.line(&format!("## {text}\n"));
    }

    pub fn say(&mut self, text: &str) {
        self.line(&format!("{text}\n"));
    }

    pub fn rows(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let width = |column: usize| {
            let cells =
                rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain([head[column].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
        self.row(&head, &widths);
        let rule = |(at, width): (usize, &usize)| match at {
            0 => "-".repeat(*width),
            _ => format!("{}:", "-".repeat(width - 1)),
        };
        let rules: Vec<String> = widths.iter().enumerate().map(rule).collect();
        self.row(&rules, &widths);
        for row in rows {
            self.row(row, &widths);
        }
        self.line("");
    }

    /// The medians of one contestant at several sizes side by side, and how many times the largest
    /// is the smallest.
    pub fn sizes(&mut self, sizes: &[Contestant]) {
        let (Some(least), Some(most)) = (sizes.first(), sizes.last()) else { return };
        let mut head = vec!["products"];
        head.extend(sizes.iter().map(|size| size.name.as_str()));
        head.push("last to first");
        let rows = Figure::ALL.into_iter().filter_map(|figure| {
            let (least, most) = (least.seen.middle(figure)?, most.seen.middle(figure)?);
            let mut row = vec![figure.name().to_owned()];
            let shown = |size: &Contestant| {
                size.seen.middle(figure).map_or_else(|| "–".to_owned(), |value| figure.show(value))
            };
            row.extend(sizes.iter().map(shown));
            row.push(match least {
                0 => "–".to_owned(),
                _ => format!("{}x", thousandths(most * 1_000 / least, 2)),
            });
            Some(row)
        });
        self.rows(&head, &rows.collect::<Vec<_>>());
    }

    fn row(&mut self, cells: &[String], widths: &[usize]) {
        let cells = cells.iter().zip(widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        self.line(&format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
    }

    fn line(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{text}");
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Ours beside everybody else, with the ratios and the goals.
    pub fn contest(
        &mut self,
        ours: &Seen,
        others: &[Contestant],
        goals: &dyn Fn(Figure) -> &'static str,
    ) {
        let mut head = vec!["", "Warung", "goal"];
        head.extend(others.iter().map(|other| other.name.as_str()));
        if !others.is_empty() {
            head.extend(["to the best", "to idb-raw"]);
        }
        let mut rows = Vec::new();
        for figure in Figure::ALL {
            let is_known = |seen: &Seen| seen.middle(figure).is_some();
            if !is_known(ours) && !others.iter().any(|other| is_known(&other.seen)) {
                continue;
            }
            let mut row =
                vec![figure.name().to_owned(), ours.told(figure), goals(figure).to_owned()];
            row.extend(others.iter().map(|other| other.seen.told(figure)));
            if !others.is_empty() {
                row.push(ratio(figure, ours, others.iter()));
                let plain = others.iter().filter(|other| other.name == "idb-raw");
                row.push(ratio(figure, ours, plain));
            }
            rows.push(row);
        }
        self.rows(&head, &rows);
    }
}

/// How many times the best of the others ours is; nothing where more is better.
fn ratio<'a>(figure: Figure, ours: &Seen, others: impl Iterator<Item = &'a Contestant>) -> String {
    let best = others.filter_map(|other| other.seen.middle(figure)).filter(|best| *best > 0).min();
    match (ours.middle(figure), best) {
        (Some(ours), Some(best)) if figure.unit() != Unit::Share && ours > 0 => {
            format!("{}x", thousandths(ours * 1_000 / best, if ours < best { 3 } else { 2 }))
        }
        _ => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_to_the_best_and_to_the_plain_one() {
        let seen = |value| {
            let mut seen = Seen::default();
            seen.add(Figure::Complete, value);
            seen
        };
        let other = |name: &str, value| Contestant { name: name.to_owned(), seen: seen(value) };
        let mut page = Page::default();
        let others = [other("idb-raw", 2_000_000), other("dexie", 1_000_000)];
        page.contest(&seen(500_000), &others, &|_| "≤ 1 s");
        let row = page.text().lines().nth(2).unwrap();
        let cells: Vec<&str> =
            row.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let said =
            ["first sync complete", "500.00 ms", "≤ 1 s", "2.00 s", "1.00 s", "0.500x", "0.250x"];
        assert_eq!(cells, said);
    }
}
