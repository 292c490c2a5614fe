//! The gateway's program.

mod cli;

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use booking_gateway::built_in::{BuiltIn, SampleError, Seeded, StoreError};
use booking_gateway::causes::with_causes;
use booking_gateway::clock::shifted_clock;
use booking_gateway::http::{AppState, Faults, app, dated};
use booking_gateway::public_url::{PublicUrl, PublicUrlError};
use clap::Parser;
use tokio::net::TcpListener;

use crate::cli::{Cli, Command, LogFormat, Serve};

/// How long requests under way may take to end once the gateway is asked to stop.
const STOP_TIME: Duration = Duration::from_secs(10);

/// How often the sample data is topped up while the gateway runs.
const TOP_UP_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// How often expired orders are looked for while the gateway runs. Each new order does it too; with none for a while, the
/// address of the last client must not stay.
const DROP_EXPIRED_EVERY: Duration = Duration::from_secs(5 * 60);

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
    #[error("could not make the sample data")]
    Sample(#[source] SampleError),
    #[error("could not print the address")]
    Print(#[source] std::io::Error),
    #[error("could not listen for the signal to stop")]
    Signal(#[source] std::io::Error),
    #[error("the server ended")]
    Server(#[source] std::io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    start_log(options.log_format);
    match serve(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that can't be written there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {}", with_causes(&error));
            ExitCode::FAILURE
        }
    }
}

fn start_log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::Level::INFO.into())
        .from_env_lossy();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().init(),
    }
}

async fn serve(options: &Serve) -> Result<(), ServeError> {
    if let Some(folder) = options.widget.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(ServeError::Widget(folder.display().to_string()));
    }
    let listener =
        TcpListener::bind(options.listen).await.map_err(|e| ServeError::Listen(options.listen, e))?;
    let address = listener.local_addr().map_err(ServeError::Address)?;
    let public_url = match &options.public_url {
        Some(url) => PublicUrl::parse(url),
        None => PublicUrl::parse(&format!("http://{address}")),
    };
    let public_url = public_url.map_err(ServeError::PublicUrl)?;

    let limits = options.limits();
    let data = options.data_dir.display().to_string();
    let clock = shifted_clock(options.clock_offset_ms);
    let source = BuiltIn::open(&options.data_dir, clock.clone(), limits, public_url.clone());
    let source = source.await.map_err(|e| ServeError::Store(data, e))?;
    if options.sample_data {
        match source.seed_sample().await.map_err(ServeError::Sample)? {
            Seeded::OtherCompanies => {
                tracing::warn!("the store has other companies: no sample data was added")
            }
            seeded => tracing::info!(?seeded, "sample data is there"),
        }
        tokio::spawn(top_up(source.clone()));
    }
    tokio::spawn(drop_expired(source.clone()));

    let mut state = AppState::built_in(source.clone(), limits, public_url);
    state.widget = options.widget.clone();
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
    let service = router.into_make_service_with_connect_info::<SocketAddr>();

    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let signal = stop_signal()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{address}")
        .and_then(|()| stdout.flush())
        .map_err(ServeError::Print)?;
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        signal.await;
        tracing::info!("stopping");
        let _ = stop.send(());
    });
    // A client that keeps its request open does not keep the gateway from stopping.
    let too_long = async {
        if stopping.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(STOP_TIME).await;
    };
    tokio::select! {
        ended = server => ended.map_err(ServeError::Server)?,
        () = too_long => tracing::warn!("stopped with requests still open"),
    }
    source.close().await;
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

/// Keeps no client's address for much longer than the order it came with can be paid; the first time at once.
async fn drop_expired(source: BuiltIn) {
    loop {
        if let Err(error) = source.drop_expired().await {
            tracing::warn!(cause = with_causes(&error), "could not let go of expired orders");
        }
        tokio::time::sleep(DROP_EXPIRED_EVERY).await;
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
