//! A shop that is to be taken apart is linked so that this is possible: the module keeps the notes
//! on which of its places refer to which others (`xtask/src/app_build/parts.rs` reads them).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_IN_PARTS").is_some() {
        println!("cargo::rustc-link-arg-bin=shop=--emit-relocs");
    }
}
