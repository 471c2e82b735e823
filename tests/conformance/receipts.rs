//! Receipts, checkpoints and proofs are what libraries of others take for genuine: `jose` for Node,
//! `joserfc`, `rfc8785` and `pymerkle` for Python.

use std::process::Command;

use anyhow::{Result, ensure};

use super::{folder, installed};

/// What a verifier says it did with the committed vectors.
fn verified(verifier: &mut Command) -> Result<String> {
    let vectors = folder().join("../vectors/receipts.json");
    let ran = verifier.env("WARUNG_VECTORS", vectors).output()?;
    ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8(ran.stdout)?.trim().to_owned())
}

// Holds R2, R6, R8: documents of both keys.
#[test]
fn jose_verifies_receipts_and_checkpoints() -> Result<()> {
    let modules = installed("WARUNG_NODE_MODULES")?;
    let node = &mut Command::new("node");
    let said =
        verified(node.arg(folder().join("receipts.mjs")).env("WARUNG_NODE_MODULES", modules))?;
    assert_eq!(said, "15 verified, 2 refused");
    Ok(())
}

// Holds R2, R5, R6, R8, R9.
#[test]
fn joserfc_rfc8785_and_pymerkle_verify_receipts_checkpoints_and_proofs() -> Result<()> {
    let python = installed("WARUNG_PYTHON")?;
    let said = verified(Command::new(python).arg("-B").arg(folder().join("receipts.py")))?;
    assert_eq!(said, "15 verified, 2 refused, 56 proofs, 7 QRs");
    Ok(())
}
