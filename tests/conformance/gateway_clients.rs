//! The gateway's own clients, for Node and for Python, find in the practice bank what they know
//! from the real one.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use warung_tests::server::Server;

use super::{folder, installed};

/// Runs a client against a fresh practice bank; gives back the methods that went all the way.
fn drive(client: &mut Command) -> Result<Vec<String>> {
    let server = Server::demo()?;
    let memory = std::fs::read(server.data().join("simulator.json"))?;
    let memory: Value = serde_json::from_slice(&memory)?;
    let key = memory["server_key"].as_str().context("the practice bank has no key")?;
    let ran = client
        .env("WARUNG_GATEWAY", format!("{}/simulator", server.origin()))
        .env("WARUNG_SERVER_KEY", key)
        .env("WARUNG_RUN", "conformance")
        .output()?;
    ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8(ran.stdout)?.lines().map(str::to_owned).collect())
}

/// Every method of the list the clients read.
fn all_methods() -> Result<Vec<String>> {
    let list: Vec<Value> = serde_json::from_slice(&std::fs::read(folder().join("charges.json"))?)?;
    let names = list.iter().filter_map(|kind| kind["name"].as_str().map(str::to_owned));
    Ok(names.collect())
}

#[test]
fn the_client_for_node_drives_every_method() -> Result<()> {
    let modules = installed("WARUNG_NODE_MODULES")?;
    let driven = drive(
        Command::new("node").arg(folder().join("midtrans.mjs")).env("WARUNG_NODE_MODULES", modules),
    )?;
    assert_eq!(driven, all_methods()?);
    Ok(())
}

#[test]
fn the_client_for_python_drives_every_method() -> Result<()> {
    let python = installed("WARUNG_PYTHON")?;
    let driven = drive(Command::new(python).arg("-B").arg(folder().join("midtrans_client.py")))?;
    assert_eq!(driven, all_methods()?);
    Ok(())
}
