//! Who has a connection, and who loses it where there is none left.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::client::ClientKey;

/// The seats that there are.
pub(super) struct Seats {
    most: usize,
    most_per_client: usize,
    all: Mutex<All>,
    /// A seat has become free, or one may be taken away that could not before.
    changed: Notify,
}

#[derive(Default)]
struct All {
    taken: HashMap<u64, Taken>,
    clients: HashMap<Client, OfClient>,
    /// Counts up with each seat that is taken, and each time one begins to wait for its client.
    ticket: u64,
}

/// `None` is all trusted proxies together: each of them is many clients.
type Client = Option<ClientKey>;

struct Taken {
    client: Client,
    /// Since which ticket it waits for its client.
    waits_since: Option<u64>,
    lost: Arc<Notify>,
}

/// What a client has.
#[derive(Default)]
struct OfClient {
    seats: usize,
    /// Those that wait for it, by their tickets.
    waiting: BTreeMap<u64, u64>,
}

impl Seats {
    pub(super) fn new(most: usize, most_per_client: usize) -> Arc<Self> {
        Arc::new(Self { most, most_per_client, all: Mutex::default(), changed: Notify::new() })
    }

    /// A seat, as soon as there is one; `None` where the client has as many as it may, all of them in use.
    pub(super) async fn take(self: &Arc<Self>, client: Client) -> Option<Seat> {
        loop {
            let room = self.all().room_for(client, self.most, self.most_per_client);
            match room {
                Room::Free => return Some(self.seat(client)),
                Room::Made => {
                    // Who has lost a seat leaves before anyone else comes, so that there are never many more than seats.
                    let seat = self.seat(client);
                    tokio::task::yield_now().await;
                    return Some(seat);
                }
                Room::NoneForClient => return None,
                Room::None => self.changed.notified().await,
            }
        }
    }

    /// Takes a seat away, where one may be.
    pub(super) fn make_room(&self) {
        self.all().take_one_away();
    }

    fn seat(self: &Arc<Self>, client: Client) -> Seat {
        let lost = Arc::new(Notify::new());
        let mut all = self.all();
        let id = all.next_ticket();
        all.taken.insert(id, Taken { client, waits_since: None, lost: lost.clone() });
        all.clients.entry(client).or_default().seats += 1;
        all.set_waiting(id, true);
        drop(all);
        Seat { seats: self.clone(), id, lost, doing: Mutex::default() }
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there is a seat.
enum Room {
    Free,
    /// Another one was taken away for it.
    Made,
    None,
    NoneForClient,
}

impl All {
    fn room_for(&mut self, client: Client, most: usize, most_per_client: usize) -> Room {
        let of_client =
            client.and_then(|_| self.clients.get(&client)).filter(|of| of.seats >= most_per_client);
        let mut made = false;
        if let Some(of_client) = of_client {
            let Some((_, id)) = of_client.waiting.first_key_value() else { return Room::NoneForClient };
            self.take_away(*id);
            made = true;
        }
        if self.taken.len() >= most {
            if !self.take_one_away() {
                return Room::None;
            }
            made = true;
        }
        if made { Room::Made } else { Room::Free }
    }

    /// Of the seats that wait for their clients: one of the client that has most, the one that waits for longest. So those
    /// who open many connections take them from each other. Trusted proxies go last.
    fn take_one_away(&mut self) -> bool {
        let waiting = self.clients.iter().filter_map(|(client, of_client)| {
            let (since, id) = of_client.waiting.first_key_value()?;
            let seats = if client.is_some() { of_client.seats } else { 0 };
            Some((seats, Reverse(*since), *id))
        });
        let Some((.., id)) = waiting.max() else { return false };
        self.take_away(id);
        true
    }

    fn take_away(&mut self, id: u64) {
        if let Some(taken) = self.leave(id) {
            taken.lost.notify_one();
        }
    }

    fn set_waiting(&mut self, id: u64, waits: bool) {
        let ticket = self.next_ticket();
        let Some(taken) = self.taken.get_mut(&id) else { return };
        let Some(of_client) = self.clients.get_mut(&taken.client) else { return };
        if let Some(since) = taken.waits_since.take() {
            of_client.waiting.remove(&since);
        }
        if waits {
            taken.waits_since = Some(ticket);
            of_client.waiting.insert(ticket, id);
        }
    }

    fn leave(&mut self, id: u64) -> Option<Taken> {
        self.set_waiting(id, false);
        let taken = self.taken.remove(&id)?;
        if let Some(of_client) = self.clients.get_mut(&taken.client) {
            of_client.seats = of_client.seats.saturating_sub(1);
            if of_client.seats == 0 {
                self.clients.remove(&taken.client);
            }
        }
        Some(taken)
    }

    fn next_ticket(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }
}

/// A connection's seat; free again when it is dropped.
pub(super) struct Seat {
    seats: Arc<Seats>,
    id: u64,
    lost: Arc<Notify>,
    doing: Mutex<Doing>,
}

/// What is done on the connection.
#[derive(Default)]
struct Doing {
    /// Since when there is a request that is not answered, or whose answer is not sent.
    exchange: Option<Instant>,
    /// The answer is whole, though it may not have been sent.
    answered: bool,
    /// The rest of the request is waited for.
    waits_for_body: bool,
    /// The client does not read what is sent to it.
    waits_for_reader: bool,
}

impl Doing {
    fn waits_for_client(&self) -> bool {
        self.exchange.is_none() || self.waits_for_body || self.waits_for_reader
    }
}

impl Seat {
    /// Ends when the seat is taken away.
    pub(super) async fn lost(&self) {
        self.lost.notified().await;
    }

    /// Whether a request came whose answer is not yet sent.
    pub(super) fn is_in_exchange(&self) -> bool {
        self.doing().exchange.is_some()
    }

    /// For how long; zero where there is none.
    pub(super) fn exchange_age(&self) -> Duration {
        self.doing().exchange.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// The head of a request is there.
    pub(super) fn request_came(&self) {
        self.change(|doing| *doing = Doing { exchange: Some(Instant::now()), ..Doing::default() });
    }

    /// The rest of the request is waited for, or no longer.
    pub(super) fn waits_for_body(&self, waits: bool) {
        self.change(|doing| doing.waits_for_body = waits);
    }

    /// The client does not read, or does again.
    pub(super) fn waits_for_reader(&self, waits: bool) {
        self.change(|doing| doing.waits_for_reader = waits);
    }

    /// The answer is whole.
    pub(super) fn answered(&self) {
        self.change(|doing| doing.answered = true);
    }

    /// All that was to be sent is sent.
    pub(super) fn sent(&self) {
        self.change(|doing| {
            if doing.answered {
                *doing = Doing::default();
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut Doing)) {
        let mut doing = self.doing();
        let before = doing.waits_for_client();
        change(&mut doing);
        let waits = doing.waits_for_client();
        drop(doing);
        if waits != before {
            self.seats.all().set_waiting(self.id, waits);
            if waits {
                self.seats.changed.notify_one();
            }
        }
    }

    fn doing(&self) -> MutexGuard<'_, Doing> {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.all().leave(self.id);
        self.seats.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn client(number: u8) -> Client {
        Some(IpAddr::from([192, 0, 2, number]).into())
    }

    async fn taken(seats: &Arc<Seats>, number: u8) -> Seat {
        seats.take(client(number)).await.unwrap()
    }

    fn is_lost(seat: &Seat) -> bool {
        !seat.seats.all().taken.contains_key(&seat.id)
    }

    #[tokio::test]
    async fn who_waits_for_longest_of_those_who_have_most_loses_a_seat() {
        let seats = Seats::new(4, 3);
        let single = taken(&seats, 1).await;
        let [busy, old, young] = [taken(&seats, 2).await, taken(&seats, 2).await, taken(&seats, 2).await];
        busy.request_came();
        let new = taken(&seats, 3).await;
        assert_eq!([&single, &busy, &old, &young, &new].map(is_lost), [false, false, true, false, false]);
        old.lost().await;
        // A client that has as many as it may takes one of its own.
        let seats = Seats::new(100, 2);
        let [first, second, other] = [taken(&seats, 1).await, taken(&seats, 1).await, taken(&seats, 2).await];
        let third = taken(&seats, 1).await;
        assert_eq!([&first, &second, &other, &third].map(is_lost), [true, false, false, false]);
        // Not one that is being served.
        second.request_came();
        third.request_came();
        assert!(seats.take(client(1)).await.is_none());
        assert!(seats.take(client(2)).await.is_some());
    }

    #[tokio::test]
    async fn a_trusted_proxy_has_as_many_as_there_are_and_loses_its_own_last() {
        let seats = Seats::new(4, 1);
        let proxy = async || seats.take(None).await.unwrap();
        let (one, two, three) = (proxy().await, proxy().await, proxy().await);
        let client = taken(&seats, 1).await;
        let four = proxy().await;
        assert_eq!([&one, &two, &three, &client, &four].map(is_lost), [false, false, false, true, false]);
        let five = proxy().await;
        assert_eq!([&one, &two, &three, &four].map(is_lost), [true, false, false, false]);
        drop((one, two, three, four, five, client));
        let all = seats.all();
        assert!(all.taken.is_empty() && all.clients.is_empty());
    }

    #[tokio::test]
    async fn while_all_are_served_the_next_one_waits_until_one_is_done() {
        let seats = Seats::new(1, 1);
        let seat = taken(&seats, 1).await;
        seat.request_came();
        let mut next = Box::pin(taken(&seats, 2));
        assert!(futures_pending(&mut next).await);
        seat.answered();
        assert!(futures_pending(&mut next).await, "it is not sent yet");
        seat.sent();
        let next = next.await;
        assert!(is_lost(&seat) && !is_lost(&next));
        next.request_came();
        next.waits_for_body(true);
        let last = taken(&seats, 3).await;
        assert!(is_lost(&next));
        last.request_came();
        last.waits_for_reader(true);
        assert!(seats.take(None).await.is_some() && is_lost(&last));
    }

    async fn futures_pending<T>(future: &mut (impl Future<Output = T> + Unpin)) -> bool {
        tokio::select! {
            biased;
            _ = future => false,
            () = tokio::task::yield_now() => true,
        }
    }
}
