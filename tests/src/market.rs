//! A shop with thousands of products, made here and the same every time: what the demo is too small
//! to show.

use anyhow::{Context, Result};

use crate::bench::catalog::goods::{Assortment, Row, write_csv};
use crate::bench::catalog::own;
use crate::server::Server;

/// So many products, with the fullest shelf first. Their pictures were never taken.
#[must_use]
pub fn assortment(products: usize) -> Assortment {
    let mut made = own::assortment(products);
    for row in made.rows.iter_mut().chain(&mut made.changed) {
        row.image.clear();
    }
    made
}

/// A shop that sells them, open.
pub fn open(rows: &[Row]) -> Result<Server> {
    let mut server = Server::prepared(&[])?;
    take_in(&server, rows)?;
    server.start()?;
    Ok(server)
}

/// Puts products on a shop's shelves, while it runs or not.
pub fn take_in(server: &Server, rows: &[Row]) -> Result<()> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let file = folder.path().join("market.csv");
    write_csv(rows, &file)?;
    server.import(&file, &["--lang", "id"]).map(drop)
}

/// `12.500`, as prices are written here.
#[must_use]
pub fn rupiah(price: u64) -> String {
    let text = price.to_string();
    let (head, tail) = text.split_at(text.len().saturating_sub(3));
    match head.len() {
        0 => tail.to_owned(),
        1..=3 => format!("{head}.{tail}"),
        more => format!("{}.{}.{tail}", &head[..more - 3], &head[more - 3..]),
    }
}
