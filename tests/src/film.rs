//! A film for a camera that is none: what one browser shows, held before the camera of another.
//!
//! Chromium plays a file of JPEG pictures instead of a camera where it is told to. The pictures are
//! taken off the screen as they are and turned into JPEG by the browser that showed them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::browser::Browser;
use crate::places;

/// Pictures a second in which Chromium plays such a file.
const PICTURES_PER_SECOND: usize = 30;

/// What stands beside the code in a picture, in points of the page on each side.
const MARGIN: u32 = 12;

/// A file that a camera plays, over and over.
pub struct Film {
    file: PathBuf,
}

impl Film {
    /// So many pictures of an element as it moves, each shown for a part of a second.
    pub fn of(name: &str, browser: &Browser, css: &str, pictures: usize) -> Result<Self> {
        let mut film = Vec::new();
        for _ in 0..pictures {
            let picture = photograph(browser, css)?;
            // A still one is played for a second, as the parts of a moving row together.
            for _ in 0..PICTURES_PER_SECOND.div_ceil(pictures.max(1)) {
                film.extend_from_slice(&picture);
            }
        }
        let file = places::output("journeys/films")?.join(format!("{name}.mjpeg"));
        fs::write(&file, film).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Self { file })
    }

    /// What Chromium is told at its start: there is a camera, it may be used, and this is seen.
    #[must_use]
    pub fn arguments(&self) -> [String; 3] {
        [
            "--use-fake-device-for-media-stream".to_owned(),
            "--use-fake-ui-for-media-stream".to_owned(),
            format!("--use-file-for-fake-video-capture={}", self.path().display()),
        ]
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }
}

/// An element in the middle of a square picture, 720 points wide, as a JPEG.
fn photograph(browser: &Browser, css: &str) -> Result<Vec<u8>> {
    browser.wait_for(css)?;
    let place = "const element = document.querySelector(arguments[0]);
        element.scrollIntoView({ block: 'center', behavior: 'instant' });";
    browser.js(place, &json!([css]))?;
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("screen.png");
    browser.screenshot(&picture)?;
    let png = STANDARD.encode(fs::read(&picture)?);
    let develop = "
        const { left, top, width, height } = document.querySelector(arguments[1]).getBoundingClientRect();
        window.developed = null;
        const picture = new Image();
        picture.onload = () => {
            const scale = picture.width / innerWidth, margin = arguments[2];
            const side = Math.max(width, height) + 2 * margin;
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 720;
            const paper = canvas.getContext('2d');
            paper.fillStyle = '#555';
            paper.fillRect(0, 0, 720, 720);
            paper.drawImage(picture, (left + width / 2 - side / 2) * scale,
                (top + height / 2 - side / 2) * scale, side * scale, side * scale, 0, 0, 720, 720);
            window.developed = canvas.toDataURL('image/jpeg', 0.92).split(',')[1];
        };
        picture.src = 'data:image/png;base64,' + arguments[0];";
    browser.js(develop, &json!([png, css, MARGIN]))?;
    let developed = browser.wait_js("the picture to be developed", "window.developed")?;
    Ok(STANDARD.decode(developed.as_str().context("no picture")?)?)
}
