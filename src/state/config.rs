//! What the page's owner set: the element's attributes, checked. A wrong value is reported and its default used.

use crate::api::{Body, Service, is_web_address};
use crate::booking::{CompanyId, Currency, LocationId};

/// The attributes as they stand on the element, unchecked, and what the element knows of its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawConfig {
    /// `company-id`
    pub company_id: Option<String>,
    /// `api-base`, made absolute by the page
    pub api_base: Option<String>,
    /// `checkout-base`, made absolute by the page
    pub checkout_base: Option<String>,
    /// `location-id`
    pub location_id: Option<String>,
    /// `currency`
    pub currency: Option<String>,
    /// `time-zone`
    pub time_zone: Option<String>,
    /// `locale`
    pub locale: Option<String>,
    /// The page's language, else the browser's; what the element knows to be a language tag.
    pub page_locale: Option<String>,
    /// `theme`
    pub theme: Option<String>,
    /// `redirect`
    pub redirect: Option<String>,
    /// The page's address without its fragment, for the way back from the checkout.
    pub page_url: Option<String>,
    /// Whether the page is shown inside a frame.
    pub framed: bool,
}

/// An attribute of the element, as far as its value can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `company-id`
    CompanyId,
    /// `api-base`
    ApiBase,
    /// `checkout-base`
    CheckoutBase,
    /// `location-id`
    LocationId,
    /// `currency`
    Currency,
    /// `time-zone`
    TimeZone,
    /// `locale`
    Locale,
    /// `theme`
    Theme,
    /// `redirect`
    Redirect,
}

impl Attribute {
    /// Its name in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CompanyId => "company-id",
            Self::ApiBase => "api-base",
            Self::CheckoutBase => "checkout-base",
            Self::LocationId => "location-id",
            Self::Currency => "currency",
            Self::TimeZone => "time-zone",
            Self::Locale => "locale",
            Self::Theme => "theme",
            Self::Redirect => "redirect",
        }
    }

    /// What it may be, for a developer.
    pub const fn allowed(self) -> &'static str {
        match self {
            Self::CompanyId => "an id that starts with company_ (required)",
            Self::ApiBase | Self::CheckoutBase => "an http or https address",
            Self::LocationId => "the id of one of the company's locations",
            Self::Currency => "an ISO 4217 code such as AUD, and the one the service uses",
            Self::TimeZone => "an IANA time zone such as Australia/Sydney",
            Self::Locale => "a BCP 47 language tag such as en-AU",
            Self::Theme => "auto, light or dark",
            Self::Redirect => "self, top, blank or none",
        }
    }
}

/// A wrong value, which is told to the owner once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Where.
    pub attribute: Attribute,
    /// What stands there.
    pub value: String,
}

/// How the widget looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the customer's system prefers.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Its name as an attribute's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Where the checkout page is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirect {
    /// In place of the page.
    #[default]
    SamePage,
    /// In place of the outermost page.
    Top,
    /// In a new tab, which is opened in the press itself.
    Blank,
    /// Nowhere: the page's owner does it, or the customer follows the link.
    None,
}

/// The checked configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The service and the company; `None` where the company is missing or wrong.
    pub service: Option<Service>,
    /// The base of the checkout pages, without a slash at its end.
    pub checkout_base: String,
    /// The location to begin with.
    pub location: Option<LocationId>,
    /// The currency where the service names none.
    pub currency: Option<Currency>,
    /// The time zone where the service names none.
    pub time_zone: Option<String>,
    /// The language; empty for the browser's.
    pub locale: String,
    /// How it looks.
    pub theme: Theme,
    /// Where the checkout page is opened.
    pub redirect: Redirect,
    /// Where the checkout page leads back to.
    pub return_url: Option<String>,
}

impl Config {
    /// The company's page of the hosted checkout; http or https.
    pub fn checkout_page(&self) -> String {
        let slug = self.service.as_ref().map_or("", |service| service.company.slug());
        [&*self.checkout_base, "/", slug].concat()
    }
}

const API_BASE: &str = "https://dash.lockii.app/api";
const CHECKOUT_BASE: &str = "https://book.lockii.app";

/// A page's address may be longer than a service takes: the way back is a convenience, the order is not.
const RETURN_URL_MAX: usize = 2000;

impl RawConfig {
    /// From an object with the attributes under their property names, and `pageUrl` and `framed`.
    pub fn read(object: &impl Body) -> Self {
        let text = |name: &str| object.text_of(name);
        Self {
            company_id: text("companyId"),
            api_base: text("apiBase"),
            checkout_base: text("checkoutBase"),
            location_id: text("locationId"),
            currency: text("currency"),
            time_zone: text("timeZone"),
            locale: text("locale"),
            page_locale: text("pageLocale"),
            theme: text("theme"),
            redirect: text("redirect"),
            page_url: text("pageUrl"),
            framed: object.boolean_of("framed").unwrap_or_default(),
        }
    }

    /// Checks each value; `is_zone` and `is_locale` say whether the browser knows one.
    pub fn check(
        &self,
        is_zone: impl Fn(&str) -> bool,
        is_locale: impl Fn(&str) -> bool,
    ) -> (Config, Vec<ConfigProblem>) {
        let mut check = Check { problems: Vec::new() };
        let company = check.value(Attribute::CompanyId, &self.company_id, |id| {
            Some(CompanyId::new(id)).filter(CompanyId::is_well_formed)
        });
        if self.company_id.is_none() {
            check.problems.push(ConfigProblem { attribute: Attribute::CompanyId, value: String::new() });
        }
        let base = |url: &str| is_web_address(url).then(|| url.trim_end_matches('/').to_owned());
        let api_base =
            check.value(Attribute::ApiBase, &self.api_base, base).unwrap_or_else(|| API_BASE.into());
        let config = Config {
            service: company.map(|company| Service { company, api_base }),
            checkout_base: check
                .value(Attribute::CheckoutBase, &self.checkout_base, base)
                .unwrap_or_else(|| CHECKOUT_BASE.into()),
            location: self.location_id.clone().filter(|id| !id.is_empty()).map(LocationId::new),
            currency: check.value(Attribute::Currency, &self.currency, Currency::parse),
            time_zone: check
                .value(Attribute::TimeZone, &self.time_zone, |zone| is_zone(zone).then(|| zone.to_owned())),
            locale: check
                .value(Attribute::Locale, &self.locale, |tag| is_locale(tag).then(|| tag.to_owned()))
                .or_else(|| self.page_locale.clone())
                .unwrap_or_default(),
            theme: check
                .value(Attribute::Theme, &self.theme, |theme| {
                    [Theme::Auto, Theme::Light, Theme::Dark].into_iter().find(|known| known.as_str() == theme)
                })
                .unwrap_or_default(),
            redirect: check
                .value(Attribute::Redirect, &self.redirect, |redirect| match redirect {
                    "self" => Some(Redirect::SamePage),
                    "top" => Some(Redirect::Top),
                    "blank" => Some(Redirect::Blank),
                    "none" => Some(Redirect::None),
                    _ => None,
                })
                .unwrap_or(if self.framed { Redirect::Top } else { Redirect::SamePage }),
            return_url: self
                .page_url
                .clone()
                .filter(|url| is_web_address(url) && url.len() <= RETURN_URL_MAX),
        };
        (config, check.problems)
    }
}

struct Check {
    problems: Vec<ConfigProblem>,
}

impl Check {
    /// The value as `read` reads it; one that it can't read is a problem. An empty attribute is none.
    fn value<T>(
        &mut self,
        attribute: Attribute,
        value: &Option<String>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
        let read = read(value);
        if read.is_none() {
            self.problems.push(ConfigProblem { attribute, value: value.to_owned() });
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &RawConfig) -> (Config, Vec<ConfigProblem>) {
        raw.check(|zone| zone == "Australia/Sydney", |tag| tag != "not a tag")
    }

    fn some(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    #[test]
    fn with_a_company_alone_everything_has_its_default() {
        let (config, problems) =
            check(&RawConfig { company_id: some("company_abc123"), ..RawConfig::default() });
        assert_eq!(problems, []);
        let service = config.service.unwrap();
        assert_eq!((service.company.slug(), service.api_base.as_str()), ("abc123", API_BASE));
        assert_eq!(config.checkout_base, CHECKOUT_BASE);
        assert_eq!((config.theme, config.redirect), (Theme::Auto, Redirect::SamePage));
    }

    #[test]
    fn a_wrong_value_is_reported_by_its_attribute_and_its_default_used() {
        let raw = RawConfig {
            company_id: some("abc123"),
            api_base: some("javascript:alert(1)"),
            checkout_base: some("https://book.test/"),
            currency: some("dollars"),
            time_zone: some("Mars/Olympus"),
            locale: some("not a tag"),
            theme: some("neon"),
            redirect: some("parent"),
            ..RawConfig::default()
        };
        let (config, problems) = check(&raw);
        let names: Vec<_> = problems.iter().map(|problem| problem.attribute.name()).collect();
        assert_eq!(names, ["company-id", "api-base", "currency", "time-zone", "locale", "theme", "redirect"]);
        assert!(config.service.is_none());
        assert_eq!(config.checkout_base, "https://book.test");
        assert_eq!(config.theme, Theme::Auto);
    }

    #[test]
    fn a_missing_company_is_a_problem_and_an_empty_attribute_is_none() {
        let (_, problems) = check(&RawConfig { theme: some(""), ..RawConfig::default() });
        assert_eq!(problems, [ConfigProblem { attribute: Attribute::CompanyId, value: String::new() }]);
    }

    #[test]
    fn inside_a_frame_the_checkout_opens_in_the_outermost_page() {
        let raw = RawConfig { company_id: some("company_a"), framed: true, ..RawConfig::default() };
        assert_eq!(check(&raw).0.redirect, Redirect::Top);
        assert_eq!(check(&RawConfig { redirect: some("none"), ..raw }).0.redirect, Redirect::None);
    }
}
