CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
CREATE TABLE companies (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    currency     TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    support_url  TEXT,
    -- Percent of the lines' sum, a decimal.
    tax_percent  TEXT NOT NULL,
    active       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE locations (
    id           TEXT PRIMARY KEY,
    company_id   TEXT NOT NULL REFERENCES companies (id),
    sort_order   INTEGER NOT NULL,
    name         TEXT NOT NULL,
    address      TEXT,
    lat          REAL,
    lng          REAL,
    -- These three go before the company's where they are there.
    time_zone    TEXT,
    currency     TEXT,
    tax_percent  TEXT,
    -- JSON: seven lists, Monday first, of [opens, closes] in ms of wall clock. NULL: always open.
    hours        TEXT,
    archived     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE pricing_templates (
    id           TEXT PRIMARY KEY,
    company_id   TEXT NOT NULL REFERENCES companies (id),
    -- JSON: {"tiers": [{"name", "price_multiplier", "duration", "duration_unit"}], "day_after": {"price_multiplier"}}
    template     TEXT NOT NULL
) STRICT;
CREATE TABLE products (
    id                    TEXT PRIMARY KEY,
    company_id            TEXT NOT NULL REFERENCES companies (id),
    sort_order            INTEGER NOT NULL,
    name                  TEXT NOT NULL,
    description           TEXT,
    category              TEXT,
    -- A file name below /pictures, or an absolute address.
    picture               TEXT,
    base_price_cents      INTEGER NOT NULL,
    price_per_hour_cents  INTEGER NOT NULL DEFAULT 0,
    pricing_template_id   TEXT REFERENCES pricing_templates (id),
    turnaround_ms         INTEGER NOT NULL DEFAULT 0,
    archived              INTEGER NOT NULL DEFAULT 0
, min_hire_ms INTEGER CHECK (min_hire_ms > 0), max_hire_ms INTEGER CHECK (max_hire_ms > 0 AND max_hire_ms >= coalesce(min_hire_ms, 0))) STRICT;
CREATE TABLE stock_units (
    id           TEXT PRIMARY KEY,
    product_id   TEXT NOT NULL REFERENCES products (id),
    location_id  TEXT NOT NULL REFERENCES locations (id),
    archived     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE orders (
    id                TEXT PRIMARY KEY,
    company_id        TEXT NOT NULL REFERENCES companies (id),
    location_id       TEXT NOT NULL REFERENCES locations (id),
    start_ms          INTEGER NOT NULL,
    end_ms            INTEGER NOT NULL,
    currency          TEXT NOT NULL,
    tax_cents         INTEGER NOT NULL,
    total_cents       INTEGER NOT NULL,
    -- 'unpaid', 'paid', or 'replaced' by a later one of the same client reference.
    status            TEXT NOT NULL CHECK (status IN ('unpaid', 'paid', 'replaced')),
    created_at        INTEGER NOT NULL,
    -- An unpaid order lets go of its units at this moment.
    expires_at        INTEGER NOT NULL,
    paid_at           INTEGER,
    client_reference  TEXT,
    -- What was asked for, to tell the same body from another one.
    request           TEXT NOT NULL,
    return_url        TEXT,
    replaced_by       TEXT
, client_address TEXT) STRICT;
CREATE TABLE order_lines (
    order_id          TEXT NOT NULL REFERENCES orders (id),
    line              INTEGER NOT NULL,
    product_id        TEXT NOT NULL REFERENCES products (id),
    product_name      TEXT NOT NULL,
    quantity          INTEGER NOT NULL,
    unit_price_cents  INTEGER NOT NULL,
    subtotal_cents    INTEGER NOT NULL,
    PRIMARY KEY (order_id, line)
) STRICT;
CREATE TABLE reservations (
    id           TEXT PRIMARY KEY,
    product_id   TEXT NOT NULL REFERENCES products (id),
    location_id  TEXT NOT NULL REFERENCES locations (id),
    start_ms     INTEGER NOT NULL,
    end_ms       INTEGER NOT NULL,
    quantity     INTEGER NOT NULL CHECK (quantity > 0),
    -- NULL where the reservation was not made by an order of this store.
    order_id     TEXT REFERENCES orders (id),
    -- NULL: for good; else it ends to count at this moment (an unpaid order).
    expires_at   INTEGER
) STRICT;
INSERT INTO _sqlx_migrations VALUES (1, 'store', '2026-11-28 03:06:46', 1, X'F00C5A87E804F9DF04768ADE9D59E0BF3CEFF62C86C0D6DCE14B22C0B47D71AF7BC163AA44D7CA2D0EEAB572730A2685', 8080101);
INSERT INTO _sqlx_migrations VALUES (2, 'client address', '2026-11-28 03:06:46', 1, X'4958425131647852C3299CE56E35F8DE1CA7CF972AE7E55D5AC34CC0AB3B8D5DCC1B5B88F7E4D51CB09C47FF98E4B49F', 5002620);
INSERT INTO _sqlx_migrations VALUES (3, 'hire length', '2026-11-28 03:06:46', 1, X'B4EAC0673EBE109F8DD44ADF69AE737BC592552D35567B1CB6D24F7523A0A584B048561A5DC7FEEDDFE38E038061C5FD', 2006883);
INSERT INTO companies VALUES ('company_test', 'Kayak & <Sons>', 'AUD', 'Australia/Sydney', NULL, '10', 1);
INSERT INTO companies VALUES ('company_gone', 'Gone', 'AUD', 'Australia/Sydney', NULL, '10', 0);
INSERT INTO locations VALUES ('location_open', 'company_test', 1, 'Open <i>Wharf</i>', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO locations VALUES ('location_hours', 'company_test', 2, 'Nine to five', NULL, NULL, NULL, NULL, NULL, '12.5', '[[],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]]]', 0);
INSERT INTO locations VALUES ('location_late', 'company_test', 3, 'Late', NULL, NULL, NULL, 'Australia/Lord_Howe', NULL, NULL, '[[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]]]', 0);
INSERT INTO locations VALUES ('location_archived', 'company_test', 4, 'Archived', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO pricing_templates VALUES ('template', 'company_test', '{"tiers": [{"name": "1 Day", "price_multiplier": 1, "duration": 1, "duration_unit": "days"},
                {"name": "3 Days", "price_multiplier": 2.5, "duration": 3, "duration_unit": "days"}],
      "day_after": {"price_multiplier": 0.8}}');
INSERT INTO products VALUES ('product_kayak', 'company_test', 2, 'Kayak <script>alert(1)</script>', 'One & two', 'Boats', NULL, 5001, 0, 'template', 0, 0, NULL, NULL);
INSERT INTO products VALUES ('product_tent', 'company_test', 1, 'Tent', NULL, NULL, 'https://img.example/tent.png', 7000, 0, NULL, 3600000, 0, NULL, NULL);
INSERT INTO products VALUES ('product_gold', 'company_test', 3, 'Gold', NULL, NULL, NULL, 9000000000000000000, 0, NULL, 0, 0, NULL, NULL);
INSERT INTO stock_units VALUES ('u1location_open', 'product_kayak', 'location_open', 0);
INSERT INTO stock_units VALUES ('u2location_open', 'product_kayak', 'location_open', 0);
INSERT INTO stock_units VALUES ('u3location_open', 'product_kayak', 'location_open', 0);
INSERT INTO stock_units VALUES ('u1location_hours', 'product_kayak', 'location_hours', 0);
INSERT INTO stock_units VALUES ('u2location_hours', 'product_kayak', 'location_hours', 0);
INSERT INTO stock_units VALUES ('u3location_hours', 'product_kayak', 'location_hours', 0);
INSERT INTO stock_units VALUES ('u1location_late', 'product_kayak', 'location_late', 0);
INSERT INTO stock_units VALUES ('u2location_late', 'product_kayak', 'location_late', 0);
INSERT INTO stock_units VALUES ('u3location_late', 'product_kayak', 'location_late', 0);
INSERT INTO stock_units VALUES ('u1location_archived', 'product_kayak', 'location_archived', 0);
INSERT INTO stock_units VALUES ('u2location_archived', 'product_kayak', 'location_archived', 0);
INSERT INTO stock_units VALUES ('u3location_archived', 'product_kayak', 'location_archived', 0);
INSERT INTO stock_units VALUES ('t1', 'product_tent', 'location_open', 0);
INSERT INTO stock_units VALUES ('t2', 'product_tent', 'location_hours', 0);
INSERT INTO stock_units VALUES ('g1', 'product_gold', 'location_open', 0);
INSERT INTO stock_units VALUES ('g2', 'product_gold', 'location_open', 0);
INSERT INTO orders VALUES ('pio_01a2201e9c1b75759c2a74a1ca44298c', 'company_test', 'location_open', 1795816800000, 1795932000000, 'AUD', 1250, 13753, 'unpaid', 1795554000000, 1795554900000, NULL, '019ac6f2-5d80-7000-8000-000000000003', '["location_open",[1795816800000,1795932000000],[["product_kayak",1]],null]', NULL, NULL, NULL);
INSERT INTO orders VALUES ('pio_01a2201e9c207721b7953f4c644e89f6', 'company_test', 'location_open', 1795816800000, 1795932000000, 'AUD', 1250, 13753, 'paid', 1795557600000, 1795558500000, 1795557600000, '019ac6f2-5d80-7000-8000-000000000001', '["location_open",[1795816800000,1795932000000],[["product_kayak",1]],null]', NULL, NULL, NULL);
INSERT INTO orders VALUES ('pio_01a2201e9c2a7311bed09011d8179a87', 'company_test', 'location_open', 1795816800000, 1795932000000, 'AUD', 1250, 13753, 'unpaid', 1795557600000, 1795558500000, NULL, '019ac6f2-5d80-7000-8000-000000000002', '["location_open",[1795816800000,1795932000000],[["product_kayak",1]],null]', NULL, NULL, '192.0.2.1');
INSERT INTO orders VALUES ('pio_01a2201e9c2e70e9964e5dfdce093916', 'company_test', 'location_open', 1795816800000, 1795932000000, 'AUD', 1250, 13753, 'replaced', 1795557600000, 1795558500000, NULL, '019ac6f2-5d80-7000-8000-000000000004', '["location_open",[1795816800000,1795932000000],[["product_kayak",1]],null]', NULL, 'pio_01a2201e9c3273fc8fbeab6870806339', NULL);
INSERT INTO orders VALUES ('pio_01a2201e9c3273fc8fbeab6870806339', 'company_test', 'location_open', 1795816800000, 1795932000000, 'AUD', 1400, 15400, 'unpaid', 1795557600000, 1795558500000, NULL, '019ac6f2-5d80-7000-8000-000000000004', '["location_open",[1795816800000,1795932000000],[["product_tent",1]],null]', NULL, NULL, '192.0.2.1');
INSERT INTO order_lines VALUES ('pio_01a2201e9c1b75759c2a74a1ca44298c', 1, 'product_kayak', 'Kayak <script>alert(1)</script>', 1, 12503, 12503);
INSERT INTO order_lines VALUES ('pio_01a2201e9c207721b7953f4c644e89f6', 1, 'product_kayak', 'Kayak <script>alert(1)</script>', 1, 12503, 12503);
INSERT INTO order_lines VALUES ('pio_01a2201e9c2a7311bed09011d8179a87', 1, 'product_kayak', 'Kayak <script>alert(1)</script>', 1, 12503, 12503);
INSERT INTO order_lines VALUES ('pio_01a2201e9c2e70e9964e5dfdce093916', 1, 'product_kayak', 'Kayak <script>alert(1)</script>', 1, 12503, 12503);
INSERT INTO order_lines VALUES ('pio_01a2201e9c3273fc8fbeab6870806339', 1, 'product_tent', 'Tent', 1, 14000, 14000);
INSERT INTO reservations VALUES ('reservation_01a2201e9c2172428652c9b683155eb1', 'product_kayak', 'location_open', 1795816800000, 1795932000000, 1, 'pio_01a2201e9c207721b7953f4c644e89f6', NULL);
INSERT INTO reservations VALUES ('reservation_01a2201e9c2a7311bed090121666482d', 'product_kayak', 'location_open', 1795816800000, 1795932000000, 1, 'pio_01a2201e9c2a7311bed09011d8179a87', 1795558500000);
INSERT INTO reservations VALUES ('reservation_01a2201e9c3374409c4e59b0db18372d', 'product_tent', 'location_open', 1795816800000, 1795932000000, 1, 'pio_01a2201e9c3273fc8fbeab6870806339', 1795558500000);
CREATE INDEX stock_units_by_place ON stock_units (product_id, location_id);
CREATE UNIQUE INDEX orders_by_reference ON orders (company_id, client_reference)
    WHERE client_reference IS NOT NULL AND status <> 'replaced';
CREATE INDEX reservations_by_product ON reservations (product_id, end_ms);
CREATE INDEX reservations_by_order ON reservations (order_id);
CREATE INDEX reservations_unpaid ON reservations (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX orders_by_client ON orders (client_address, expires_at) WHERE client_address IS NOT NULL;
