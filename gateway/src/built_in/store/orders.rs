//! Orders: their life, and what is kept of them afterwards.

use booking_widget::booking::time::Instant;

use super::rows::{HeldRow, OrderLineRow, OrderRow};
use super::{Result, StoreError, Transaction};

impl Transaction {
    /// An order of a company.
    pub(in crate::built_in) async fn order(&mut self, company: &str, id: &str) -> Result<Option<OrderRow>> {
        sqlx::query_as("SELECT * FROM orders WHERE company_id = ?1 AND id = ?2")
            .bind(company)
            .bind(id)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("an order", e))
    }

    /// The order that a client reference stands for.
    pub(in crate::built_in) async fn order_by_reference(
        &mut self,
        company: &str,
        reference: &str,
    ) -> Result<Option<OrderRow>> {
        sqlx::query_as(
            "SELECT * FROM orders WHERE company_id = ?1 AND client_reference = ?2 AND status <> 'replaced'",
        )
        .bind(company)
        .bind(reference)
        .fetch_optional(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("an order by its reference", e))
    }

    /// The id of the open order of a hold.
    pub(in crate::built_in) async fn order_by_hold(
        &mut self,
        company: &str,
        hold: &str,
    ) -> Result<Option<String>> {
        sqlx::query_scalar(
            "SELECT id FROM orders
             WHERE company_id = ?1 AND hold = ?2 AND hold IS NOT NULL AND status = 'unpaid' AND ended_at IS NULL",
        )
        .bind(company)
        .bind(hold)
        .fetch_optional(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("an order by its hold", e))
    }

    /// An order's lines.
    pub(in crate::built_in) async fn order_lines(&mut self, order: &str) -> Result<Vec<OrderLineRow>> {
        sqlx::query_as(
            "SELECT product_id, product_name, quantity, unit_price_cents, subtotal_cents
             FROM order_lines WHERE order_id = ?1 ORDER BY line",
        )
        .bind(order)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("an order's lines", e))
    }

    /// The unpaid orders of a client, the one that ends first at the beginning.
    pub(in crate::built_in) async fn held_by(&mut self, client: &str) -> Result<Vec<HeldRow>> {
        sqlx::query_as(
            "SELECT expires_at, 1 AS orders, units, unit_days FROM orders
             WHERE client_address = ?1 AND status = 'unpaid' AND ended_at IS NULL ORDER BY expires_at",
        )
        .bind(client)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("what a client holds", e))
    }

    /// What all clients hold of a company without having paid.
    pub(in crate::built_in) async fn held_of(&mut self, company: &str) -> Result<HeldRow> {
        sqlx::query_as(
            "SELECT coalesce(min(expires_at), 0) AS expires_at, count(*) AS orders, coalesce(sum(units), 0) AS units,
                    coalesce(sum(unit_days), 0) AS unit_days
             FROM orders WHERE company_id = ?1 AND status = 'unpaid' AND ended_at IS NULL",
        )
        .bind(company)
        .fetch_one(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("what is held of a company", e))
    }

    /// Writes a new order with its lines.
    pub(in crate::built_in) async fn insert_order(
        &mut self,
        order: &OrderRow,
        lines: &[OrderLineRow],
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO orders (id, company_id, location_id, start_ms, end_ms, currency, tax_cents, total_cents,
                 status, created_at, expires_at, client_reference, request, return_url, client_address, held_since,
                 units, unit_days, hold)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )
        .bind(&order.id)
        .bind(&order.company_id)
        .bind(&order.location_id)
        .bind(order.start_ms)
        .bind(order.end_ms)
        .bind(&order.currency)
        .bind(order.tax_cents)
        .bind(order.total_cents)
        .bind(&order.status)
        .bind(order.created_at)
        .bind(order.expires_at)
        .bind(&order.client_reference)
        .bind(&order.request)
        .bind(&order.return_url)
        .bind(&order.client_address)
        .bind(order.held_since)
        .bind(order.units)
        .bind(order.unit_days)
        .bind(&order.hold)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("an order", e))?;
        for (number, line) in (1_i64..).zip(lines) {
            sqlx::query(
                "INSERT INTO order_lines (order_id, line, product_id, product_name, quantity, unit_price_cents,
                     subtotal_cents)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .bind(&order.id)
            .bind(number)
            .bind(&line.product_id)
            .bind(&line.product_name)
            .bind(line.quantity)
            .bind(line.unit_price_cents)
            .bind(line.subtotal_cents)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("an order's line", e))?;
        }
        Ok(())
    }

    /// Ends an unpaid order because another one takes its place, and lets go of its units.
    pub(in crate::built_in) async fn replace_order(
        &mut self,
        order: &str,
        by: &str,
        now: Instant,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE orders SET status = 'replaced', replaced_by = ?2, client_address = NULL,
                 ended_at = coalesce(ended_at, ?3), ended_as = 'replaced'
             WHERE id = ?1 AND status = 'unpaid'",
        )
        .bind(order)
        .bind(by)
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that an order is replaced", e))?;
        self.let_go(order).await
    }

    /// Ends an unpaid order that can't be paid any more, and lets go of what it still holds.
    pub(in crate::built_in) async fn end_order(&mut self, order: &str, now: Instant) -> Result<()> {
        sqlx::query(
            "UPDATE orders SET ended_at = ?2, ended_as = 'expired', client_address = NULL
             WHERE id = ?1 AND status = 'unpaid' AND ended_at IS NULL",
        )
        .bind(order)
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that an order has ended", e))?;
        self.let_go(order).await
    }

    async fn let_go(&mut self, order: &str) -> Result<()> {
        sqlx::query("DELETE FROM reservations WHERE order_id = ?1 AND expires_at IS NOT NULL")
            .bind(order)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("that an order lets go of its units", e))?;
        Ok(())
    }

    /// Marks an order as paid: from now on it holds its units for good. Says whether it was open and held the units of all
    /// of its lines; if not, the transaction is not to be committed.
    pub(in crate::built_in) async fn pay_order(&mut self, order: &str, now: Instant) -> Result<bool> {
        let lines: i64 = sqlx::query_scalar("SELECT count(*) FROM order_lines WHERE order_id = ?1")
            .bind(order)
            .fetch_one(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("how many lines an order has", e))?;
        let paid = sqlx::query(
            "UPDATE orders SET status = 'paid', paid_at = ?2, client_address = NULL
             WHERE id = ?1 AND status = 'unpaid' AND ended_at IS NULL AND expires_at > ?2",
        )
        .bind(order)
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that an order is paid", e))?;
        let held = sqlx::query("UPDATE reservations SET expires_at = NULL WHERE order_id = ?1")
            .bind(order)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("that an order holds its units", e))?;
        Ok(paid.rows_affected() == 1 && i64::try_from(held.rows_affected()) == Ok(lines))
    }

    /// Ends the unpaid orders whose time has passed: stores that they have ended, and lets go of their units.
    pub(in crate::built_in) async fn end_expired(&mut self, now: Instant) -> Result<()> {
        let ended = sqlx::query(
            "UPDATE orders SET ended_at = ?1, ended_as = 'expired', client_address = NULL
             WHERE status = 'unpaid' AND ended_at IS NULL AND expires_at <= ?1",
        )
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that unpaid orders have ended", e))?;
        if ended.rows_affected() > 0 {
            sqlx::query("DELETE FROM reservations WHERE expires_at IS NOT NULL AND expires_at <= ?1")
                .bind(now.ms())
                .execute(&mut *self.0)
                .await
                .map_err(|e| StoreError::Write("that unpaid orders let go of their units", e))?;
        }
        Ok(())
    }

    /// How many paid orders do not hold the units of all of their lines. It looks at all of them.
    pub(in crate::built_in) async fn paid_without_units(&mut self) -> Result<i64> {
        sqlx::query_scalar(
            "SELECT count(*) FROM orders o WHERE status = 'paid'
                 AND (SELECT count(*) FROM reservations r WHERE r.order_id = o.id AND r.expires_at IS NULL)
                  <> (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id)",
        )
        .fetch_one(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("paid orders without units", e))
    }

    /// Erases what was kept to lead back and to compare of up to `most` orders that were paid or ended before `before`.
    /// Says how many they were.
    pub(in crate::built_in) async fn erase_requests(&mut self, before: Instant, most: i64) -> Result<u64> {
        let erased = sqlx::query(
            "UPDATE orders SET return_url = NULL,
                 request = CASE WHEN substr(request, 1, 1) = '[' THEN '' ELSE request END
             WHERE rowid IN (
                 SELECT rowid FROM orders
                 WHERE (paid_at IS NOT NULL OR ended_at IS NOT NULL)
                   AND (return_url IS NOT NULL OR substr(request, 1, 1) = '[')
                   AND coalesce(paid_at, ended_at) < ?1
                 LIMIT ?2)",
        )
        .bind(before.ms())
        .bind(most)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that requests are forgotten", e))?;
        Ok(erased.rows_affected())
    }

    /// Deletes up to `most` orders that ended in this way before `before`; none of them was paid. Says how many they were.
    pub(in crate::built_in) async fn purge_ended(
        &mut self,
        way: &str,
        before: Instant,
        most: i64,
    ) -> Result<u64> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE ended_at IS NOT NULL AND ended_as = ?1 AND ended_at < ?2 AND status <> 'paid'
             ORDER BY ended_at LIMIT ?3",
        )
        .bind(way)
        .bind(before.ms())
        .bind(most)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("orders that have ended", e))?;
        for sql in [
            "DELETE FROM reservations WHERE order_id = ?1",
            "DELETE FROM order_lines WHERE order_id = ?1",
            "DELETE FROM orders WHERE id = ?1",
        ] {
            for id in &ids {
                sqlx::query(sql)
                    .bind(id)
                    .execute(&mut *self.0)
                    .await
                    .map_err(|e| StoreError::Write("that an order is forgotten", e))?;
            }
        }
        Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
    }
}
