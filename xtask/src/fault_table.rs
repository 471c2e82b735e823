//! The table fault × engine × result, as text for a terminal and as a report for the repository.

use std::fmt::Write as _;

use serde_json::Value;

/// How one fault ended in one engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    fault: String,
    engine: String,
    result: String,
    /// Why it was skipped, or what went wrong.
    reason: String,
    notes: String,
    seconds: u64,
    saved: u64,
    lost: u64,
    doubled: u64,
    charges_doubled: u64,
}

impl Row {
    /// One line of outcomes, as the journeys write them.
    pub fn read(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        Some(Self {
            fault: text("fault")?,
            engine: text("engine")?,
            result: text("result")?,
            reason: text("reason")?,
            notes: text("notes")?,
            seconds: value["seconds"].as_u64()?,
            saved: value["saved"].as_u64()?,
            lost: value["lost"].as_u64()?,
            doubled: value["doubled"].as_u64()?,
            charges_doubled: value["charges_doubled"].as_u64()?,
        })
    }
}

/// All of them, engine by engine.
#[derive(Debug, Default)]
pub struct Table {
    engines: Vec<String>,
    left_out: Vec<(String, String)>,
    rows: Vec<Row>,
}

impl Table {
    /// A later row of the same fault in the same engine takes the place of an earlier one.
    pub fn add(&mut self, rows: Vec<Row>) {
        for row in rows {
            self.rows.retain(|old| old.fault != row.fault || old.engine != row.engine);
            if !self.engines.contains(&row.engine) {
                self.engines.push(row.engine.clone());
            }
            self.rows.push(row);
        }
    }

    /// An engine that was not there.
    pub fn leave_out(&mut self, engine: &str, why: &str) {
        self.left_out.push((engine.to_owned(), why.to_owned()));
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut out = self.lines().join("\n");
        for remark in self.remarks() {
            let _infallible = write!(out, "\n{remark}");
        }
        let _infallible = write!(out, "\n{}", self.totals());
        out
    }

    /// For the repository.
    pub fn report(&self, command: &str) -> String {
        let mut out = format!(
            "# Orders under faults\n\nMade by `{command}`. A fault that was run again alone (`--journey WORD`) has its newest\n\
             result. Saved, lost and doubled are counted by asking the shop for every order the\nphone \
             had called saved, and the practice bank for every bill.\n\n{}\n\n## Totals\n\n{}\n",
            self.lines().join("\n"),
            self.totals()
        );
        let remarks = self.remarks();
        if !remarks.is_empty() {
            out.push_str("\n## Remarks\n\n");
            for remark in remarks {
                let _infallible = writeln!(out, "- {remark}");
            }
        }
        out
    }

    /// A Markdown table, which reads well in a terminal too.
    fn lines(&self) -> Vec<String> {
        let mut faults: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !faults.contains(&row.fault.as_str()) {
                faults.push(&row.fault);
            }
        }
        let widest = faults.iter().map(|fault| fault.len()).max().unwrap_or(0).max("fault".len());
        let line = |first: &str, cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| format!(" {cell:<14} |")).collect();
            format!("| {first:<widest$} |{}", cells.concat())
        };
        let mut lines = vec![
            line("fault", self.engines.clone()),
            line(&"-".repeat(widest), self.engines.iter().map(|_| "-".repeat(14)).collect()),
        ];
        for fault in faults {
            let cell = |engine: &String| {
                let row = self.rows.iter().find(|row| row.fault == fault && row.engine == *engine);
                row.map_or_else(
                    || "not run".to_owned(),
                    |row| format!("{} ({} s)", row.result, row.seconds),
                )
            };
            lines.push(line(fault, self.engines.iter().map(cell).collect()));
        }
        lines
    }

    fn remarks(&self) -> Vec<String> {
        let engines = self.left_out.iter().map(|(engine, why)| format!("{engine} left out: {why}"));
        let rows = self.rows.iter().flat_map(|row| {
            let said = [&row.reason, &row.notes];
            said.into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| format!("{}, {} ({}): {text}", row.fault, row.engine, row.result))
                .collect::<Vec<_>>()
        });
        engines.chain(rows).collect()
    }

    fn totals(&self) -> String {
        let count = |result: &str| self.rows.iter().filter(|row| row.result == result).count();
        let sum = |of: fn(&Row) -> u64| self.rows.iter().map(of).sum::<u64>();
        format!(
            "{} passed, {} failed, {} skipped. Orders saved: {}. Orders lost: {}. Orders doubled: {}. Charges doubled: {}.",
            count("passed"),
            count("failed"),
            count("skipped"),
            sum(|row| row.saved),
            sum(|row| row.lost),
            sum(|row| row.doubled),
            sum(|row| row.charges_doubled)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fault: &str, engine: &str, result: &str, lost: u64) -> Row {
        let line = format!(
            r#"{{"fault":"{fault}","engine":"{engine}","result":"{result}","reason":"","notes":"",
                "seconds":7,"saved":1,"lost":{lost},"doubled":0,"charges_doubled":0}}"#
        );
        Row::read(&line.replace('\n', " ")).expect("an outcome")
    }

    #[test]
    fn every_fault_has_a_cell_in_every_engine() {
        let mut table = Table::default();
        table.add(vec![row("hung socket", "chromium", "passed", 0)]);
        table.add(vec![row("portal", "firefox", "failed", 1)]);
        table.leave_out("webkit", "no display");
        let text = table.text();
        assert!(text.contains("| hung socket | passed (7 s)   | not run        |"), "{text}");
        assert!(text.contains("| portal      | not run        | failed (7 s)   |"), "{text}");
        assert!(text.contains("webkit left out: no display"), "{text}");
        assert!(text.contains("1 passed, 1 failed, 0 skipped. Orders saved: 2. Orders lost: 1."));
    }

    #[test]
    fn the_newest_result_counts() {
        let mut table = Table::default();
        table.add(vec![row("portal", "webkit", "failed", 1), row("portal", "webkit", "passed", 0)]);
        assert!(table.text().contains("1 passed, 0 failed"), "{}", table.text());
    }

    #[test]
    fn what_is_no_outcome_is_not_read() {
        assert_eq!(Row::read("{\"fault\":\"x\"}"), None);
        assert_eq!(Row::read("thread panicked"), None);
    }
}
