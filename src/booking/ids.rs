//! Ids as the services write them: a prefix, an underscore and a suffix. They are compared, sent and shown to nobody;
//! none is ever taken apart, but for the company's slug.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One newtype per id: an id of one thing can't be given where another is wanted.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the id as it was sent.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it goes on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A hire company, `company_…`.
    CompanyId
);
id!(
    /// A place where things are picked up and returned, `location_…`.
    LocationId
);
id!(
    /// A thing for hire, `product_…`; units of it stand at locations.
    ProductId
);
id!(
    /// A public order id.
    OrderId
);

impl CompanyId {
    const PREFIX: &str = "company_";

    /// The company's part of a checkout page's address: the id less `company_`.
    pub fn slug(&self) -> &str {
        self.0.strip_prefix(Self::PREFIX).unwrap_or(&self.0)
    }

    /// The company whose checkout pages stand under `slug`.
    pub fn from_slug(slug: &str) -> Self {
        Self([Self::PREFIX, slug].concat())
    }

    /// Whether this is an id as a service makes them: `company_` and at least one letter, digit, `-` or `_`.
    pub fn is_well_formed(&self) -> bool {
        self.0.strip_prefix(Self::PREFIX).is_some_and(|slug| {
            !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_the_company_id_less_its_prefix_and_leads_back() {
        let id = CompanyId::new("company_abc123");
        assert_eq!(id.slug(), "abc123");
        assert_eq!(CompanyId::from_slug("abc123"), id);
    }

    #[test]
    fn an_id_that_no_service_makes_is_not_well_formed() {
        for bad in ["", "abc", "company_", "company_a b", "company_../x", "product_abc"] {
            assert!(!CompanyId::new(bad).is_well_formed(), "{bad:?}");
        }
        assert!(CompanyId::new("company_0192-ab_C").is_well_formed());
    }
}
