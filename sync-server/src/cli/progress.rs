//! How far a file has been read: a bar on a terminal, a line now and then
//! elsewhere.

use std::io::{IsTerminal as _, Read, Write as _};

const WIDTH: u64 = 30;

/// Smaller files are read before a bar could be seen.
const WORTH_SHOWING: u64 = 4 * 1024 * 1024;

/// Reads on and says how far it is. All on standard error: the report alone
/// belongs on standard output.
pub struct Progress<R> {
    inner: R,
    length: u64,
    read: u64,
    /// In steps of the bar, so that a step is drawn once.
    drawn: u64,
    is_terminal: bool,
}

impl<R> Progress<R> {
    pub fn new(inner: R, length: u64) -> Self {
        Self { inner, length, read: 0, drawn: 0, is_terminal: std::io::stderr().is_terminal() }
    }

    fn draw(&mut self) {
        let step = self.read.min(self.length) * WIDTH / self.length.max(1);
        if self.length < WORTH_SHOWING || step == self.drawn {
            return;
        }
        self.drawn = step;
        let percent = self.read.min(self.length) * 100 / self.length.max(1);
        let mut out = std::io::stderr().lock();
        // Nobody is harmed by a bar that could not be drawn.
        let _ = if self.is_terminal {
            let done: String = (0..WIDTH).map(|at| if at < step { '#' } else { '.' }).collect();
            let end = if step == WIDTH { "\n" } else { "" };
            write!(out, "\rreading [{done}] {percent} %{end}").and_then(|()| out.flush())
        } else if step.is_multiple_of(WIDTH / 3) {
            writeln!(out, "read {percent} %")
        } else {
            Ok(())
        };
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.inner.read(buffer)?;
        self.read += taken as u64;
        self.draw();
        Ok(taken)
    }
}
