//! The proxies in front of the gateway, which are believed where they say whom they ask for.
//!
//! Anyone can write `X-Forwarded-For` and `Forwarded`. So they are read only where the socket's address is that of a
//! trusted proxy, and from the right, where the proxy has written: the client is the first address there that is not
//! itself a trusted proxy's. What is left of it is whatever the client has sent.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks of the trusted proxies; none of them by default.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl FromIterator<IpNet> for Proxies {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl Proxies {
    /// Whether this is the address of a trusted proxy.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client's address, from that of the socket and a request's headers. Where they can't be read it is the last
    /// address that can be trusted.
    pub fn client(&self, socket: IpAddr, headers: &HeaderMap) -> IpAddr {
        let socket = socket.to_canonical();
        if !self.trusts(socket) {
            return socket;
        }
        let plain = self.last_untrusted(socket, items(headers, &X_FORWARDED_FOR).map(address));
        let standard = self.last_untrusted(socket, items(headers, &header::FORWARDED).map(forwarded_for));
        match (plain, standard) {
            (Some(one), Some(other)) if one == other => one,
            // A proxy writes the one and lets the other pass as the client sent it; which is which can't be told.
            (Some(_), Some(_)) | (None, None) => socket,
            (Some(one), None) | (None, Some(one)) => one,
        }
    }

    /// Of addresses that are read from the right; `None` where there are none.
    fn last_untrusted(&self, socket: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
        let mut hops = hops.peekable();
        hops.peek()?;
        let mut last = socket;
        for hop in hops {
            let Some(hop) = hop else { break };
            last = hop;
            if !self.trusts(hop) {
                break;
            }
        }
        Some(last)
    }
}

/// The items of a header that is a list, the last one first. One that is no text is one that can't be read.
fn items<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    lines.into_iter().rev().flat_map(|line| line.to_str().unwrap_or("?").rsplit(','))
}

/// An address with or without a port, as proxies write it: `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]`,
/// `[2001:db8::7]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// The `for` of an element of `Forwarded` (RFC 7239): `for=192.0.2.7;proto=https`, `For="[2001:db8::7]:4711"`. It may also
/// be `unknown` or a made-up name, which is no address.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    let value = value.trim();
    address(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(socket: &str, headers: &[(&'static str, &str)]) -> String {
        let proxies = Proxies::from_iter(["10.0.0.0/8", "2001:db8:ff::/48"].map(|net| net.parse().unwrap()));
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        proxies.client(socket.parse().unwrap(), &headers.collect()).to_string()
    }

    #[test]
    fn what_anyone_can_write_is_not_believed() {
        let spoofed = [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1")];
        assert_eq!(client("198.51.100.7", &spoofed), "198.51.100.7");
        assert_eq!(client("::ffff:198.51.100.7", &spoofed), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_trusted_proxy() {
        for (header, client_is) in [
            ("198.51.100.7", "198.51.100.7"),
            ("192.0.2.1, 198.51.100.7", "198.51.100.7"),
            ("192.0.2.1, 198.51.100.7, 10.9.9.9,10.0.0.3", "198.51.100.7"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:4711, [2001:db8:ff::1]", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            // All of them proxies: the one farthest out.
            ("10.0.0.5, 10.0.0.4", "10.0.0.5"),
        ] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-for", header)]), client_is, "{header}");
        }
        // Two lines are one list.
        let lines = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "198.51.100.7")];
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().unwrap());
        }
        let proxies = Proxies::from_iter(["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(proxies.client("10.0.0.1".parse().unwrap(), &headers).to_string(), "198.51.100.7");
    }

    #[test]
    fn the_standard_header_is_read_as_well() {
        for (header, client_is) in [
            ("for=198.51.100.7", "198.51.100.7"),
            ("for=192.0.2.1, For=\"198.51.100.7:80\";proto=https;by=10.0.0.1", "198.51.100.7"),
            ("proto=https; for=\"[2001:db8::7]:4711\", for=10.0.0.9", "2001:db8::7"),
        ] {
            assert_eq!(client("10.0.0.1", &[("forwarded", header)]), client_is, "{header}");
        }
    }

    #[test]
    fn what_cannot_be_read_falls_back_to_the_last_address_that_can_be_trusted() {
        for header in ["", "unknown", "198.51.100.7, _hidden", "198.51.100.7,", "1.2.3", "[::1"] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-for", header)]), "10.0.0.1", "{header}");
            let element = format!("for={header}");
            assert_eq!(client("10.0.0.1", &[("forwarded", &element)]), "10.0.0.1", "{element}");
        }
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "192.0.2.1, nonsense, 10.0.0.2")]), "10.0.0.2");
        assert_eq!(client("10.0.0.1", &[("forwarded", "proto=https")]), "10.0.0.1");
    }

    #[test]
    fn of_two_headers_that_differ_neither_is_believed() {
        let both = |one, other| client("10.0.0.1", &[("x-forwarded-for", one), ("forwarded", other)]);
        assert_eq!(both("198.51.100.7", "for=198.51.100.7"), "198.51.100.7");
        assert_eq!(both("198.51.100.7", "for=192.0.2.1"), "10.0.0.1");
    }
}
