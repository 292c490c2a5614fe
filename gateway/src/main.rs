//! The gateway's program.

mod cli;
mod log;

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use booking_gateway::built_in::{BuiltIn, SampleError, Seeded, StoreError};
use booking_gateway::causes::with_causes;
use booking_gateway::clock::shifted_clock;
use booking_gateway::http::{AppState, Faults, app, dated};
use booking_gateway::proxies::Proxies;
use booking_gateway::public_url::{PublicUrl, PublicUrlError};
use booking_gateway::server;
use booking_gateway::source::SourceError;
use clap::Parser;

use crate::cli::{Cli, Command, Init, Serve};
use crate::log::Log;

/// How long the store may take to close once the last request has ended.
const CLOSE_TIME: Duration = Duration::from_secs(1);

/// How long work that was begun besides may take to end after that: what is in the middle of reading a file, say.
const REST_TIME: Duration = Duration::from_millis(500);

/// How often the sample data is topped up while the gateway runs.
const TOP_UP_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// How often the gateway clears up while it runs. Each new order ends those whose time has passed, too; with none for a
/// while, the address of the last client must not stay.
const CLEAR_UP_EVERY: Duration = Duration::from_secs(5 * 60);

/// Why the gateway did not start, or stopped by itself.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("could not listen on {0}")]
    Listen(SocketAddr, #[source] std::io::Error),
    #[error("could not tell which port was given")]
    Address(#[source] std::io::Error),
    #[error("--public-url is wrong")]
    PublicUrl(#[source] PublicUrlError),
    #[error("--widget {0} is not a folder")]
    Widget(String),
    #[error("could not open the data folder {0}")]
    Store(String, #[source] StoreError),
    #[error("could not make a store in {0}")]
    Init(String, #[source] StoreError),
    #[error("could not make the sample data")]
    Sample(#[source] SampleError),
    #[error("could not print the address")]
    Print(#[source] std::io::Error),
    #[error("could not listen for the signal to stop")]
    Signal(#[source] std::io::Error),
    #[error("could not start the threads that answer")]
    Threads(#[source] std::io::Error),
}

fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Serve(options) => {
            // What follows it comes after all that was logged.
            let log = Log::start(options.log_format);
            let ended = run(async {
                tokio::spawn(log.tell_losses());
                serve(&options).await
            });
            log.tell_all_losses();
            ended
        }
        Command::Init(options) => run(init(&options)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that can't be written there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {}", with_causes(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(job: impl Future<Output = Result<(), ServeError>>) -> Result<(), ServeError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Threads)?;
    let ended = runtime.block_on(job);
    runtime.shutdown_timeout(REST_TIME);
    ended
}

/// Makes an empty store. One that is there stays as it is.
async fn init(options: &Init) -> Result<(), ServeError> {
    let folder = options.data_dir.display().to_string();
    BuiltIn::init(&options.data_dir).await.map_err(|e| ServeError::Init(folder.clone(), e))?;
    writeln!(std::io::stdout(), "made an empty store in {folder}").map_err(ServeError::Print)
}

async fn serve(options: &Serve) -> Result<(), ServeError> {
    if let Some(folder) = options.widget.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(ServeError::Widget(folder.display().to_string()));
    }
    let listener = server::listen(options.listen).map_err(|e| ServeError::Listen(options.listen, e))?;
    let address = listener.local_addr().map_err(ServeError::Address)?;
    let public_url = match &options.public_url {
        Some(url) => PublicUrl::parse(url),
        None => PublicUrl::parse(&format!("http://{address}")),
    };
    let public_url = public_url.map_err(ServeError::PublicUrl)?;

    let mut limits = options.limits();
    limits.connections = server::connections_that_fit(limits.connections);
    if limits.connections < options.connections {
        tracing::warn!(
            connections = limits.connections,
            "fewer connections than --connections: the limit of open files (ulimit -n) allows no more"
        );
    }
    let proxies: Proxies = options.trusted_proxy.iter().copied().collect();
    let data = options.data_dir.display().to_string();
    let clock = shifted_clock(options.clock_offset_ms);
    let source = if options.sample_data {
        BuiltIn::open_or_create(&options.data_dir, clock.clone(), limits, public_url.clone()).await
    } else {
        BuiltIn::open(&options.data_dir, clock.clone(), limits, public_url.clone()).await
    };
    let source = source.map_err(|e| ServeError::Store(data, e))?;
    if options.sample_data {
        match source.seed_sample().await.map_err(ServeError::Sample)? {
            Seeded::OtherCompanies => {
                tracing::warn!("the store has other companies: no sample data was added")
            }
            seeded => tracing::info!(?seeded, "sample data is there"),
        }
        tokio::spawn(top_up(source.clone()));
    }
    tokio::spawn(clear_up(source.clone()));

    let mut state = AppState::built_in(source.clone(), limits, public_url);
    state.widget = options.widget.clone();
    state.proxies = proxies.clone();
    state.return_origins = options.return_origins.iter().cloned().collect();
    if options.faults {
        tracing::warn!(
            "--faults: what runs on this machine can make it misbehave, at /faults; never for customers"
        );
        state.faults = Some(Faults::default());
    }
    let mut router = app(state);
    if options.clock_offset_ms != 0 {
        tracing::warn!(
            offset_ms = options.clock_offset_ms,
            "--clock-offset-ms: this gateway's clock is not the machine's; never for customers"
        );
        router = dated(router, clock);
    }
    let signal = stop_signal()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{address}")
        .and_then(|()| stdout.flush())
        .map_err(ServeError::Print)?;
    let stop = async {
        signal.await;
        tracing::info!("stopping");
    };
    let cut = server::serve(listener, router, limits, proxies, stop).await;
    if cut > 0 {
        tracing::warn!(connections = cut, "stopped with requests still open");
    }
    if tokio::time::timeout(CLOSE_TIME, source.close()).await.is_err() {
        tracing::warn!("stopped with the store still open");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Keeps the sample data as far ahead of today as it was at first.
async fn top_up(source: BuiltIn) {
    loop {
        tokio::time::sleep(TOP_UP_EVERY).await;
        if let Err(error) = source.seed_sample().await {
            tracing::warn!(cause = with_causes(&error), "could not top up the sample data");
        }
    }
}

/// Ends orders whose time has passed, forgets what is not needed any more, and keeps the store's log short; the first time
/// at once.
async fn clear_up(source: BuiltIn) {
    let complain = |what: &str, outcome: Result<(), SourceError>| {
        if let Err(error) = outcome {
            tracing::warn!(cause = with_causes(&error), "could not {what}");
        }
    };
    loop {
        complain("end unpaid orders", source.end_expired().await);
        complain("forget old orders", source.forget().await);
        complain("shorten the log of the store", source.shorten_log().await);
        tokio::time::sleep(CLEAR_UP_EVERY).await;
    }
}

/// Ends at Ctrl-C, and where there is one at SIGTERM.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, ServeError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signal)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signal)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, ServeError> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
