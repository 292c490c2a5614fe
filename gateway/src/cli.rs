//! The command line.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use booking_gateway::limits::{Limits, Rate};
use booking_gateway::return_origins::ReturnOrigin;
use booking_widget::booking::time::{DAY_MS, MINUTE_MS};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;

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
    Serve(Box<Serve>),
    /// Make an empty store.
    Init(Init),
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder of the store; made if it is not there
    #[arg(long, default_value = "data")]
    pub(crate) data_dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    /// Folder of the store; `init` makes one
    #[arg(long, default_value = "data")]
    pub(crate) data_dir: PathBuf,
    /// Put a sample company into an empty store, or keep the one that is there up to date; makes the store if there is none
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
    /// The most units × days in all unpaid orders of a client address together, and so in one cart
    #[arg(long, value_name = "N", default_value_t = Limits::default().unpaid_unit_days,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) unpaid_unit_days: u32,
    /// The most unpaid orders of a company at a time, of all clients together
    #[arg(long, value_name = "N", default_value_t = Limits::default().company_unpaid_orders,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) company_unpaid_orders: u32,
    /// The most units × days in all unpaid orders of a company, of all clients together
    #[arg(long, value_name = "N", default_value_t = Limits::default().company_unpaid_unit_days,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) company_unpaid_unit_days: u32,
    /// How many days after its end an order that was never paid is kept
    #[arg(long, value_name = "DAYS", default_value_t = Limits::default().ended_kept_ms / DAY_MS,
        value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub(crate) keep_ended_days: i64,
    /// How long an unpaid order holds its units, in minutes
    #[arg(long, value_name = "MIN", default_value_t = Limits::default().unpaid_lifetime_ms / MINUTE_MS,
        value_parser = clap::value_parser!(i64).range(1..=10_080))]
    pub(crate) unpaid_minutes: i64,
    /// How often a client address may read: so often in a second for ever, and so often at once after a pause
    #[arg(long, value_name = "N/BURST", default_value_t = Limits::default().reads)]
    pub(crate) read_rate: Rate,
    /// How often a client address may ask for a price, in a second and at once
    #[arg(long, value_name = "N/BURST", default_value_t = Limits::default().quotes)]
    pub(crate) quote_rate: Rate,
    /// How often a client address may order or pay, in a second and at once
    #[arg(long, value_name = "N/BURST", default_value_t = Limits::default().checkouts)]
    pub(crate) checkout_rate: Rate,
    /// The most reads and prices that are worked on at a time; the next one is answered with 503 at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().reads_under_way, value_parser = from_one())]
    pub(crate) reads_under_way: usize,
    /// The most orders and payments that are worked on at a time, besides the reads
    #[arg(long, value_name = "N", default_value_t = Limits::default().orders_under_way, value_parser = from_one())]
    pub(crate) orders_under_way: usize,
    /// The most connections; fewer where the limit of open files (ulimit -n) allows no more
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections, value_parser = from_one())]
    pub(crate) connections: usize,
    /// The most connections of a client address that is no trusted proxy
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections_per_client, value_parser = from_one())]
    pub(crate) connections_per_client: usize,
    /// How long a connection may be idle, or take to send the head of a request, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().head_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) head_timeout: u64,
    /// How long a client may read nothing of an answer that waits for it, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().stall_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) stall_timeout: u64,
    /// How long a client may take to fetch an answer, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().answer_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) answer_timeout: u64,
    /// Address or network of a proxy in front of the gateway, such as 10.0.0.0/8 or ::1; once for each. The client is then the
    /// last address in X-Forwarded-For or Forwarded that is no trusted proxy's. Let the proxy write one of the two
    /// itself and drop the other: where both are there and differ, neither is believed
    #[arg(long, value_name = "CIDR", value_parser = network)]
    pub(crate) trusted_proxy: Vec<IpNet>,
}

/// A network, or an address as the network of it alone.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| address())
        .map_err(|_| "must be a network such as 10.0.0.0/8, or an address".to_owned())
}

/// A count of which none would be no gateway.
fn from_one() -> impl clap::builder::TypedValueParser<Value = usize> {
    use clap::builder::TypedValueParser;
    clap::value_parser!(u32).range(1..).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
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
            unpaid_unit_days: self.unpaid_unit_days,
            company_unpaid_orders: self.company_unpaid_orders,
            company_unpaid_unit_days: self.company_unpaid_unit_days,
            ended_kept_ms: self.keep_ended_days * DAY_MS,
            unpaid_lifetime_ms: self.unpaid_minutes * MINUTE_MS,
            reads: self.read_rate,
            quotes: self.quote_rate,
            checkouts: self.checkout_rate,
            reads_under_way: self.reads_under_way,
            orders_under_way: self.orders_under_way,
            connections: self.connections,
            connections_per_client: self.connections_per_client,
            head_time: Duration::from_secs(self.head_timeout),
            stall_time: Duration::from_secs(self.stall_timeout),
            answer_time: Duration::from_secs(self.answer_timeout),
            ..Limits::default()
        }
    }
}
