//! Puts `dist/` together from the page, the element, the style sheet and the module. This file says what is in `dist/`.
//! `dist` calls it for a release, trunk as its hook while the widget is being developed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

use anyhow::{Context as _, Result, bail, ensure};

use crate::process::{self, step};
use crate::{glue, project, split, stamp};

/// A file of `dist/`.
pub(crate) struct DistFile {
    /// Its path inside `dist/`.
    pub(crate) path: &'static str,
    /// Whether a customer's page loads it before the first product can be chosen. The rest is the host page shown here.
    pub(crate) first_load: bool,
}

/// The element, which a site's tag loads.
pub(crate) const ELEMENT: &str = "booking-widget.js";
const STYLES: &str = "booking-widget.css";
const GLUE: &str = "app/booking_widget.js";
const WASM: &str = "app/booking_widget_bg.wasm";
/// What is not needed for the list of products; fetched when that is on screen.
const REST: &str = "app/booking_widget_rest.wasm";
pub(crate) const PAGE: &str = "index.html";
const PAGE_STYLES: &str = "host.css";
const EXAMPLE: &str = "examples/plain.html";

/// All that `dist/` holds, besides the encodings of these.
pub(crate) const FILES: [DistFile; 8] = [
    DistFile { path: ELEMENT, first_load: true },
    DistFile { path: STYLES, first_load: true },
    DistFile { path: GLUE, first_load: true },
    DistFile { path: WASM, first_load: true },
    DistFile { path: REST, first_load: false },
    DistFile { path: PAGE, first_load: false },
    DistFile { path: PAGE_STYLES, first_load: false },
    DistFile { path: EXAMPLE, first_load: false },
];

/// The folder that wasm-bindgen writes to: there its glue does not meet the element's file of the same name.
pub(crate) const BOUND_FOLDER: &str = "app";
/// The name that it gives the glue and the module, after the package, as trunk does.
pub(crate) const BOUND_NAME: &str = "booking-widget";
const BOUND_GLUE: &str = "app/booking-widget.js";
const BOUND_WASM: &str = "app/booking-widget_bg.wasm";

/// The oldest browsers the widget runs in.
const BROWSERS: &str = "--target=es2022,chrome111,safari16.4,firefox116";

/// How wasm-opt makes a part of the module small. It is not called before the module is split: it would inline the gates.
const WASM_OPT: [&str; 12] = [
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Trunk's hook after a build, which says in the environment where and how.
pub(crate) fn hook() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging =
        staging.context("assemble is trunk's hook: run `cargo xtask dist` or `trunk build` instead")?;
    let small = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release");
    assemble(&staging, small)
}

/// Makes of a folder with the page, and with what wasm-bindgen wrote, what `dist/` is to be; `small` for a release.
pub(crate) fn assemble(staging: &Path, small: bool) -> Result<()> {
    let root = project::root();
    let esbuild = Esbuild { small };

    esbuild.bundle(&root.join("src/element/booking-widget.js"), &staging.join(ELEMENT))?;
    esbuild.bundle(&root.join("styles/index.css"), &staging.join(STYLES))?;
    make_factory(staging).context("making a factory of wasm-bindgen's glue")?;
    split_module(staging, small).context("splitting the module")?;
    shorten_names(staging).context("shortening the names of the modules' imports")?;
    esbuild.minify(&staging.join(GLUE))?;
    copy(&root.join("examples/host.css"), &staging.join(PAGE_STYLES))?;
    fs::create_dir_all(staging.join("examples")).context("creating the folder of the examples")?;
    copy(&root.join(EXAMPLE), &staging.join(EXAMPLE))?;
    clean_page(&staging.join(PAGE))?;
    if small {
        compress(staging).context("compressing the files")?;
    }
    check_files(staging)
}

/// What the names of a file's encodings end with.
pub(crate) const GZIP: &str = ".gz";
pub(crate) const BROTLI: &str = ".br";

/// Puts encodings beside each file, as small as they get, for servers that send those: they need not compress it for each
/// customer, nor each time they start. Node's own zlib compresses: Node is there anyway, and needs no crate for it.
fn compress(staging: &Path) -> Result<()> {
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", include_str!("compress.mjs"), "--"]);
    process::run(node.args(FILES.iter().map(|file| staging.join(file.path))))
}

fn make_factory(staging: &Path) -> Result<()> {
    let from = staging.join(BOUND_GLUE);
    write(&staging.join(GLUE), &glue::factory(&read(&from)?)?)?;
    fs::remove_file(&from).with_context(|| format!("removing {}", from.display()))
}

/// Where it is to be `small`, wasm-opt makes each part so, and takes the names away that the gates were found by.
fn split_module(staging: &Path, small: bool) -> Result<()> {
    let whole = staging.join(BOUND_WASM);
    let (main, rest) = split::split(&read_bytes(&whole)?)?;
    fs::remove_file(&whole).with_context(|| format!("removing {}", whole.display()))?;
    let parts = [WASM, REST].map(|name| staging.join(name));
    for (file, part) in parts.iter().zip([main, rest]) {
        write_bytes(file, &part)?;
    }
    if small {
        step("making both parts of the module small with wasm-opt (about a minute)");
        return thread::scope(|scope| {
            let parts = parts.each_ref().map(|file| scope.spawn(|| optimise(file)));
            parts.into_iter().try_for_each(process::joined)
        });
    }
    Ok(())
}

fn optimise(module: &Path) -> Result<()> {
    let program = project::root().join("node_modules/.bin/wasm-opt");
    let mut command = Command::new(program);
    process::run(command.args(WASM_OPT).arg(module).arg("--output").arg(module))
}

fn shorten_names(staging: &Path) -> Result<()> {
    let (glue_file, files) = (staging.join(GLUE), [staging.join(WASM), staging.join(REST)]);
    let [main, rest] = files.each_ref().map(|file| read_bytes(file));
    let (glue, modules) = glue::without_hashes(&read(&glue_file)?, &[main?, rest?])?;
    write(&glue_file, &glue)?;
    for (file, module) in files.iter().zip(modules) {
        write_bytes(file, &module)?;
    }
    Ok(())
}

/// esbuild, from the npm packages.
struct Esbuild {
    small: bool,
}

impl Esbuild {
    /// One file of an entry file and what it imports.
    fn bundle(&self, from: &Path, to: &Path) -> Result<()> {
        ensure!(from.is_file(), "{} is missing", from.display());
        // The element fetches the app, beside its first reads: it stays a file of its own.
        self.run(from, to, &["--bundle", "--format=esm", "--external:./app/*"])
    }

    /// The file itself, made smaller for a release.
    fn minify(&self, file: &Path) -> Result<()> {
        if self.small { self.run(file, file, &["--format=esm", "--allow-overwrite"]) } else { Ok(()) }
    }

    fn run(&self, from: &Path, to: &Path, args: &[&str]) -> Result<()> {
        let program = project::root().join("node_modules/.bin/esbuild");
        ensure!(program.is_file(), "the npm packages are missing: run `npm ci` (`cargo xtask dist` does)");
        let mut command = Command::new(program);
        command.current_dir(project::root()).arg(from).args(args);
        command.args([BROWSERS, "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
        if self.small {
            command.arg("--minify");
        }
        let mut outfile = OsStr::new("--outfile=").to_owned();
        outfile.push(to);
        process::run(command.arg(outfile))
    }
}

/// Takes out of the page what is there for trunk.
fn clean_page(page: &Path) -> Result<()> {
    write(page, &without_trunks_links(&read(page)?)?)
}

/// The link that names the crate: `<link data-trunk rel="rust" …>`.
fn without_trunks_links(page: &str) -> Result<String> {
    let mut cleaned = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, from)) = rest.split_once("<link") {
        let (attributes, after) = from.split_once('>').context("a <link> of the page has no end")?;
        cleaned.push_str(before);
        if attributes.contains("data-trunk") || attributes.contains("rel=\"rust\"") {
            cleaned.truncate(cleaned.trim_end().len());
        } else {
            cleaned.push_str("<link");
            cleaned.push_str(attributes);
            cleaned.push('>');
        }
        rest = after;
    }
    cleaned.push_str(rest);
    Ok(cleaned)
}

/// Fails where the folder holds anything else than what this file lists.
fn check_files(staging: &Path) -> Result<()> {
    for file in &FILES {
        ensure!(staging.join(file.path).is_file(), "dist/{} was not made", file.path);
    }
    for file in stamp::files_in(staging)? {
        let path = file.strip_prefix(staging).unwrap_or(&file);
        let name = path.to_string_lossy();
        let plain = [GZIP, BROTLI].iter().find_map(|encoding| name.strip_suffix(encoding)).unwrap_or(&name);
        if !FILES.iter().any(|known| Path::new(known.path) == Path::new(plain)) {
            bail!("dist/{} is not in the list of what dist/ holds (xtask/src/assemble.rs)", path.display());
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

fn write(file: &Path, content: &str) -> Result<()> {
    fs::write(file, content).with_context(|| format!("writing {}", file.display()))
}

fn read_bytes(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("reading {}", file.display()))
}

fn write_bytes(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("writing {}", file.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("copying {}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loses_trunks_link_and_keeps_its_own() {
        let page = "<head>\n  <link data-trunk rel=\"rust\" href=\"Cargo.toml\"\n    data-target-path=\"app\">\n  \
                    <link rel=\"stylesheet\" href=\"host.css\">\n</head>";
        let cleaned = without_trunks_links(page).unwrap();
        assert_eq!(cleaned, "<head>\n  <link rel=\"stylesheet\" href=\"host.css\">\n</head>");
    }

    #[test]
    fn a_file_that_is_not_listed_is_refused() {
        let folder = env::temp_dir().join(format!("xtask-assemble-{}", std::process::id()));
        fs::create_dir_all(folder.join("app")).unwrap();
        fs::create_dir_all(folder.join("examples")).unwrap();
        for file in &FILES {
            fs::write(folder.join(file.path), "").unwrap();
        }
        fs::write(folder.join(format!("{WASM}{BROTLI}")), "").unwrap();
        check_files(&folder).unwrap();
        for stray in ["app/stray.js", "app/stray.js.br"] {
            fs::write(folder.join(stray), "").unwrap();
            assert!(check_files(&folder).unwrap_err().to_string().contains(stray));
            fs::remove_file(folder.join(stray)).unwrap();
        }
        fs::remove_file(folder.join(WASM)).unwrap();
        assert!(check_files(&folder).unwrap_err().to_string().contains(WASM));
        fs::remove_dir_all(folder).unwrap();
    }
}
