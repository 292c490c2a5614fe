//! Which module may use which (see the map in `src/lib.rs`), read from the source: an arrow that points up fails, and so
//! does a browser in the pure core.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test ends with the first file that can't be read")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may use.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("booking", &[]),
    ("api", &["booking"]),
    ("state", &["booking", "api"]),
    ("i18n", &["booking"]),
    ("components", &["booking", "api", "state", "i18n"]),
    ("element", &["booking", "api", "state", "i18n", "components"]),
];

/// Modules without a browser, and the files in them that are the exception.
const PURE: [(&str, &[&str]); 3] = [("booking", &[]), ("api", &["fetch.rs"]), ("state", &["store.rs"])];

/// What only a browser has.
const BROWSER: [&str; 6] = ["web_sys", "js_sys", "wasm_bindgen", "yew", "gloo", "serde_wasm_bindgen"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files below a folder, or the file itself.
fn files(at: &Path) -> Vec<PathBuf> {
    if at.is_file() {
        return Some(at.to_owned())
            .filter(|file| file.extension().is_some_and(|ext| ext == "rs"))
            .into_iter()
            .collect();
    }
    let mut entries: Vec<_> = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.iter().flat_map(|entry| files(entry)).collect()
}

/// The files of a module: its folder, or its file.
fn files_of(module: &str) -> Vec<PathBuf> {
    let (folder, file) = (source().join(module), source().join(format!("{module}.rs")));
    [folder, file].iter().filter(|path| path.exists()).flat_map(|path| files(path)).collect()
}

/// The code of a file: its lines less those that are comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn words(code: &str) -> Vec<&str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// The names that stand at the head of a path: `a` of `a::b`, `a` and `c` of `{a::b, c::{d, e}}`.
fn heads(path: &str) -> Vec<&str> {
    let path = path.trim_start();
    let Some(group) = path.strip_prefix('{') else {
        return words(path.split([':', ';', ',', '(', '<', ' ', '\n']).next().unwrap_or_default());
    };
    let mut heads = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (index, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.extend(self::heads(&group[start..index]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.extend(self::heads(&group[start..index]));
                start = index + 1;
            }
            _ => {}
        }
    }
    heads
}

/// The top-level modules that some code uses: `crate::x`, `crate::{x, y}`, and `super::` as far up.
fn used(code: &str) -> BTreeSet<&str> {
    let after =
        |prefix: &'static str| code.match_indices(prefix).map(move |(at, _)| &code[at + prefix.len()..]);
    let top = |name: &&str| MAY_USE.iter().any(|(module, _)| module == name);
    after("crate::").chain(after("super::super::")).flat_map(heads).filter(top).collect()
}

/// What one file uses against the rules, in words.
fn against_the_arrows(module: &str, name: &str, text: &str) -> Vec<String> {
    let (_, may) = MAY_USE.iter().find(|(known, _)| *known == module).unwrap();
    used(&code(text))
        .into_iter()
        .filter(|other| *other != module && !may.contains(other))
        .map(|other| format!("{name}: {module} uses {other}"))
        .collect()
}

fn browser_in(name: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let found: BTreeSet<_> =
        words(&code).into_iter().filter(|word| BROWSER.contains(word) || word.starts_with("gloo_")).collect();
    found.into_iter().map(|word| format!("{name}: {word}")).collect()
}

fn name_of(file: &Path) -> String {
    file.strip_prefix(source()).unwrap().display().to_string()
}

#[test]
fn no_arrow_points_up() {
    let mut wrong = Vec::new();
    for (module, _) in MAY_USE {
        for file in files_of(module) {
            wrong.extend(against_the_arrows(module, &name_of(&file), &fs::read_to_string(&file).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pure_core_knows_no_browser() {
    let mut wrong = Vec::new();
    for (module, except) in PURE {
        let files = files_of(module);
        assert!(!files.is_empty(), "{module} is there");
        for file in files {
            if !except.iter().any(|name| file.ends_with(name)) {
                wrong.extend(browser_in(&name_of(&file), &fs::read_to_string(&file).unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_top_level_module_is_on_the_map() {
    let mut modules: BTreeSet<_> = fs::read_dir(source())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.is_dir() && !files(path).is_empty() || path.extension().is_some_and(|ext| ext == "rs")
        })
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    modules.remove("lib");
    let known: BTreeSet<_> = MAY_USE.iter().map(|(module, _)| (*module).to_owned()).collect();
    assert!(modules.is_subset(&known), "{modules:?}");
}

#[test]
fn an_arrow_that_points_up_is_seen_however_it_is_written() {
    for code in [
        "use crate::state::Model;",
        "use crate::{booking::Cart, state::{Model, Action}};",
        "use crate::{\n    booking::Cart,\n    state,\n};",
        "use super::super::state::Model;",
        "fn f(model: &crate::state::Model) {}",
    ] {
        assert_eq!(against_the_arrows("api", "call.rs", code), ["call.rs: api uses state"], "{code}");
    }
    for code in [
        "use crate::booking::Cart;",
        "use crate::{booking::{Cart, state_of}, api::Call};",
        "// use crate::state::Model;",
        "/// See [`crate::state::Model`].",
        "use super::state::Model;",
    ] {
        assert_eq!(against_the_arrows("api", "call.rs", code), [] as [&str; 0], "{code}");
    }
}

#[test]
fn a_browser_is_seen_however_it_is_named() {
    for code in [
        "use web_sys::Window;",
        "let x = js_sys::Date::now();",
        "use gloo_timers::sleep;",
        "use yew::prelude::*;",
    ] {
        assert_eq!(browser_in("x.rs", code).len(), 1, "{code}");
    }
    assert_eq!(browser_in("x.rs", "/// The Yew glue, by web_sys.\nlet yewish = 1;"), [] as [&str; 0]);
}
