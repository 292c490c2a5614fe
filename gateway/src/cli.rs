//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use booking_gateway::limits::Limits;
use booking_gateway::return_origins::ReturnOrigin;
use booking_widget::booking::time::{DAY_MS, MINUTE_MS};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// The most by which a test may move the clock: a century.
const MOST_CLOCK_OFFSET_MS: i64 = 36_525 * DAY_MS;

/// The server behind the booking widget: the public browse and checkout endpoints.
#[derive(Debug, Parser)]
#[command(name = "booking-gateway", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer requests until stopped. The first line on standard output is `listening on http://ADDRESS:PORT`.
    Serve(Serve),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    /// Folder of the store; made where it is not there
    #[arg(long, default_value = "data")]
    pub(crate) data_dir: PathBuf,
    /// Put a sample company into an empty store, or keep the one that is there up to date
    #[arg(long)]
    pub(crate) sample_data: bool,
    /// Folder of a built widget to serve, its index.html at /
    #[arg(long, value_name = "DIR")]
    pub(crate) widget: Option<PathBuf>,
    /// Address under which customers reach the gateway [default: http://LISTEN]
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Another site of a company that the checkout pages may lead back to, besides the one that an order came from; can
    /// be given several times
    #[arg(long = "return-origin", value_name = "COMPANY=ORIGIN")]
    pub(crate) return_origins: Vec<ReturnOrigin>,
    /// For tests only: let this machine's programs and pages make the gateway misbehave, by rules set at /faults
    #[arg(long)]
    pub(crate) faults: bool,
    /// For tests only: by how many ms the gateway's clock is ahead of the machine's; behind it if negative
    #[arg(long, value_name = "MS", default_value_t = 0, allow_negative_numbers = true, hide = true,
        value_parser = clap::value_parser!(i64).range(-MOST_CLOCK_OFFSET_MS..=MOST_CLOCK_OFFSET_MS))]
    pub(crate) clock_offset_ms: i64,
    /// How the log on standard error is written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
    /// How long a request may take, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().request_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) request_timeout: u64,
    /// The largest request body, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body_bytes)]
    pub(crate) body_limit: usize,
    /// The most units of a product in a cart
    #[arg(long, value_name = "N", default_value_t = Limits::default().units_per_line,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) units_per_line: u32,
    /// The most unpaid orders of a client address at a time
    #[arg(long, value_name = "N", default_value_t = Limits::default().unpaid_orders,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) unpaid_orders: u32,
    /// The most units in all unpaid orders of a client address together, and so in one cart
    #[arg(long, value_name = "N", default_value_t = Limits::default().unpaid_units,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) unpaid_units: u32,
    /// How long an unpaid order holds its units, in minutes
    #[arg(long, value_name = "MIN", default_value_t = Limits::default().unpaid_lifetime_ms / MINUTE_MS,
        value_parser = clap::value_parser!(i64).range(1..=10_080))]
    pub(crate) unpaid_minutes: i64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl Serve {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            request_time: Duration::from_secs(self.request_timeout),
            body_bytes: self.body_limit,
            units_per_line: self.units_per_line,
            unpaid_orders: self.unpaid_orders,
            unpaid_units: self.unpaid_units,
            unpaid_lifetime_ms: self.unpaid_minutes * MINUTE_MS,
            ..Limits::default()
        }
    }
}
