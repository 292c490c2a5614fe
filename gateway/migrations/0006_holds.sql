-- By which reads name a customer's own unpaid order. Unlike the reference it replaces nothing, so it may stand in addresses.

ALTER TABLE orders ADD COLUMN hold TEXT;
CREATE INDEX orders_open_by_hold ON orders (company_id, hold)
    WHERE hold IS NOT NULL AND status = 'unpaid' AND ended_at IS NULL;
