//! Every page in every look: a tour through the real app with orders in all their states, taken as
//! a guest, as a shopper, without a server, at the counter and in the practice town.
//!
//! The pictures are for a person's eye. What needs no eye is complained about: overflow, errors in
//! the console, pages that never settle.

mod look;
mod photographer;
mod tour;

use std::path::Path;

use anyhow::Result;

use photographer::Photographer;

/// What the tour brought home.
pub struct Album {
    pub pictures: usize,
    pub complaints: Vec<String>,
}

/// Takes all pictures into a folder.
pub fn take_all(out: &Path) -> Result<Album> {
    let mut photographer = Photographer::new(out);
    tour::go(&mut photographer)?;
    let complaints = photographer.complaints.into_iter().collect();
    Ok(Album { pictures: photographer.pictures, complaints })
}
