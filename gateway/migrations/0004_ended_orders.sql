-- The end of an order is stored when its units go, so that no clock can bring it back. `status` stays as it is: it has a
-- CHECK and is referenced, and a table that is filled can't be rebuilt within a transaction.

ALTER TABLE orders ADD COLUMN ended_at INTEGER;
ALTER TABLE orders ADD COLUMN ended_as TEXT CHECK (ended_as IN ('expired', 'replaced'));
-- Since when the units are held without a break, over all orders that replaced each other.
ALTER TABLE orders ADD COLUMN held_since INTEGER;
-- What the order holds while it is unpaid: units, and units times started days.
ALTER TABLE orders ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN unit_days INTEGER NOT NULL DEFAULT 0;

UPDATE orders SET
    held_since = created_at,
    units = (SELECT coalesce(sum(quantity), 0) FROM order_lines l WHERE l.order_id = orders.id);
UPDATE orders SET unit_days = units * max(1, (end_ms - start_ms + 86399999) / 86400000);
UPDATE orders SET ended_as = 'replaced',
    ended_at = coalesce((SELECT n.created_at FROM orders n WHERE n.id = orders.replaced_by), expires_at)
    WHERE status = 'replaced';
-- Units that were let go have ended their order, whatever the clock said since. Those whose time has passed and that still
-- have their units are ended by the gateway when it starts.
UPDATE orders SET ended_as = 'expired', ended_at = expires_at, client_address = NULL
    WHERE status = 'unpaid' AND (SELECT count(*) FROM reservations r WHERE r.order_id = orders.id)
                             <> (SELECT count(*) FROM order_lines l WHERE l.order_id = orders.id);
DELETE FROM reservations WHERE order_id IN (SELECT id FROM orders WHERE ended_at IS NOT NULL);

DROP INDEX orders_by_client;
CREATE INDEX orders_open_by_client ON orders (client_address, expires_at, units, unit_days)
    WHERE status = 'unpaid' AND ended_at IS NULL;
CREATE INDEX orders_open_by_company ON orders (company_id, expires_at, units, unit_days)
    WHERE status = 'unpaid' AND ended_at IS NULL;
CREATE INDEX orders_open ON orders (expires_at) WHERE status = 'unpaid' AND ended_at IS NULL;
CREATE INDEX orders_ended ON orders (ended_as, ended_at) WHERE ended_at IS NOT NULL;
-- Orders that are done and still have what is erased a day later.
CREATE INDEX orders_to_erase ON orders (coalesce(paid_at, ended_at))
    WHERE (paid_at IS NOT NULL OR ended_at IS NOT NULL) AND (return_url IS NOT NULL OR substr(request, 1, 1) = '[');
