-- A company with places around the world, open from 9:00 to 17:00 of their own clocks; the one on Lord Howe always.
INSERT INTO companies (id, name, currency, time_zone, tax_percent)
VALUES ('company_globe', 'Globe Hire', 'USD', 'UTC', '0');

INSERT INTO locations (id, company_id, sort_order, name, time_zone, hours)
SELECT 'location_' || sort_order, 'company_globe', sort_order, name, zone,
       CASE WHEN zone = 'Australia/Lord_Howe' THEN NULL ELSE (
           SELECT json_group_array(json('[[32400000, 61200000]]')) FROM json_each('[1, 2, 3, 4, 5, 6, 7]')
       ) END
FROM (
    SELECT 1 AS sort_order, 'Ship' AS name, 'UTC' AS zone
    UNION ALL SELECT 2, 'Hudson', 'America/New_York'
    UNION ALL SELECT 3, 'Harbour', 'Australia/Sydney'
    UNION ALL SELECT 4, 'Lagoon', 'Australia/Lord_Howe'
    UNION ALL SELECT 5, 'Valley', 'Asia/Kathmandu'
);

-- Each started day costs 10.00.
INSERT INTO products (id, company_id, sort_order, name, base_price_cents)
VALUES ('product_raft', 'company_globe', 1, 'Raft', 1000);

INSERT INTO stock_units (id, product_id, location_id)
SELECT 'unit_' || id, 'product_raft', id FROM locations WHERE company_id = 'company_globe';
