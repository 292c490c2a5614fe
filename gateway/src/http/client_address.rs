//! Who asks.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::AppState;
use crate::proxies::Proxies;

/// The client's address: that of the socket, or what a trusted proxy says in its place.
pub(super) struct ClientAddress(pub(super) IpAddr);

impl ClientAddress {
    pub(super) fn of(headers: &HeaderMap, extensions: &Extensions, proxies: &Proxies) -> Self {
        let socket = extensions.get::<ConnectInfo<SocketAddr>>();
        let socket = socket.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |socket| socket.0.ip());
        Self(proxies.client(socket, headers))
    }
}

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.extensions, &state.proxies))
    }
}
