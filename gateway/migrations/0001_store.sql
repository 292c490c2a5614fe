-- The built-in source's store. Times are Unix milliseconds, amounts minor units, decimals text (never floats).

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
) STRICT;

CREATE TABLE stock_units (
    id           TEXT PRIMARY KEY,
    product_id   TEXT NOT NULL REFERENCES products (id),
    location_id  TEXT NOT NULL REFERENCES locations (id),
    archived     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX stock_units_by_place ON stock_units (product_id, location_id);

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
    client_address    TEXT NOT NULL,
    replaced_by       TEXT
) STRICT;
CREATE UNIQUE INDEX orders_by_reference ON orders (company_id, client_reference)
    WHERE client_reference IS NOT NULL AND status <> 'replaced';
CREATE INDEX orders_unpaid ON orders (client_address, expires_at) WHERE status = 'unpaid';

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
CREATE INDEX reservations_by_product ON reservations (product_id, end_ms);
CREATE INDEX reservations_by_order ON reservations (order_id);
CREATE INDEX reservations_unpaid ON reservations (expires_at) WHERE expires_at IS NOT NULL;
