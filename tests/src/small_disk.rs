//! A disk that is soon full: a few megabytes of memory, mounted where a shop keeps its data.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::places;

/// Room for the demo shop and a few orders.
const SIZE: &str = "size=24m";

/// Mounted while it lives.
pub struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Needs the right to mount, which containers often lack even for root.
    pub fn mount(name: &str) -> Result<Self> {
        let folder =
            places::output("journeys/disks")?.join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(&folder)
            .output()
            .context("there is no `mount`")?;
        let said = String::from_utf8_lossy(&mounted.stderr);
        ensure!(mounted.status.success(), "no small disk can be mounted: {}", said.trim());
        Ok(Self { folder })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Takes the last byte.
    pub fn fill(&self) -> Result<()> {
        let mut file = File::create(self.ballast())?;
        // Smaller and smaller, until not even one more byte fits.
        for block in [65_536, 512, 1] {
            while file.write_all(&vec![b'x'; block]).is_ok() {}
        }
        Ok(())
    }

    /// Gives back what [`SmallDisk::fill`] took.
    pub fn empty(&self) -> Result<()> {
        fs::remove_file(self.ballast()).context("there was no ballast")
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open keeps it until he closes it.
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
        let _ = fs::remove_dir(&self.folder);
    }
}
