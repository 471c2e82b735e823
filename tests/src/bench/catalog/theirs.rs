//! The products of the peers' benchmark, made by its own generator: what we and they are measured
//! with has to be the same.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::goods::{Assortment, Question, Row};

const GENERATOR: &str = "gen-catalog.mjs";

/// Which delta is laid over the catalog.
const EPOCH: u32 = 1;

#[derive(Deserialize)]
struct Line {
    id: u64,
    sku: String,
    name: String,
    description: String,
    category: String,
    brand: String,
    price_minor: u64,
    stock: u64,
    seller_id: u64,
    attributes: Map<String, Value>,
    image: String,
}

#[derive(Deserialize)]
struct Asked {
    q: String,
    typo: String,
}

/// Whether the generator lies in that folder.
#[must_use]
pub fn is_there(peers: &Path) -> bool {
    peers.join(GENERATOR).is_file()
}

/// So many products, with the questions and the changes that belong to them.
pub fn assortment(peers: &Path, products: usize) -> Result<Assortment> {
    let generator = peers.join(GENERATOR);
    let mut node = Command::new("node")
        .arg(&generator)
        .arg(products.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("node is needed for the peers' products, and does not start")?;
    let lines = BufReader::new(node.stdout.take().context("node says nothing")?).lines();
    let rows = lines.map(|line| row(serde_json::from_str(&line?)?)).collect::<Result<Vec<_>>>();
    ensure!(node.wait()?.success(), "{GENERATOR} failed");
    let rows = rows?;
    ensure!(rows.len() == products, "{GENERATOR} made {} products", rows.len());
    let category = ask(&generator, "m.TEST_CATEGORY")?;
    let questions: Vec<Asked> = ask(&generator, "m.queries()")?;
    let script = format!(
        "(() => {{ const out = []; for (let i = 1; i <= {products}; i++) \
         if (m.changedInEpoch(i, {EPOCH})) out.push(m.applyDelta(m.product(i), {EPOCH})); \
         return out; }})()"
    );
    let changed: Vec<Line> = ask(&generator, &script)?;
    let questions =
        questions.into_iter().map(|asked| Question { clean: asked.q, typo: asked.typo }).collect();
    let changed = changed.into_iter().map(row).collect::<Result<_>>()?;
    Ok(Assortment { rows, category, questions, changed, maker: "the peers' generator" })
}

/// What an expression over the generator's module comes to.
fn ask<T: DeserializeOwned>(generator: &Path, expression: &str) -> Result<T> {
    // The generator writes a catalog when it is the program; as a module it only answers.
    let script = "import(process.env.GENERATOR).then(m => console.log(JSON.stringify(eval(process.env.ASKED))))";
    let answer = Command::new("node")
        .args(["-e", script])
        .env("GENERATOR", absolute(generator)?)
        .env("ASKED", expression)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(answer.status.success(), "the peers' generator does not know {expression}");
    Ok(serde_json::from_slice(&answer.stdout)?)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    Ok(path.canonicalize()?)
}

fn row(line: Line) -> Result<Row> {
    let attributes = line.attributes.into_iter().map(|(name, value)| {
        let value = value.as_str().context("an attribute that is no text")?.to_owned();
        Ok((name, value))
    });
    Ok(Row {
        id: line.id,
        sku: line.sku,
        name: line.name,
        description: line.description,
        category: line.category,
        brand: line.brand,
        price: line.price_minor,
        stock: line.stock,
        seller: line.seller_id,
        attributes: attributes.collect::<Result<_>>()?,
        image: line.image,
    })
}
