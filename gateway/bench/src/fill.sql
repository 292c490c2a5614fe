-- A company with 500 products, 60 locations and reservations over two years, half of them behind now, into the store's
-- own tables. `fill` says how much: `reservations`, `units` of each product at each of its six locations, and `today`,
-- the local midnight as Unix ms. What looks random is reckoned from a row's number, so each run fills in the same.

INSERT INTO companies (id, name, currency, time_zone, tax_percent)
    VALUES ('company_bench', 'Bench Hire', 'AUD', 'Australia/Brisbane', '10');

-- Open every day from 8:00 to 18:00, in a zone whose clock never changes.
INSERT INTO locations (id, company_id, sort_order, name, address, lat, lng, hours)
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 59)
    SELECT printf('location_%02d', n), 'company_bench', n, printf('Wharf %d', n + 1),
        printf('%d Wharf Street, Brisbane QLD 4000', n + 1), -27.4 - n / 100.0, 153.0 + n / 100.0,
        '[[[28800000,64800000]],[[28800000,64800000]],[[28800000,64800000]],[[28800000,64800000]],[[28800000,64800000]],[[28800000,64800000]],[[28800000,64800000]]]'
    FROM numbers;

INSERT INTO pricing_templates (id, company_id, template) VALUES ('template_bench', 'company_bench',
    '{"tiers": [{"name": "2 hours", "price_multiplier": 0.5, "duration": 2, "duration_unit": "hours"},
                {"name": "1 day", "price_multiplier": 1, "duration": 1, "duration_unit": "days"},
                {"name": "1 week", "price_multiplier": 4.75, "duration": 7, "duration_unit": "days"}],
      "day_after": {"price_multiplier": 0.55}}');

INSERT INTO products (id, company_id, sort_order, name, description, category, picture, base_price_cents,
        pricing_template_id, turnaround_ms)
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 499)
    SELECT printf('product_%03d', n), 'company_bench', n, printf('Touring kayak %d', n + 1),
        'A stable boat for a day on the water, with room for lunch and a dry bag. Paddle and vest are part of it.',
        printf('Category %d', n % 8 + 1), 'single-kayak.svg', 4000 + n * 10, 'template_bench', n % 2 * 900000
    FROM numbers;

-- A product is at the six locations whose number ends as its own does.
INSERT INTO stock_units (id, product_id, location_id)
    WITH RECURSIVE places (p, l) AS (
            SELECT 0, 0
            UNION ALL SELECT (p * 6 + l + 1) / 6, (p * 6 + l + 1) % 6 FROM places WHERE p * 6 + l < 2999),
        numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers, fill WHERE n < fill.units)
    SELECT printf('unit_%03d_%d_%03d', p, l, n), printf('product_%03d', p), printf('location_%02d', l * 10 + p % 10)
    FROM places, numbers;

-- Hires of two products each, of two hours, one, two or three days, or a week. A quarter of them are paid orders.
CREATE TEMP TABLE hires AS
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers, fill WHERE n < fill.reservations / 2 - 1),
        parts AS (
            SELECT n, (n * 2654435761 & 4294967295) * 60 >> 32 AS location,
                (n * 2246822519 & 4294967295) * 50 >> 32 AS product,
                ((n * 3266489917 & 4294967295) * 730 >> 32) - 365 AS day,
                8 + ((n * 668265263 & 4294967295) * 8 >> 32) AS hour,
                CASE WHEN n % 20 < 10 THEN 2 WHEN n % 20 < 14 THEN 24 WHEN n % 20 < 17 THEN 48
                    WHEN n % 20 < 19 THEN 72 ELSE 168 END AS hours
            FROM numbers)
    SELECT n, printf('location_%02d', location) AS location_id,
        printf('product_%03d', product * 10 + location % 10) AS product_1,
        printf('product_%03d', (product + 1) % 50 * 10 + location % 10) AS product_2,
        today + day * 86400000 + hour * 3600000 AS start_ms,
        today + day * 86400000 + (hour + hours) * 3600000 AS end_ms,
        CASE WHEN n % 4 = 0 THEN printf('pio_%032x', n) END AS order_id
    FROM parts, fill;

INSERT INTO orders (id, company_id, location_id, start_ms, end_ms, currency, tax_cents, total_cents, status, created_at,
        expires_at, paid_at, client_reference, request)
    SELECT order_id, 'company_bench', location_id, start_ms, end_ms, 'AUD', 800, 8800, 'paid', created,
        created + 900000, created + 300000, printf('01900000-0000-7000-8000-%012x', n), '{}'
    FROM (SELECT *, min(start_ms - 259200000, today - 86400000) AS created FROM hires, fill)
    WHERE order_id IS NOT NULL;

INSERT INTO order_lines (order_id, line, product_id, product_name, quantity, unit_price_cents, subtotal_cents)
    SELECT order_id, 1, product_1, 'Touring kayak', 1, 4000, 4000 FROM hires WHERE order_id IS NOT NULL
    UNION ALL SELECT order_id, 2, product_2, 'Touring kayak', 1, 4000, 4000 FROM hires WHERE order_id IS NOT NULL;

INSERT INTO reservations (id, product_id, location_id, start_ms, end_ms, quantity, order_id)
    SELECT printf('reservation_%08d_1', n), product_1, location_id, start_ms, end_ms, 1, order_id FROM hires
    UNION ALL SELECT printf('reservation_%08d_2', n), product_2, location_id, start_ms, end_ms, 1, order_id FROM hires;

DROP TABLE hires;
DROP TABLE fill;
