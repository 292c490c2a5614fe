//! The drawn pictures of the sample products, built into the program.

use include_dir::{Dir, include_dir};

static PICTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/pictures");

/// The picture of that file name.
pub fn get(name: &str) -> Option<&'static [u8]> {
    PICTURES.get_file(name).filter(|_| name.ends_with(".svg")).map(|file| file.contents())
}
