//! What is taken, read by pool: the units of a product at a location.

use booking_widget::booking::Window;
use booking_widget::booking::time::Instant;

use super::rows::{ReservationRow, TakenRow};
use super::{Result, StoreError, Transaction};

/// Of which pools reservations are read.
#[derive(Clone, Copy, Debug)]
pub(in crate::built_in) enum Pools<'a> {
    /// Of all that a company has, none of whose products has a longer turnaround time than this, ms.
    Company { id: &'a str, turnaround_ms: i64 },
    /// Of some products at one location: their ids as a JSON list.
    At { products: &'a str, location: &'a str },
}

impl Transaction {
    /// The reservations that count at `now` and, with the turnaround time behind each and behind the window, overlap the
    /// window, and perhaps some beside it; without those of the order `but`.
    ///
    /// Hires are in classes by their length (`length_class` in the migrations, with the bounds below). A reservation that
    /// overlaps the window starts in it, or before it by no more than the longest hire of its class. An index finds these:
    /// for a company all at once, for some products one pool after the other (CROSS JOIN). So the cost does not grow with
    /// the history.
    pub(in crate::built_in) async fn taken(
        &mut self,
        pools: Pools<'_>,
        window: Window,
        now: Instant,
        but: Option<&str>,
    ) -> Result<Vec<TakenRow>> {
        let query = match pools {
            Pools::Company { .. } => sqlx::query_as(
                "WITH classes (class, longest_ms) AS (VALUES (0, 86400000), (1, 691200000), (2, 5529600000), (3,
                     (SELECT end_ms - start_ms FROM reservations WHERE company_id = ?5 AND length_class = 3
                      ORDER BY end_ms - start_ms DESC LIMIT 1)))
                 SELECT r.product_id, r.location_id, r.start_ms, r.end_ms, r.quantity
                 FROM classes c
                 CROSS JOIN reservations r ON r.company_id = ?5 AND r.length_class = c.class
                     AND r.start_ms > ?1 - ?6 - c.longest_ms AND r.start_ms < ?2 + ?6
                 WHERE r.end_ms > ?1 - ?6
                   AND (r.expires_at IS NULL OR r.expires_at > ?3) AND (?4 IS NULL OR r.order_id IS NOT ?4)",
            ),
            Pools::At { .. } => sqlx::query_as(
                "SELECT r.product_id, r.location_id, r.start_ms, r.end_ms, r.quantity
                 FROM json_each(?5) asked
                 CROSS JOIN products p ON p.id = asked.value
                 CROSS JOIN longest_hires h ON h.product_id = p.id AND h.location_id = ?6
                 CROSS JOIN reservations r ON r.product_id = h.product_id AND r.location_id = h.location_id
                     AND r.length_class = h.length_class
                     AND r.start_ms > ?1 - max(p.turnaround_ms, 0) - h.longest_ms
                     AND r.start_ms < ?2 + max(p.turnaround_ms, 0)
                 WHERE r.end_ms > ?1 - max(p.turnaround_ms, 0)
                   AND (r.expires_at IS NULL OR r.expires_at > ?3) AND (?4 IS NULL OR r.order_id IS NOT ?4)",
            ),
        };
        let query = query.bind(window.start().ms()).bind(window.end().ms()).bind(now.ms()).bind(but);
        let query = match pools {
            Pools::Company { id, turnaround_ms } => query.bind(id).bind(turnaround_ms.max(0)),
            Pools::At { products, location } => query.bind(products).bind(location),
        };
        query.fetch_all(&mut *self.0).await.map_err(|e| StoreError::Read("reservations", e))
    }

    /// Whether a reservation of that id is there.
    pub(in crate::built_in) async fn has_reservation(&mut self, id: &str) -> Result<bool> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM reservations WHERE id = ?1)")
            .bind(id)
            .fetch_one(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("whether there is a reservation", e))
    }

    /// Writes a reservation.
    pub(in crate::built_in) async fn insert_reservation(&mut self, row: &ReservationRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO reservations
                 (id, product_id, location_id, start_ms, end_ms, quantity, order_id, expires_at, company_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT company_id FROM products WHERE id = ?2))",
        )
        .bind(&row.id)
        .bind(&row.product_id)
        .bind(&row.location_id)
        .bind(row.start_ms)
        .bind(row.end_ms)
        .bind(row.quantity)
        .bind(&row.order_id)
        .bind(row.expires_at)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a reservation", e))?;
        Ok(())
    }
}
