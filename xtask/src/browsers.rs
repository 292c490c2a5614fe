//! The browsers that the tests run in, and their drivers: named by environment variables, on the `PATH`, or from the
//! system's packages where those can be had.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use anyhow::{Context as _, Result, anyhow, bail};

use crate::process::{self, step};
use crate::setup::{self, find_on_path};

/// Names under which systems have Chromium, best first.
const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Names under which systems have Firefox, best first.
const FIREFOX_NAMES: [&str; 2] = ["firefox", "firefox-esr"];

/// The folders of systems in which WebKitGTK keeps its small browser, and what they call the one that holds it.
const WEBKIT_FOLDERS: [&str; 4] = ["/usr/libexec", "/usr/lib64", "/usr/lib", "/usr/local/libexec"];
const WEBKIT_NAMES: [&str; 3] = ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"];

/// How Chromium runs without a screen, also as root, and without asking the network for anything of its own.
pub(crate) const CHROMIUM_ARGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Pages of the browser's own, each with a process, behind every window: a fifth of the work of a test.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
    // A page of a test ends before a better compilation of the program pays.
    "--js-flags=--no-wasm-tier-up",
];

/// A browser engine, by the browser that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// In the order they run, with what the command line and the tests call them.
pub(crate) const ENGINES: [(Engine, &str); 3] =
    [(Engine::Chromium, "chromium"), (Engine::Firefox, "firefox"), (Engine::WebKit, "webkit")];

impl FromStr for Engine {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = ENGINES.iter().find(|(_, known)| *known == name).map(|(engine, _)| *engine);
        let names = || ENGINES.map(|(_, name)| name).join(", ");
        found.with_context(|| format!("there is no browser {name:?} for the tests; there are {}", names()))
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        })
    }
}

/// Why a browser can't be had on this machine, whatever the command does.
#[derive(Debug)]
pub(crate) struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

/// What the end-to-end tests are told of a browser, as environment variables.
pub(crate) type Told = Vec<(&'static str, OsString)>;

/// Chromium and the driver that speaks WebDriver for it.
pub(crate) struct Chromium {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// Finds a browser or installs it. The error is [`Unavailable`] where it can't be had here.
pub(crate) fn ready(engine: Engine) -> Result<Told> {
    let mut told = match engine {
        Engine::Chromium => chromium()?.told(),
        Engine::Firefox => firefox()?,
        Engine::WebKit => webkit()?,
    };
    let name = ENGINES.iter().find(|(known, _)| *known == engine).map_or("", |(_, name)| name);
    told.push(("BROWSER", name.into()));
    Ok(told)
}

impl Chromium {
    fn told(self) -> Told {
        vec![
            ("CHROMIUM", self.chromium.into()),
            ("CHROMEDRIVER", self.chromedriver.into()),
            ("CHROMIUM_ARGS", CHROMIUM_ARGS.join(" ").into()),
        ]
    }
}

/// The file that an environment variable names, where there is one.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

/// Chromium with its driver.
pub(crate) fn chromium() -> Result<Chromium> {
    had(
        || {
            let on_path = || CHROMIUM_NAMES.iter().find_map(|name| find_on_path(name));
            Some(Chromium {
                chromium: named("CHROMIUM").or_else(on_path)?,
                chromedriver: named("CHROMEDRIVER").or_else(|| find_on_path("chromedriver"))?,
            })
        },
        "Chromium and its driver",
        &["chromium", "chromium-driver"],
    )
    .context(
        "the browser tests need Chromium and its driver, of the same version, on the PATH (or named by the\n\
         environment variables CHROMIUM and CHROMEDRIVER). Debian: apt-get install chromium chromium-driver,\n\
         Fedora: dnf install chromium chromedriver, Arch: pacman -S chromium,\n\
         macOS: brew install --cask chromium chromedriver",
    )
}

fn firefox() -> Result<Told> {
    let find = || named("FIREFOX").or_else(|| FIREFOX_NAMES.iter().find_map(|name| find_on_path(name)));
    let firefox = had(find, "Firefox", &["firefox-esr"]).context(
        "the end-to-end tests in Firefox need it on the PATH (or named by the environment variable FIREFOX).\n\
         Debian: apt-get install firefox-esr, Ubuntu, Fedora and Arch: the package firefox",
    )?;
    let driver = match named("GECKODRIVER") {
        Some(driver) => driver,
        // Where cargo can neither fetch nor build it, there is nothing else to try.
        None => setup::geckodriver().map_err(|error| Unavailable(format!("{error:#}")))?,
    };
    Ok(vec![("FIREFOX", firefox.into()), ("GECKODRIVER", driver.into())])
}

fn webkit() -> Result<Told> {
    let find = || {
        let driver = named("WEBKIT_DRIVER").or_else(|| find_on_path("WebKitWebDriver"))?;
        let browser = named("MINIBROWSER").or_else(mini_browser)?;
        let screen = named("XVFB").or_else(|| find_on_path("Xvfb"))?;
        Some(vec![("WEBKIT_DRIVER", driver.into()), ("MINIBROWSER", browser.into()), ("XVFB", screen.into())])
    };
    had(find, "WebKitGTK's driver and Xvfb", &["webkit2gtk-driver", "xvfb"]).context(
        "the end-to-end tests in WebKitGTK need WebKitWebDriver and Xvfb on the PATH, and WebKitGTK's MiniBrowser (or\n\
         the environment variables WEBKIT_DRIVER, XVFB and MINIBROWSER). Debian: apt-get install webkit2gtk-driver xvfb",
    )
}

/// WebKitGTK's small browser is on no `PATH`.
fn mini_browser() -> Option<PathBuf> {
    let machines = |folder: &str| {
        // Debian: /usr/lib/x86_64-linux-gnu
        let inside = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let inside = inside.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with("-gnu"));
        std::iter::once(PathBuf::from(folder)).chain(inside).collect::<Vec<_>>()
    };
    let folders: Vec<PathBuf> = WEBKIT_FOLDERS.iter().flat_map(|folder| machines(folder)).collect();
    let files = |name: &str| folders.iter().map(|folder| folder.join(name).join("MiniBrowser")).collect();
    WEBKIT_NAMES.iter().flat_map(|name| -> Vec<PathBuf> { files(name) }).find(|file| file.is_file())
}

/// What is found, if need be after installing Debian's packages of it.
fn had<T>(find: impl Fn() -> Option<T>, what: &str, packages: &[&str]) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install(what, packages)?;
    find().ok_or_else(|| anyhow!("{what}: installed, but not found ({})", packages.join(", ")))
}

fn install(what: &str, packages: &[&str]) -> Result<()> {
    if find_on_path("apt-get").is_none() {
        bail!(Unavailable(format!("{what}: not found, and this system has no apt-get to install it with")));
    }
    let may_install = nix::unistd::geteuid().is_root()
        || process::output(Command::new("sudo").args(["-n", "true"])).is_some();
    if !may_install {
        bail!(Unavailable(format!("{what}: not found, and only root may install it")));
    }
    let list = packages.join(" ");
    step(&format!(
        "{what}: not found, installing with apt-get for the browser tests (a minute or two): {list}"
    ));
    // An index that can't be fetched counts: what is installed must be what the index says.
    let update = ["update", "--option", "APT::Update::Error-Mode=any"];
    if let Err(error) = process::run(&mut apt_get(&update)) {
        bail!(Unavailable(format!("{what}: not found, and the system's packages can't be reached: {error}")));
    }
    let install = ["install", "--yes", "--no-install-recommends"];
    process::run(&mut apt_get(&[&install[..], packages].concat()))
}

fn apt_get(args: &[&str]) -> Command {
    let mut command = if nix::unistd::geteuid().is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_taken_and_nothing_is_installed() {
        assert_eq!(had(|| Some(1), "it", &[]).unwrap(), 1);
    }

    #[test]
    fn that_it_can_not_be_had_is_told_apart_from_what_goes_wrong() {
        let lacking = || -> Result<()> { bail!(Unavailable("no apt-get".to_owned())) };
        let error = lacking().context("the tests need it").unwrap_err();
        assert!(error.downcast_ref::<Unavailable>().is_some());
        assert!(anyhow!("no apt-get").context("the tests need it").downcast_ref::<Unavailable>().is_none());
    }

    #[test]
    fn an_unknown_browser_is_answered_with_the_known_ones() {
        let error = "safari".parse::<Engine>().unwrap_err();
        assert!(format!("{error:#}").contains("chromium, firefox, webkit"), "{error:#}");
    }
}
