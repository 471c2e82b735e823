//! The shop's side: how long it takes to take in a file, how soon a price is known, and how many
//! phones it can tell of its catalog in a second.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use warung_domain::catalog::{Changes, Directory, Manifest};
use warung_domain::jws::{split_compact, unb64};

use super::goods::{Assortment, Row, write_csv};
use crate::bench::process;
use crate::bench::wire::{Wire, get_request};
use crate::server::Server;
use crate::waiting::{PATIENCE, until};

/// Connections that ask at once, and for how long.
const CONNECTIONS: usize = 8;
const ASKED_FOR: Duration = Duration::from_secs(3);

/// A shop that sells an assortment.
pub struct Shop {
    pub server: Server,
    folder: PathBuf,
    /// How long the file took, from the program's start to its end.
    pub import: Duration,
    pub file_bytes: u64,
    pub directory: Directory,
    /// Of manifest and directory as they travel.
    pub manifest_bytes: u64,
    pub directory_bytes: u64,
}

/// How fast something is answered.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub per_second: u128,
    /// Processor time of the server for one answer.
    pub processor: Duration,
    /// Bytes of HTTP down, of one answer.
    pub bytes: u64,
}

impl Shop {
    /// Founds a shop, takes in the assortment and opens.
    pub fn open(assortment: &Assortment, folder: &Path) -> Result<Self> {
        let file = folder.join(format!("catalog-{}.csv", assortment.rows.len()));
        write_csv(&assortment.rows, &file)?;
        let mut server = Server::prepared(&[])?;
        let begun = Instant::now();
        server.import(&file, &["--lang", "id"])?;
        let import = begun.elapsed();
        server.start()?;
        let (manifest, manifest_bytes) = manifest(&server)?;
        let directory = directory(&server, &manifest)?;
        let directory_bytes = packed_bytes(&server, &directory_path(&manifest))?;
        ensure!(manifest.products as usize == assortment.rows.len(), "not all products came in");
        Ok(Self {
            server,
            folder: folder.to_owned(),
            import,
            file_bytes: std::fs::metadata(&file)?.len(),
            directory,
            manifest_bytes,
            directory_bytes,
        })
    }

    /// The page of a category by its name.
    pub fn shelf(&self, name: &str) -> Result<String> {
        let mut shelves = self.directory.categories.iter();
        let found = shelves.find(|count| count.category.name.texts().any(|text| text == name));
        let found = found.with_context(|| format!("the shop has no shelf {name}"))?;
        Ok(format!("/category/{}", found.category.id))
    }

    /// Takes in changed rows while the shop is open; gives back how long that took.
    pub fn take_in(&self, rows: &[Row]) -> Result<Duration> {
        let file = self.folder.join("changed.csv");
        write_csv(rows, &file)?;
        let begun = Instant::now();
        self.server.import(&file, &["--lang", "id"])?;
        Ok(begun.elapsed())
    }

    /// Changes one price, and gives back how long it takes from the start of the program that does
    /// it until `changes` tells of it.
    pub fn change_a_price(&self, row: &Row) -> Result<Duration> {
        let file = self.folder.join("one.csv");
        write_csv(std::slice::from_ref(row), &file)?;
        let (manifest, _) = manifest(&self.server)?;
        let path = format!("/api/v1/catalog/changes?since={}", manifest.head);
        let request = get_request(&self.server.host(), &path, "");
        let mut wire = Wire::open(&self.server.host())?;
        let begun = Instant::now();
        std::thread::scope(|scope| {
            let changing = scope.spawn(|| self.server.import(&file, &["--lang", "id"]));
            let heard = until(4 * PATIENCE, "the price", || {
                let changes: Changes = serde_json::from_slice(&wire.send(&request)?.body)?;
                ensure!(!changes.rows.is_empty(), "nothing has changed");
                Ok(begun.elapsed())
            });
            changing.join().map_err(|_| anyhow!("the import broke"))??;
            heard
        })
    }

    /// Answers a second on one core: the server is kept to one, whoever asks has the others.
    pub fn rates(&self) -> Result<Vec<(&'static str, Rate)>> {
        let host = self.server.host();
        let (now, directory) = self.now()?;
        let manifest = get_request(&host, "/api/v1/catalog/manifest", "");
        let etag = Wire::open(&host)?.send(&manifest)?.etag.context("a manifest without a tag")?;
        let unchanged = format!("if-none-match: {etag}\r\n");
        let unchanged = get_request(&host, "/api/v1/catalog/manifest", &unchanged);
        let shards = directory
            .shards
            .iter()
            .map(|shard| get_request(&host, &format!("/api/v1/catalog/shards/{}", shard.hash), ""));
        let shards: Vec<Vec<u8>> = shards.collect();
        let nothing_new = format!("/api/v1/catalog/changes?since={}", now.head);
        let nothing_new = get_request(&host, &nothing_new, "");
        self.keep_to_one_core()?;
        Ok(vec![
            ("manifest, unchanged (304)", self.rate(&[unchanged])?),
            ("manifest, whole", self.rate(&[manifest])?),
            ("shards, in turn", self.rate(&shards)?),
            ("changes, none", self.rate(&[nothing_new])?),
        ])
    }

    fn keep_to_one_core(&self) -> Result<()> {
        let server = self.server.pid()?.to_string();
        let kept = Command::new("taskset").args(["-a", "-p", "-c", "0", &server]).output()?;
        ensure!(kept.status.success(), "the server cannot be kept to one core");
        Ok(())
    }

    fn rate(&self, requests: &[Vec<u8>]) -> Result<Rate> {
        let (host, pid) = (self.server.host(), self.server.pid()?);
        let before = processor(pid)?;
        let begun = Instant::now();
        let ask = |first: usize| -> Result<(u64, u64)> {
            let mut wire = Wire::open(&host)?;
            let mut answered = 0;
            for request in requests.iter().cycle().skip(first % requests.len()) {
                let reply = wire.send(request)?;
                ensure!(reply.status == 200 || reply.status == 304, "answered {}", reply.status);
                answered += 1;
                if begun.elapsed() > ASKED_FOR {
                    break;
                }
            }
            Ok((answered, wire.received))
        };
        let ask = &ask;
        let answers = std::thread::scope(|scope| {
            let asking: Vec<_> =
                (0..CONNECTIONS).map(|first| scope.spawn(move || ask(first * 7))).collect();
            let joined = asking.into_iter().map(|asked| asked.join());
            joined
                .map(|asked| asked.map_err(|_| anyhow!("an asker broke"))?)
                .collect::<Result<Vec<_>>>()
        })?;
        let took = begun.elapsed();
        let answered: u64 = answers.iter().map(|(answered, _)| answered).sum();
        let received: u64 = answers.iter().map(|(_, received)| received).sum();
        let spent = processor(pid)?.saturating_sub(before);
        Ok(Rate {
            per_second: u128::from(answered) * 1_000_000 / took.as_micros().max(1),
            processor: spent / u32::try_from(answered)?.max(1),
            bytes: received / answered.max(1),
        })
    }

    /// Processor time so far.
    pub fn processor(&self) -> Result<Duration> {
        processor(self.server.pid()?)
    }

    /// Fetches what product pages show beyond the catalog, shard after shard on one connection, as
    /// every phone but the first gets it, for whom the shop packs it: bytes of HTTP and time.
    pub fn details(&self) -> Result<(u64, Duration)> {
        let (_, directory) = self.now()?;
        self.fetch_details(&directory)?;
        self.fetch_details(&directory)
    }

    fn fetch_details(&self, directory: &Directory) -> Result<(u64, Duration)> {
        let host = self.server.host();
        let mut wire = Wire::open(&host)?;
        let begun = Instant::now();
        for shard in &directory.shards {
            let path = format!("/api/v1/catalog/shards/{}/details", shard.hash);
            let reply = wire.send(&get_request(&host, &path, "accept-encoding: br\r\n"))?;
            ensure!(reply.status == 200, "{path} answers {}", reply.status);
        }
        Ok((wire.received, begun.elapsed()))
    }

    /// What is sold now. Changes pile up, and then the shop packs anew.
    fn now(&self) -> Result<(Manifest, Directory)> {
        let (manifest, _) = manifest(&self.server)?;
        let directory = directory(&self.server, &manifest)?;
        Ok((manifest, directory))
    }
}

fn processor(pid: u32) -> Result<Duration> {
    Ok(process::threads(pid)?.values().sum())
}

/// What a browser downloads from there.
fn packed_bytes(server: &Server, path: &str) -> Result<u64> {
    let host = server.host();
    let request = get_request(&host, path, "accept-encoding: br\r\n");
    Ok(Wire::open(&host)?.send(&request)?.body.len() as u64)
}

/// The manifest as it stands now, and its bytes.
fn manifest(server: &Server) -> Result<(Manifest, u64)> {
    let jws = server.client().get("/api/v1/catalog/manifest")?.text();
    let payload = unb64(split_compact(&jws)?.payload)?;
    Ok((serde_json::from_slice(&payload)?, jws.len() as u64))
}

fn directory_path(manifest: &Manifest) -> String {
    format!("/api/v1/catalog/directories/{}", manifest.directory)
}

fn directory(server: &Server, manifest: &Manifest) -> Result<Directory> {
    let bytes = server.client().get(&directory_path(manifest))?.body;
    Ok(Directory::read(&bytes, manifest)?)
}
