// What the page hears, written down for the test; what a page heard that is left is sent to the page's server.
const nothing = () => ({ violations: [], errors: [], events: [] });
window.heard = nothing();

addEventListener("securitypolicyviolation", (event) => {
  // Some browsers ask for an icon that no page names.
  if (new URL(event.blockedURI, location).pathname === "/favicon.ico") return;
  window.heard.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
addEventListener("error", (event) => window.heard.errors.push(event.message));
addEventListener("unhandledrejection", (event) => window.heard.errors.push(String(event.reason)));

for (const name of ["booking-ready", "booking-change", "booking-order", "booking-error"]) {
  addEventListener(name, (event) => {
    window.heard.events.push({ name, element: event.target.id, detail: event.detail });
  });
}

addEventListener("pageshow", (event) => {
  window.restored = event.persisted;
});
addEventListener("pagehide", () => {
  navigator.sendBeacon("/heard", JSON.stringify(window.heard));
  window.heard = nothing();
});

// The widget's script, for pages that load it late.
window.loadWidget = () => import("/widget/booking-widget.js");
