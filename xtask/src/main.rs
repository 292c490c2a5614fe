//! The project's commands. `cargo xtask` prints what there is; each module does one job.

mod assemble;
mod bench;
mod browsers;
mod demo;
mod dist;
mod gateway;
mod glue;
mod process;
mod project;
mod setup;
mod size;
mod split;
mod stamp;
mod test;

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use browsers::Engine;
use test::Part;

const HELP: &str = "\
The commands of this project.

  cargo xtask demo [--listen ADDRESS:PORT]   build everything and show the widget on a page (default 127.0.0.1:8787)
  cargo xtask serve                          develop: rebuilds on change, gateway behind it
  cargo xtask test [PART ...]                every check, or some: lint unit gateway wasm e2e moments size docs
  cargo xtask test e2e --browser BROWSER     the main tests in another browser: firefox, webkit (default chromium)
  cargo xtask dist                           the release build, into dist/
  cargo xtask dist --gateway                 the release build of the gateway, into dist-gateway/
  cargo xtask bench                          what is claimed of the widget's speed, measured on this machine
  cargo xtask bench gateway                  what the gateway's answers cost, with up to a million reservations
  cargo xtask size [--accept]                sizes of dist/ against the budget; --accept rewrites size.json

What a command needs and does not find, it sets up first: the wasm32 target, trunk, wasm-bindgen, the npm packages,
and for tests Chromium with its driver, Firefox and WebKitGTK.
";

enum Command {
    Help,
    Demo { listen: SocketAddr },
    Serve,
    Test { parts: Vec<Part>, browser: Option<Engine> },
    Dist { gateway: bool },
    Bench { gateway: bool },
    Size { accept: bool },
    Assemble,
}

fn main() -> ExitCode {
    let outcome = parse(lexopt::Parser::from_env()).and_then(run);
    match outcome {
        Ok(code) => code,
        Err(error) => {
            process::report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    process::stop_children_on_signals()?;
    match command {
        Command::Help => print!("{HELP}"),
        Command::Demo { listen } => demo::demo(listen)?,
        Command::Serve => demo::serve()?,
        Command::Test { parts, browser } => {
            if !test::run(&parts, browser) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Dist { gateway: true } => gateway::dist()?,
        Command::Dist { gateway: false } => {
            dist::build()?;
            size::print()?;
        }
        Command::Bench { gateway: true } => return bench::gateway(),
        Command::Bench { gateway: false } => return bench::run(),
        Command::Size { accept } => {
            dist::build()?;
            size::check(accept)?;
        }
        Command::Assemble => assemble::hook()?,
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut args: lexopt::Parser) -> Result<Command> {
    let Some(first) = args.next()? else { return Ok(Command::Help) };
    let mut command = match first {
        Short('h') | Long("help") => Command::Help,
        Value(name) => match name.string()?.as_str() {
            "help" => Command::Help,
            "demo" => Command::Demo { listen: gateway::DEFAULT_LISTEN },
            "serve" => Command::Serve,
            "test" => Command::Test { parts: Vec::new(), browser: None },
            "dist" => Command::Dist { gateway: false },
            "bench" => Command::Bench { gateway: false },
            "size" => Command::Size { accept: false },
            "assemble" => Command::Assemble,
            other => bail!("there is no command {other:?}; `cargo xtask` lists them"),
        },
        other => return Err(other.unexpected().into()),
    };
    while let Some(arg) = args.next()? {
        match (&mut command, arg) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            (Command::Demo { listen }, Long("listen")) => *listen = args.value()?.parse()?,
            (Command::Size { accept }, Long("accept")) => *accept = true,
            (Command::Dist { gateway }, Long("gateway")) => *gateway = true,
            (Command::Bench { gateway }, Value(name)) if name == "gateway" => *gateway = true,
            (Command::Test { parts, .. }, Value(name)) => parts.push(name.parse()?),
            (Command::Test { browser, .. }, Long("browser")) => *browser = Some(args.value()?.parse()?),
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    if let Command::Test { parts, browser: Some(_) } = &command
        && *parts != [Part::E2e]
    {
        bail!("--browser says where the end-to-end tests run: `cargo xtask test e2e --browser …`");
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Command> {
        parse(lexopt::Parser::from_args(args))
    }

    #[test]
    fn nothing_said_prints_the_help() {
        assert!(matches!(parsed(&[]).unwrap(), Command::Help));
        assert!(matches!(parsed(&["demo", "--help"]).unwrap(), Command::Help));
    }

    #[test]
    fn the_demo_listens_where_it_is_told() {
        let Command::Demo { listen } = parsed(&["demo", "--listen", "127.0.0.1:9000"]).unwrap() else {
            panic!()
        };
        assert_eq!(listen.port(), 9000);
    }

    #[test]
    fn several_parts_can_be_tested_at_once() {
        let Command::Test { parts, .. } = parsed(&["test", "lint", "unit"]).unwrap() else { panic!() };
        assert_eq!(parts, [Part::Lint, Part::Unit]);
    }

    #[test]
    fn a_browser_is_chosen_for_the_end_to_end_tests_alone() {
        let Command::Test { browser, .. } = parsed(&["test", "e2e", "--browser", "firefox"]).unwrap() else {
            panic!()
        };
        assert_eq!(browser, Some(Engine::Firefox));
        for args in [&["test", "--browser", "firefox"][..], &["test", "unit", "--browser", "webkit"]] {
            let error = parsed(args).err().expect("refused");
            assert!(error.to_string().contains("cargo xtask test e2e"), "{error}");
        }
    }

    #[test]
    fn the_gateway_is_built_and_measured_where_it_is_named() {
        for (args, named) in [
            (&["dist"][..], false),
            (&["dist", "--gateway"], true),
            (&["bench"], false),
            (&["bench", "gateway"], true),
        ] {
            let (Command::Dist { gateway } | Command::Bench { gateway }) = parsed(args).unwrap() else {
                panic!()
            };
            assert_eq!(gateway, named, "{args:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (args, named) in [
            (vec!["serv"], "serv"),
            (vec!["dist", "--fast"], "--fast"),
            (vec!["bench", "widget"], "widget"),
            (vec!["test", "all"], "all"),
            (vec!["test", "e2e", "--browser", "safari"], "safari"),
            (vec!["demo", "--listen", "here"], "here"),
        ] {
            let error = parsed(&args).err().expect("refused");
            assert!(format!("{error:#}").contains(named), "{error:#}");
        }
    }
}
