//! Companies, their locations, products, prices and stock.

use super::rows::{CompanyRow, LocationRow, ProductRow, StockRow};
use super::{Result, StoreError, Transaction};

impl Transaction {
    /// Which version of the catalogue the store has: any change of it gives it another one.
    pub(in crate::built_in) async fn catalogue_version(&mut self) -> Result<i64> {
        sqlx::query_scalar("SELECT version FROM catalogue_version")
            .fetch_one(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("the version of the catalogue", e))
    }

    /// Whether a unit of that id stands at a location and is of a product.
    pub(in crate::built_in) async fn has_unit(
        &mut self,
        id: &str,
        product: &str,
        location: &str,
    ) -> Result<bool> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM stock_units
                 WHERE id = ?1 AND product_id = ?2 AND location_id = ?3 AND NOT archived)",
        )
        .bind(id)
        .bind(product)
        .bind(location)
        .fetch_one(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("a stock unit", e))
    }

    /// The company, where it is active.
    pub(in crate::built_in) async fn company(&mut self, id: &str) -> Result<Option<CompanyRow>> {
        sqlx::query_as(
            "SELECT id, name, currency, time_zone, support_url, tax_percent FROM companies
             WHERE id = ?1 AND active",
        )
        .bind(id)
        .fetch_optional(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("a company", e))
    }

    /// The company's locations in their order, archived ones too.
    pub(in crate::built_in) async fn locations(&mut self, company: &str) -> Result<Vec<LocationRow>> {
        sqlx::query_as(
            "SELECT id, sort_order, name, address, lat, lng, time_zone, currency, tax_percent, hours, archived
             FROM locations WHERE company_id = ?1 ORDER BY sort_order, id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("locations", e))
    }

    /// The company's products in their order, archived ones not.
    pub(in crate::built_in) async fn products(&mut self, company: &str) -> Result<Vec<ProductRow>> {
        sqlx::query_as(
            "SELECT p.id, p.sort_order, p.name, p.description, p.category, p.picture, p.base_price_cents,
                    p.price_per_hour_cents, p.pricing_template_id, t.template, p.turnaround_ms,
                    p.min_hire_ms, p.max_hire_ms
             FROM products p LEFT JOIN pricing_templates t ON t.id = p.pricing_template_id
             WHERE p.company_id = ?1 AND NOT p.archived ORDER BY p.sort_order, p.id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("products", e))
    }

    /// How many units stand where.
    pub(in crate::built_in) async fn stock(&mut self, company: &str) -> Result<Vec<StockRow>> {
        sqlx::query_as(
            "SELECT u.product_id, u.location_id, count(*) AS units
             FROM products p CROSS JOIN stock_units u ON u.product_id = p.id
             WHERE p.company_id = ?1 AND NOT u.archived GROUP BY u.product_id, u.location_id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("stock units", e))
    }

    /// Writes a company.
    pub(in crate::built_in) async fn insert_company(&mut self, row: &CompanyRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO companies (id, name, currency, time_zone, support_url, tax_percent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(&row.id)
        .bind(&row.name)
        .bind(&row.currency)
        .bind(&row.time_zone)
        .bind(&row.support_url)
        .bind(&row.tax_percent)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a company", e))?;
        Ok(())
    }

    /// Writes a location.
    pub(in crate::built_in) async fn insert_location(
        &mut self,
        company: &str,
        row: &LocationRow,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO locations (id, company_id, sort_order, name, address, lat, lng, time_zone, currency,
                 tax_percent, hours, archived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )
        .bind(&row.id)
        .bind(company)
        .bind(row.sort_order)
        .bind(&row.name)
        .bind(&row.address)
        .bind(row.lat)
        .bind(row.lng)
        .bind(&row.time_zone)
        .bind(&row.currency)
        .bind(&row.tax_percent)
        .bind(&row.hours)
        .bind(row.archived)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a location", e))?;
        Ok(())
    }

    /// Writes a pricing template.
    pub(in crate::built_in) async fn insert_template(
        &mut self,
        company: &str,
        id: &str,
        template: &str,
    ) -> Result<()> {
        sqlx::query("INSERT INTO pricing_templates (id, company_id, template) VALUES (?1, ?2, ?3)")
            .bind(id)
            .bind(company)
            .bind(template)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("a pricing template", e))?;
        Ok(())
    }

    /// Writes a product; of its template only the id.
    pub(in crate::built_in) async fn insert_product(
        &mut self,
        company: &str,
        row: &ProductRow,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO products (id, company_id, sort_order, name, description, category, picture,
                 base_price_cents, price_per_hour_cents, pricing_template_id, turnaround_ms, min_hire_ms, max_hire_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .bind(&row.id)
        .bind(company)
        .bind(row.sort_order)
        .bind(&row.name)
        .bind(&row.description)
        .bind(&row.category)
        .bind(&row.picture)
        .bind(row.base_price_cents)
        .bind(row.price_per_hour_cents)
        .bind(&row.pricing_template_id)
        .bind(row.turnaround_ms)
        .bind(row.min_hire_ms)
        .bind(row.max_hire_ms)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a product", e))?;
        Ok(())
    }

    /// Puts `units` units of a product at a location where none stand yet.
    pub(in crate::built_in) async fn insert_units(
        &mut self,
        product: &str,
        location: &str,
        units: u32,
    ) -> Result<()> {
        for number in 1..=units {
            sqlx::query("INSERT INTO stock_units (id, product_id, location_id) VALUES (?1, ?2, ?3)")
                .bind(format!("stock_{product}_{location}_{number}"))
                .bind(product)
                .bind(location)
                .execute(&mut *self.0)
                .await
                .map_err(|e| StoreError::Write("a stock unit", e))?;
        }
        Ok(())
    }
}
