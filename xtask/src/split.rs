//! Splits the program in two: what draws the list of products, and the rest, which a page fetches when that is on screen.
//!
//! Some functions are gates (see `src/state/rest.rs`): whoever calls one knows that the rest is there. What can be reached
//! through gates alone is moved into a module of its own, which shares memory, table and stack with the first one. The first
//! one calls the gates as imports from `rest`, the rest calls what it needs of the first one as imports from `main`.
//!
//! A function whose address is taken stays in the first part: nobody sees who calls it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher as _};

use anyhow::{Context as _, Result, bail, ensure};
use walrus::{
    ExportId, ExportItem, FunctionId, FunctionKind, GlobalKind, ImportId, ImportKind, ImportedFunction,
    Module, ModuleConfig,
};

/// The gates, by the paths that the compiler names them by (less the hashes and generic arguments).
const GATES: [&str; 11] = [
    "booking_widget::api::call::Call::posted",
    "booking_widget::api::call::Call::read_chosen",
    "booking_widget::components::focus::homes_of",
    "booking_widget::components::focus::keep_near",
    "booking_widget::components::focus::show_head",
    "booking_widget::components::rest::draw",
    "booking_widget::components::rest::say",
    "booking_widget::state::answers::ordered",
    "booking_widget::state::answers::take_chosen",
    "booking_widget::state::reduce::choose",
    "booking_widget::state::wants::ask_chosen",
];

/// The first part and the rest of a module that has names.
pub(crate) fn split(module: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    split_at(module, &GATES)
}

fn split_at(module: &[u8], gates: &[&str]) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut main = parse(module)?;
    let found = gates.iter().map(|gate| find(&main, gate)).collect::<Result<Vec<_>>>()?;
    for (index, gate) in found.iter().enumerate() {
        import(&mut main, *gate, "rest", &short(index))?;
    }
    let held = hold_places(&mut main);
    walrus::passes::gc::run(&mut main);
    for export in held {
        main.exports.delete(export);
    }
    let kept: BTreeSet<usize> = main.funcs.iter().map(|function| function.id().index()).collect();

    let mut rest = parse(module)?;
    remove_all_but_code(&mut rest);
    let mut bodies = Vec::new();
    for (index, gate) in gates.iter().enumerate() {
        let gate = find(&rest, gate)?;
        bodies.push(gate.index());
        rest.exports.add(&short(index), gate);
    }
    let shared = |id: &FunctionId| kept.contains(&id.index()) && !bodies.contains(&id.index());
    let local: Vec<FunctionId> = rest.funcs.iter_local().map(|(id, _)| id).filter(shared).collect();
    for function in local {
        import(&mut rest, function, "main", &function.index().to_string())?;
    }
    share_places(&mut rest);
    walrus::passes::gc::run(&mut rest);
    connect(&mut main, &mut rest, &mark_of(module))?;
    Ok((main.emit_wasm(), rest.emit_wasm()))
}

fn parse(module: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(module).context("reading the module")
}

/// The one function that a gate's path names.
fn find(module: &Module, gate: &str) -> Result<FunctionId> {
    let mut found =
        module.funcs.iter().filter(|function| function.name.as_deref().map(path).as_deref() == Some(gate));
    let first = found.next().with_context(|| {
        format!("the module has no function {gate}: a gate is `#[inline(never)]`, and the module keeps its names until it is split")
    })?;
    ensure!(found.next().is_none(), "there are several functions {gate}");
    Ok(first.id())
}

/// The path in a function's name as the compiler writes it, without hashes, generic arguments and the marks of an `impl`:
/// that of `<a[1f]::b::C>::d::<e[2f]::F>` is `a::b::C::d`.
fn path(name: &str) -> String {
    let name = name.split_once("::<").map_or(name, |(path, _)| path);
    let mut plain = String::with_capacity(name.len());
    let mut hash = false;
    for letter in name.chars() {
        match letter {
            '[' => hash = true,
            ']' => hash = false,
            '<' | '>' => {}
            _ if hash => {}
            letter => plain.push(letter),
        }
    }
    plain
}

/// Puts an import in the place of a function's body.
fn import(module: &mut Module, function: FunctionId, from: &str, name: &str) -> Result<()> {
    let ty = module.funcs.get(function).ty();
    let import = module.imports.add(from, name, ImportKind::Function(function));
    module.funcs.get_mut(function).kind = FunctionKind::Import(ImportedFunction { import, ty });
    Ok(())
}

fn remove_all_but_code(module: &mut Module) {
    module.start = None;
    for export in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
    }
    for element in elements {
        module.elements.delete(element);
    }
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    for data in data {
        module.data.delete(data);
    }
}

/// Keeps memories, tables and globals that only the rest may use, by exporting them for the moment.
fn hold_places(module: &mut Module) -> Vec<ExportId> {
    let memories = module.memories.iter().map(|memory| ExportItem::Memory(memory.id()));
    let tables = module.tables.iter().map(|table| ExportItem::Table(table.id()));
    let globals = module.globals.iter().map(|global| ExportItem::Global(global.id()));
    let places: Vec<ExportItem> = memories.chain(tables).chain(globals).collect();
    places.into_iter().map(|place| module.exports.add("", place)).collect()
}

/// Memories, tables and globals are those of the first part.
fn share_places(module: &mut Module) {
    for memory in module.memories.iter().map(walrus::Memory::id).collect::<Vec<_>>() {
        let import =
            module.imports.add("main", &format!("memory {}", memory.index()), ImportKind::Memory(memory));
        module.memories.get_mut(memory).import = Some(import);
    }
    for table in module.tables.iter().map(walrus::Table::id).collect::<Vec<_>>() {
        let import =
            module.imports.add("main", &format!("table {}", table.index()), ImportKind::Table(table));
        module.tables.get_mut(table).import = Some(import);
    }
    for global in module.globals.iter().map(walrus::Global::id).collect::<Vec<_>>() {
        let import =
            module.imports.add("main", &format!("global {}", global.index()), ImportKind::Global(global));
        module.globals.get_mut(global).kind = GlobalKind::Import(import);
    }
}

/// Tells one build from another.
fn mark_of(module: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(module);
    format!("{:08x}", hasher.finish() >> 32)
}

/// Has the first part export what the rest still imports of it, under short names: each stands in both files. The first one
/// bears the mark of the build: parts of two builds, one of them from a cache, do not fit instead of calling each other's
/// wrong functions.
fn connect(main: &mut Module, rest: &mut Module, mark: &str) -> Result<()> {
    let wanted: Vec<ImportId> =
        rest.imports.iter().filter(|import| import.module == "main").map(walrus::Import::id).collect();
    for (index, import) in wanted.into_iter().enumerate() {
        let import = rest.imports.get_mut(import);
        let name = if index == 0 { mark.to_owned() } else { short(index) };
        import.name.clone_from(&name);
        let item = match import.kind {
            ImportKind::Function(id) => {
                ExportItem::Function(same(main.funcs.iter().map(walrus::Function::id), id, |id| id.index())?)
            }
            ImportKind::Memory(id) => {
                ExportItem::Memory(same(main.memories.iter().map(walrus::Memory::id), id, |id| id.index())?)
            }
            ImportKind::Table(id) => {
                ExportItem::Table(same(main.tables.iter().map(walrus::Table::id), id, |id| id.index())?)
            }
            ImportKind::Global(id) => {
                ExportItem::Global(same(main.globals.iter().map(walrus::Global::id), id, |id| id.index())?)
            }
            ImportKind::Tag(_) => bail!("the rest uses an exception of the first part"),
        };
        main.exports.add(&name, item);
    }
    Ok(())
}

/// What has the same place in the first part: both were read from the same module.
fn same<T: Copy>(mut all: impl Iterator<Item = T>, other: T, index: impl Fn(T) -> usize) -> Result<T> {
    all.find(|one| index(*one) == index(other)).context("the rest uses what the first part does not have")
}

/// `a` to `z`, then `aa` and so on.
fn short(index: usize) -> String {
    let letter = |index: usize| char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    let mut name = String::new();
    let mut index = index;
    loop {
        name.insert(0, letter(index));
        if index < 26 {
            return name;
        }
        index = index / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use walrus::ir::BinaryOp;
    use walrus::{ConstExpr, ElementItems, ElementKind, FunctionBuilder, ValType};

    use super::*;

    /// A program that adds up: `start` calls the gate, and the gate what both use, what only it uses, and what is called by
    /// its address. Each adds to a global, the place of the stack in a true program.
    fn program() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let global =
            module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(walrus::ir::Value::I32(0)));
        let table = module.tables.add_local(false, 1, Some(1), walrus::RefType::FUNCREF);
        let no_values = module.types.add(&[], &[]);
        let mut add = |name: &str, amount: i32, calls: &[FunctionId], by_address: bool| {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            let mut body = function.func_body();
            body.global_get(global).i32_const(amount).binop(BinaryOp::I32Add).global_set(global);
            for other in calls {
                body.call(*other);
            }
            if by_address {
                body.i32_const(0).call_indirect(no_values, table);
            }
            let id = function.finish(vec![], &mut module.funcs);
            module.funcs.get_mut(id).name = Some(name.to_owned());
            id
        };
        let addressed = add("a[1]::addressed", 1000, &[], false);
        let both = add("a[1]::both", 1, &[], false);
        let only = add("a[1]::only", 10, &[both], false);
        let gate = add("<a[1]::B>::gate::<c[2]::D>", 100, &[only, both], true);
        let start = add("start", 10_000, &[gate, both], false);
        let items = ElementItems::Functions(vec![addressed]);
        let offset = ConstExpr::Value(walrus::ir::Value::I32(0));
        let segment = module.elements.add(ElementKind::Active { table, offset }, items);
        module.tables.get_mut(table).elem_segments.insert(segment);
        module.exports.add("start", start);
        module.exports.add("sum", global);
        module.exports.add("memory", memory);
        module.emit_wasm()
    }

    fn functions(module: &[u8]) -> Vec<String> {
        let module = parse(module).unwrap();
        let mut names: Vec<_> = module
            .funcs
            .iter_local()
            .filter_map(|(id, _)| module.funcs.get(id).name.as_deref().map(path))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_reached_through_gates_alone_is_the_rest() {
        let (main, rest) = split_at(&program(), &["a::B::gate"]).unwrap();
        assert_eq!(functions(&main), ["a::addressed", "a::both", "start"]);
        assert_eq!(functions(&rest), ["a::B::gate", "a::only"]);
        assert_eq!(
            parse(&rest).unwrap().memories.iter().count(),
            0,
            "what it does not use it does not import"
        );
    }

    #[test]
    fn both_parts_together_do_what_the_whole_did() {
        let (main, rest) = split_at(&program(), &["a::B::gate"]).unwrap();
        let script = format!(
            "const of = (bytes) => new WebAssembly.Module(new Uint8Array(bytes));
            let rest;
            const gates = new Proxy({{}}, {{ get: (_, name) => (...values) => rest[name](...values) }});
            const whole = new WebAssembly.Instance(of({:?})).exports;
            const main = new WebAssembly.Instance(of({main:?}), {{ rest: gates }}).exports;
            rest = new WebAssembly.Instance(of({rest:?}), {{ main }}).exports;
            whole.start();
            main.start();
            console.log(whole.sum.value, main.sum.value);",
            program()
        );
        let output = std::process::Command::new("node")
            .args(["--input-type=module", "--eval", &script])
            .output()
            .unwrap();
        let (printed, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(printed.trim(), "11113 11113", "{errors}");
    }

    #[test]
    fn parts_of_two_builds_do_not_fit() {
        let mut other = parse(&program()).unwrap();
        other.exports.add("more", other.exports.get_func("start").unwrap());
        let imports = |module: &[u8]| {
            let (_, rest) = split_at(module, &["a::B::gate"]).unwrap();
            let rest = parse(&rest).unwrap();
            rest.imports.iter().map(|import| import.name.clone()).collect::<BTreeSet<_>>()
        };
        assert_eq!(imports(&program()), imports(&program()));
        assert_ne!(imports(&program()), imports(&other.emit_wasm()));
    }

    #[test]
    fn a_gate_that_is_not_there_is_an_error_that_names_it() {
        let error = split_at(&program(), &["a::B::gate", "a::gone"]).unwrap_err();
        assert!(error.to_string().contains("no function a::gone"), "{error}");
    }

    #[test]
    fn names_of_imports_are_short_and_each_is_another() {
        let names: BTreeSet<String> = (0..1000).map(short).collect();
        assert_eq!(names.len(), 1000);
        assert_eq!([short(0), short(25), short(26), short(701), short(702)], ["a", "z", "aa", "zz", "aaa"]);
    }
}
