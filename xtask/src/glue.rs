//! Turns wasm-bindgen's glue into a factory.
//!
//! wasm-bindgen (`--target web`) writes a module with one instance for the whole page: a module-level `wasm` variable
//! that every function uses. After a trap that instance is lost, and with it every element on the page. Here the same
//! text is wrapped in a function that makes a fresh instance on each call:
//!
//! ```js
//! export async function instantiate(module, guard = (exports) => exports) { …; return { mount, … }; }
//! ```
//!
//! `module` is a compiled `WebAssembly.Module`; `guard` gets the instance's exports and returns what the glue is to
//! call instead of them, so that a caller can see traps; what is returned holds everything the Rust side exports. Once
//! what `guard` returned says that it is `dead`, nothing that the glue makes of its empty answers reaches the page.
//!
//! The steps below know the shape that the pinned wasm-bindgen writes, and fail where it is another.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};

/// Begins the part of the glue that fetches and instantiates; it is replaced.
const INIT: &str = "let wasmModule, wasmInstance, wasm;\n";

/// What that part has to do, so that replacing it is right.
const INIT_DOES: [&str; 4] = [
    "wasm = instance.exports;\n",
    "const imports = __wbg_get_imports();\n",
    "new WebAssembly.Instance(module, imports)",
    "export { initSync, __wbg_init as default };\n",
];

/// What that part also does where the program has something to be done at its start: set up the table of references,
/// or a start function of its own.
const START: &str = "wasm.__wbindgen_start();\n";

/// How the function ends that stands for a closure of the program, and which the browser calls.
const CLOSURE_ENDS: &str = ", ...args);\n        } finally {\n";
/// After a trap the glue reads answers where there are none, and throws what it takes for an error.
const QUIET_WHEN_DEAD: &str =
    "} catch (error) {\n            if (!wasm.dead) throw error;\n        } finally {";

/// Instantiates the first part of the program, and the rest when it is handed in: the parts call each other, the first one
/// the rest through here, as it is there before it.
const JOIN: &str = "let rest;
const imports = __wbg_get_imports();
imports.rest = new Proxy({}, { get: (_, name) => (...values) => rest[name](...values) });
const instance = await WebAssembly.instantiate(module, imports);
wasm = guard(instance.exports);
const complete = async (module) => {
rest = (await WebAssembly.instantiate(module, { ...imports, main: instance.exports })).exports;
};
";

/// What Yew calls the numbers it writes on DOM nodes. They restart in every module: in a page that is itself a Yew
/// app, a click inside the widget would also run the page's handlers.
const MARKERS: [&str; 3] = ["__yew_subtree_id", "__yew_listener_id", "__yew_subtree_cache_key"];

/// The glue as a factory, with node markers of its own.
pub(crate) fn factory(glue: &str) -> Result<String> {
    let (body, init) = glue.split_once(INIT).context("the glue has no initialisation as expected")?;
    for line in INIT_DOES {
        ensure!(init.contains(line), "the glue's initialisation lacks `{}`", line.trim_end());
    }
    let mut exports = Vec::new();
    let mut factory = String::with_capacity(glue.len());
    factory
        .push_str("export async function instantiate(module, guard = (exports) => exports) {\nlet wasm;\n");
    for line in body.lines() {
        if let Some(declaration) = line.strip_prefix("export ") {
            exports.push(
                declared_name(declaration).with_context(|| format!("an export not understood: {line}"))?,
            );
            factory.push_str(declaration);
        } else {
            ensure!(
                !line.starts_with("import "),
                "the glue imports another file, which a factory cannot (`{line}`): use web-sys and js-sys, or hand \
                 functions in, instead of JS snippets and module imports"
            );
            factory.push_str(line);
        }
        factory.push('\n');
    }
    ensure!(!exports.is_empty(), "the glue exports nothing");
    ensure!(factory.contains(CLOSURE_ENDS), "the glue calls no closure as expected");
    factory = factory.replace(CLOSURE_ENDS, &CLOSURE_ENDS.replace("} finally {", QUIET_WHEN_DEAD));
    ensure!(!factory.contains("import.meta"), "the glue knows its own address outside its initialisation");
    factory.push_str(JOIN);
    if init.contains(START) {
        factory.push_str(START);
    }
    exports.push("complete");
    factory.push_str(&format!("return {{ {} }};\n}}\n", exports.join(", ")));
    rename_markers(&factory)
}

/// What begins the name of an import, which wasm-bindgen ends with a hash.
const IMPORT: &str = "__wbg_";
/// How many hexadecimal digits that hash has.
const HASH_DIGITS: usize = 16;

/// Glue and modules with numbers in place of the hashes in the names of their imports. A hash can't be compressed, and
/// each stands in several files: together more than 2 kB of download. A number is as long as the hash was, so that nothing
/// else in a module changes.
pub(crate) fn without_hashes(glue: &str, modules: &[Vec<u8>]) -> Result<(String, Vec<Vec<u8>>)> {
    let mut used: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut glue_after, mut modules_after) = (glue.to_owned(), modules.to_vec());
    for name in hashed_imports(glue) {
        let (base, _) = name.split_at(name.len() - HASH_DIGITS);
        let number = used.entry(base).or_default();
        let plain = format!("{base}{number:0HASH_DIGITS$x}");
        *number += 1;
        let mut imported = false;
        for module in &mut modules_after {
            imported |= replace_all(module, name.as_bytes(), plain.as_bytes());
        }
        ensure!(imported, "no module imports {name}");
        glue_after = glue_after.replace(name, &plain);
    }
    Ok((glue_after, modules_after))
}

/// The names of imports that end with a hash, each once.
fn hashed_imports(glue: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let names = glue.split(|c: char| !is_name(c)).filter(|name| name.starts_with(IMPORT));
    names.filter(|name| ends_with_hash(name)).collect()
}

fn ends_with_hash(name: &str) -> bool {
    name.rsplit_once('_').is_some_and(|(_, hash)| {
        hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
    })
}

/// Puts `after` in the place of every `before`, which is as long; `false` where there was none.
fn replace_all(bytes: &mut [u8], before: &[u8], after: &[u8]) -> bool {
    let mut found = false;
    let mut from = 0;
    while let Some(index) =
        bytes.get(from..).and_then(|rest| rest.windows(before.len()).position(|at| at == before))
    {
        let (start, end) = (from + index, from + index + before.len());
        if let Some(place) = bytes.get_mut(start..end) {
            place.copy_from_slice(after);
        }
        found = true;
        from = end;
    }
    found
}

/// The name in `function mount(…) {`, `class Mounted {` or `const Kind = …`.
fn declared_name(declaration: &str) -> Option<&str> {
    let declaration = declaration.strip_prefix("async ").unwrap_or(declaration);
    let (keyword, rest) = declaration.split_once(' ')?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'))?;
    let name = rest.get(..end).filter(|name| !name.is_empty())?;
    matches!(keyword, "function" | "class" | "const" | "let").then_some(name)
}

fn rename_markers(glue: &str) -> Result<String> {
    let mut renamed = glue.to_owned();
    for marker in MARKERS {
        ensure!(renamed.contains(marker), "the glue lacks Yew's node marker {marker}");
        renamed = renamed.replace(marker, &marker.replacen("__yew_", "__bw_", 1));
    }
    if let Some((_, rest)) = renamed.split_once("__yew_") {
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        bail!("the glue has a Yew node marker that is not known: __yew_{word}");
    }
    Ok(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What wasm-bindgen 0.2.125 writes for a small Yew component with a `mount` function and a class, shortened to
    /// one function of each sort.
    const GLUE: &str = include_str!("glue.fixture.js");

    fn refused(glue: &str) -> String {
        format!("{:#}", factory(glue).expect_err("refused"))
    }

    #[test]
    fn everything_exported_is_returned_and_nothing_else_is_exported() {
        let made = factory(GLUE).unwrap();
        assert!(made.ends_with("return { Mounted, mount, start, complete };\n}\n"), "{made}");
        assert_eq!(made.matches("export ").count(), 1);
        assert!(made.starts_with("export async function instantiate(module, guard ="));
    }

    #[test]
    fn each_call_makes_its_own_guarded_instance() {
        let made = factory(GLUE).unwrap();
        for line in ["let wasm;", "wasm = guard(instance.exports);", "wasm.__wbindgen_start();"] {
            assert_eq!(made.matches(line).count(), 1, "{line}");
        }
        for gone in ["fetch(", "import.meta", "initSync", "wasmModule"] {
            assert!(!made.contains(gone), "{gone}");
        }
    }

    #[test]
    fn what_a_dead_instance_makes_of_a_closure_does_not_reach_the_page() {
        let made = factory(GLUE).unwrap();
        let call = "return f(state.a, state.b, ...args);";
        let (_, after) = made.split_once(call).unwrap();
        assert!(
            after.trim_start().starts_with("} catch (error) {\n            if (!wasm.dead) throw error;"),
            "{after}"
        );
    }

    #[test]
    fn a_program_without_anything_to_start_is_not_started() {
        let made = factory(&GLUE.replace(START, "")).unwrap();
        assert!(!made.contains("__wbindgen_start"));
    }

    /// A module without imports, whose exports `__wbindgen_start` and `start` do nothing.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\
        \x07\x1c\x02\x10__wbindgen_start\0\0\x05start\0\0\x0a\x04\x01\x02\0\x0b";

    #[test]
    fn a_javascript_engine_runs_it() {
        let script = format!(
            "{}
            const module = new WebAssembly.Module(new Uint8Array({MODULE:?}));
            const guarded = [];
            const guard = (exports) => (guarded.push(exports), {{ ...exports, start: () => guarded.push('start') }});
            const [a, b, plain] = [await instantiate(module, guard), await instantiate(module, guard), \
                await instantiate(module)];
            a.start();
            plain.start();
            console.log(Object.keys(b).join(), a.mount !== b.mount, guarded[0] !== guarded[1], guarded.length, \
                guarded[2]);",
            factory(GLUE).unwrap()
        );
        let node = ["--input-type=module", "--eval", &script];
        let output = std::process::Command::new("node").args(node).output().unwrap();
        let (printed, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(printed.trim(), "Mounted,mount,start,complete true true 3 start", "{errors}");
    }

    #[test]
    fn hashes_in_the_names_of_imports_become_numbers_in_glue_and_module() {
        let glue = "__wbg_new_5476dd67bddcee1b: f, __wbg_new_200638c540cc6c83: g, __wbg_Mounted_free: h, \
                    __wbg_x_notahash00000000: i";
        let module = b"\x1a__wbg_new_200638c540cc6c83|\x1a__wbg_new_5476dd67bddcee1b|__wbg_Mounted_free";
        let (glue, modules) = without_hashes(glue, &[module.to_vec()]).unwrap();
        assert_eq!(
            glue,
            "__wbg_new_0000000000000001: f, __wbg_new_0000000000000000: g, __wbg_Mounted_free: h, \
             __wbg_x_notahash00000000: i"
        );
        assert_eq!(
            modules.concat(),
            b"\x1a__wbg_new_0000000000000000|\x1a__wbg_new_0000000000000001|__wbg_Mounted_free"
        );
        assert!(without_hashes("__wbg_new_5476dd67bddcee1b", &[]).is_err());
    }

    #[test]
    fn yews_node_markers_get_the_widgets_own_names() {
        let made = factory(GLUE).unwrap();
        assert!(!made.contains("__yew_"));
        for marker in ["__bw_subtree_id", "__bw_listener_id", "__bw_subtree_cache_key"] {
            assert!(made.contains(marker), "{marker}");
        }
    }

    #[test]
    fn glue_of_another_shape_is_refused() {
        assert!(refused("export function mount() {}\n").contains("no initialisation"));
        assert!(refused(&GLUE.replace("wasm = instance.exports;", "")).contains("instance.exports"));
        assert!(refused(&GLUE.replace("...args);", "...rest);")).contains("closure"));
        assert!(refused(&GLUE.replace("__yew_listener_id", "__y_listener_id")).contains("__yew_listener_id"));
        assert!(refused(&GLUE.replace("arg0.bubbles", "arg0.__yew_new_one")).contains("__yew_new_one"));
        assert!(
            refused(&GLUE.replace("export function start", "export default function start"))
                .contains("default")
        );
        assert!(refused(&format!("import * as s from './snippets/s.js';\n{GLUE}")).contains("snippets"));
    }

    #[test]
    fn names_are_found_in_every_sort_of_declaration() {
        for (declaration, name) in [
            ("function mount(el, config) {", Some("mount")),
            ("async function load() {", Some("load")),
            ("class Mounted {", Some("Mounted")),
            ("const Kind = Object.freeze({", Some("Kind")),
            ("{ initSync };", None),
            ("default class {", None),
        ] {
            assert_eq!(declared_name(declaration), name, "{declaration}");
        }
    }
}
