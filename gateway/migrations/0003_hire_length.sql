-- The shortest and the longest hire of a product, ms of wall clock. NULL: any.

ALTER TABLE products ADD COLUMN min_hire_ms INTEGER CHECK (min_hire_ms > 0);
ALTER TABLE products ADD COLUMN max_hire_ms INTEGER CHECK (max_hire_ms > 0 AND max_hire_ms >= coalesce(min_hire_ms, 0));
