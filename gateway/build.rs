//! Builds anew when a migration, a picture or an asset is added: the macros that embed the folders can't say so.

fn main() {
    for folder in ["migrations", "pictures", "assets", "sample"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
