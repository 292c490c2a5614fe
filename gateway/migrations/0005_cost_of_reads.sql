-- What a read costs does not grow with the history: reservations are found by pool, length and start, within the longest
-- hire of that length. By length, so that one hire of two years does not make all reads look through two years of hires of
-- an hour.

ALTER TABLE reservations ADD COLUMN length_class INTEGER GENERATED ALWAYS AS (
    CASE WHEN end_ms - start_ms <= 86400000 THEN 0      -- a day
         WHEN end_ms - start_ms <= 691200000 THEN 1     -- eight days
         WHEN end_ms - start_ms <= 5529600000 THEN 2    -- 64 days
         ELSE 3 END
) VIRTUAL;

CREATE TABLE longest_hires (
    product_id   TEXT NOT NULL,
    location_id  TEXT NOT NULL,
    length_class INTEGER NOT NULL,
    -- The longest reservation that was ever made, ms: one that overlaps a moment started at most this long before it.
    longest_ms   INTEGER NOT NULL,
    PRIMARY KEY (product_id, location_id, length_class)
) STRICT, WITHOUT ROWID;
INSERT INTO longest_hires
    SELECT product_id, location_id, length_class, max(end_ms - start_ms) FROM reservations
    GROUP BY product_id, location_id, length_class;
CREATE TRIGGER reservation_added AFTER INSERT ON reservations BEGIN
    INSERT INTO longest_hires VALUES (new.product_id, new.location_id, new.length_class, new.end_ms - new.start_ms)
        ON CONFLICT DO UPDATE SET longest_ms = excluded.longest_ms WHERE excluded.longest_ms > longest_ms;
END;
CREATE TRIGGER reservation_moved AFTER UPDATE OF product_id, location_id, start_ms, end_ms ON reservations BEGIN
    INSERT INTO longest_hires VALUES (new.product_id, new.location_id, new.length_class, new.end_ms - new.start_ms)
        ON CONFLICT DO UPDATE SET longest_ms = excluded.longest_ms WHERE excluded.longest_ms > longest_ms;
END;

DROP INDEX reservations_by_product;
-- It has all that a read takes, so that the rows themselves are not looked at.
CREATE INDEX reservations_by_pool
    ON reservations (product_id, location_id, length_class, start_ms, end_ms, quantity, expires_at, order_id);

CREATE INDEX products_by_company ON products (company_id, sort_order, id);
CREATE INDEX locations_by_company ON locations (company_id, sort_order, id);
DROP INDEX stock_units_by_place;
CREATE INDEX stock_units_by_pool ON stock_units (product_id, location_id) WHERE NOT archived;

-- The catalogue is kept in memory. Each read looks whether it is still the store's: any change of it, by whatever program,
-- gives it another version. Random, so that another store in this one's place has another one too.
CREATE TABLE catalogue_version (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    version  INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_version VALUES (1, random());
CREATE TRIGGER company_added AFTER INSERT ON companies BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER company_changed AFTER UPDATE ON companies BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER company_removed AFTER DELETE ON companies BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER location_added AFTER INSERT ON locations BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER location_changed AFTER UPDATE ON locations BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER location_removed AFTER DELETE ON locations BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER template_added AFTER INSERT ON pricing_templates BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER template_changed AFTER UPDATE ON pricing_templates BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER template_removed AFTER DELETE ON pricing_templates BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER product_added AFTER INSERT ON products BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER product_changed AFTER UPDATE ON products BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER product_removed AFTER DELETE ON products BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER unit_added AFTER INSERT ON stock_units BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER unit_changed AFTER UPDATE ON stock_units BEGIN UPDATE catalogue_version SET version = random(); END;
CREATE TRIGGER unit_removed AFTER DELETE ON stock_units BEGIN UPDATE catalogue_version SET version = random(); END;
-- Written by the check of the gateway's health, which must notice a full disk.
CREATE TABLE health (only INTEGER PRIMARY KEY CHECK (only = 1), checked_at INTEGER NOT NULL) STRICT;
