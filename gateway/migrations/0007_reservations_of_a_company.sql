-- The list of a company's products for some times looks at all of its pools at once: by start alone that is one range of an
-- index for each class of lengths, and not a search for each pool.

ALTER TABLE reservations ADD COLUMN company_id TEXT;
UPDATE reservations SET company_id = (SELECT company_id FROM products p WHERE p.id = product_id);
-- For whoever writes reservations beside the gateway.
CREATE TRIGGER reservation_of_company AFTER INSERT ON reservations WHEN new.company_id IS NULL BEGIN
    UPDATE reservations SET company_id = (SELECT company_id FROM products p WHERE p.id = new.product_id)
    WHERE rowid = new.rowid;
END;

-- It has all that the list takes, so that the rows themselves are not looked at.
CREATE INDEX reservations_by_company
    ON reservations (company_id, length_class, start_ms, end_ms, product_id, location_id, quantity, expires_at, order_id);
-- The last class of lengths has no bound of its own: the longest one is its bound.
CREATE INDEX reservations_longest ON reservations (company_id, end_ms - start_ms) WHERE length_class = 3;
