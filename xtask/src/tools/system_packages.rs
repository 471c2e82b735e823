//! The system's own packages, through apt-get, for what cannot be installed for one user.

use std::process::Command;

use super::on_path;
use crate::process;
use crate::trouble::Trouble;

/// Installs packages and says so. `what` is the reader's word for them.
pub fn install(packages: &[&str], what: &str, takes: &str) -> Result<(), Trouble> {
    let by_hand =
        format!("Install it with your system's tools ({}) and try again.", packages.join(", "));
    if on_path("apt-get").is_none() {
        return Err(Trouble::Tool {
            tool: what.to_owned(),
            reason: "this system has no apt-get to install it with".to_owned(),
            next: by_hand,
        });
    }
    println!("Installing {what} through apt-get: {} ({takes}).", packages.join(", "));
    let refused = |trouble: Trouble| Trouble::Tool {
        tool: what.to_owned(),
        reason: format!("apt-get could not install it: {trouble}"),
        next: by_hand.clone(),
    };
    // An old package list is the usual reason for a failed install, and a broken extra source is
    // no reason to give up: the install below tells whether the list was good enough.
    let _list_may_be_old = process::run(apt_get().args(["update", "-qq"]), "apt-get update");
    process::run(
        apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages),
        "apt-get install",
    )
    .map_err(refused)
}

fn apt_get() -> Command {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    process::ask(Command::new("id").arg("-u")).as_deref() == Some("0")
}
