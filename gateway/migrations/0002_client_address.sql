-- A client's address is personal data, kept only to bound what one client holds unpaid: an order that is paid, replaced or
-- expired has none.

DROP INDEX orders_unpaid;
ALTER TABLE orders RENAME COLUMN client_address TO kept_address;
ALTER TABLE orders ADD COLUMN client_address TEXT;
-- Of those that have expired the gateway clears it when it starts.
UPDATE orders SET client_address = kept_address WHERE status = 'unpaid';
ALTER TABLE orders DROP COLUMN kept_address;
CREATE INDEX orders_by_client ON orders (client_address, expires_at) WHERE client_address IS NOT NULL;
