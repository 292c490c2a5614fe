//! The log on standard error. Whoever reads it may stop to: then lines are lost and counted, and nothing else waits.

use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};

use crate::cli::LogFormat;

/// How many lines wait for their reader before more of them are lost.
const LINES: usize = 4096;

/// How often it is looked whether lines were lost.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The log; when it is dropped, what waits is written, for a second at most.
pub(crate) struct Log {
    lost: ErrorCounter,
    _writer: WorkerGuard,
}

impl Log {
    /// Starts it. A panic goes there too: the standard way would wait for the reader.
    pub(crate) fn start(format: LogFormat) -> Self {
        let (to, writer) = NonBlockingBuilder::default()
            .lossy(true)
            .buffered_lines_limit(LINES)
            .thread_name("log")
            .finish(std::io::stderr());
        let lost = to.error_counter();
        let filter = tracing_subscriber::EnvFilter::builder()
            .with_default_directive(tracing::Level::INFO.into())
            .from_env_lossy();
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(to);
        match format {
            LogFormat::Text => log.with_ansi(false).init(),
            LogFormat::Json => log.json().init(),
        }
        std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a panic")));
        Self { lost, _writer: writer }
    }

    /// Says now and then how many lines were lost since it was last said, for ever.
    pub(crate) fn tell_losses(&self) -> impl Future<Output = ()> + Send + 'static {
        let lost = self.lost.clone();
        async move {
            let mut told = 0;
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let lines = lost.dropped_lines();
                if lines > told {
                    tracing::warn!(lines = lines - told, "log lines were lost: nobody read them in time");
                    // The line that says so may be lost as well, and is then counted itself.
                    told = lines;
                }
            }
        }
    }

    /// Says how many lines were lost in all.
    pub(crate) fn tell_all_losses(&self) {
        let lines = self.lost.dropped_lines();
        if lines > 0 {
            tracing::warn!(lines, "log lines were lost in all: nobody read them in time");
        }
    }
}
