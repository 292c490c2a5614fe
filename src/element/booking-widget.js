// <booking-widget>: registers the element, draws a skeleton, starts the first reads beside the download of the program,
// and mounts the program; where it can't run, or breaks, the element shows its own children.

const ATTRIBUTES = [
  "company-id",
  "api-base",
  "checkout-base",
  "location-id",
  "currency",
  "time-zone",
  "locale",
  "theme",
  "redirect",
];
const API_BASE = "https://dash.lockii.app/api";
const TIME_LIMIT_MS = 10_000;
const CARDS = 6;
// Another version of what is kept has another name, so that neither reads the other's.
const KEPT = "booking-widget/1";

const property = (attribute) => attribute.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const file = (name) => new URL(name, import.meta.url);

/** A failure whose code the page can act on. */
class Failure extends Error {
  constructor(code, message, cause) {
    super(message, { cause });
    this.code = code;
  }
}

const get = async (name) => {
  const url = file(name);
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Failure("file-blocked", `${url} could not be fetched; allow it in connect-src and by CORS`, error);
  }
  if (!response.ok) throw new Failure("file-missing", `${url} answered ${response.status}; serve the whole folder`);
  return response;
};

const compile = async (name) => {
  if (typeof WebAssembly !== "object") throw new Failure("wasm-missing", "this browser has no WebAssembly");
  const response = await get(name);
  try {
    if (response.headers.get("content-type")?.startsWith("application/wasm")) {
      return await WebAssembly.compileStreaming(response);
    }
    console.warn(`booking-widget: serve ${response.url} as application/wasm, it starts faster then`);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    const blocked = /Content Security Policy|unsafe-eval|CSP/i.test(error.message);
    throw blocked
      ? new Failure("wasm-blocked", "the page's policy forbids WebAssembly; add 'wasm-unsafe-eval' to script-src", error)
      : new Failure("wasm-invalid", `${response.url} is no WebAssembly: ${error.message}`, error);
  }
};

const style = async () => {
  const sheet = new CSSStyleSheet();
  const response = await get("booking-widget.css");
  // A server that answers with a page where a file is missing.
  if (!response.headers.get("content-type")?.startsWith("text/css")) {
    throw new Failure("file-missing", `${response.url} is no style sheet; serve the whole folder`);
  }
  sheet.replaceSync(await response.text());
  return sheet;
};

const glue = async () => {
  try {
    return await import(file("app/booking_widget.js"));
  } catch (error) {
    throw new Failure("file-missing", `app/booking_widget.js could not be loaded: ${error.message}`, error);
  }
};

// Once for the page: the style sheet, the compiled program with what instantiates it, and the rest of the program, which is
// not needed for the list of products.
let sheet;
let program;
let rest;
const loadSheet = () => (sheet ??= style().catch((error) => ((sheet = undefined), Promise.reject(error))));
const load = () =>
  (program ??= Promise.all([compile("app/booking_widget_bg.wasm"), glue()]).catch(
    (error) => ((program = undefined), Promise.reject(error)),
  ));
const loadRest = () =>
  (rest ??= compile("app/booking_widget_rest.wasm").catch((error) => ((rest = undefined), Promise.reject(error))));

/**
 * Wraps what the program exports: an error that leaves it is a trap, after which nothing enters it again. The page
 * around the element never sees it: what called was an event or a timer of the program's own.
 */
const guard = (onTrap) => (exports) => {
  const guarded = { dead: false };
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] =
      typeof value !== "function"
        ? value
        : (...values) => {
            if (guarded.dead) return undefined;
            try {
              return value(...values);
            } catch (error) {
              guarded.dead = true;
              console.error(error);
              onTrap(error);
              return undefined;
            }
          };
  }
  return guarded;
};

/** A function that, while it is at work, is not begun again. */
const once = (work) => {
  let atWork = false;
  return async () => {
    if (atWork) return;
    atWork = true;
    await work();
    atWork = false;
  };
};

const absolute = (url) => {
  try {
    return url && new URL(url, document.baseURI).href;
  } catch {
    return url;
  }
};

/** What the customer chose is kept by service and company: elements of the same one show the same. */
const keyOf = (element) => {
  const base = absolute(element.getAttribute("api-base")) || API_BASE;
  return [KEPT, element.getAttribute("company-id"), base.replace(/\/+$/, "")].join(" ");
};

// For as long as the page is there; and for as long as the tab is, where the browser allows it.
const memory = new Map();
const keep = (key, kept) => {
  memory.set(key, kept);
  try {
    // What is old must not come back where the new finds no room.
    sessionStorage.removeItem(key);
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {}
};
const recall = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
};

/**
 * What the checkout page says of an order in the page's address, taken out of it: for the element whose order it is, else
 * for the first one.
 */
const takeReturn = (element) => {
  const [page, fragment = ""] = location.href.split("#");
  const said = new URLSearchParams(fragment);
  const [became, order] = [said.get("booking"), said.get("order")];
  if (!/^(confirmed|open)$/.test(became) || !order) return undefined;
  const isOwner = (one) => recall(keyOf(one))?.order?.id === order;
  const all = [...document.querySelectorAll("booking-widget")];
  if ((all.find(isOwner) ?? (isOwner(element) ? element : all[0]) ?? element) !== element) return undefined;
  const others = fragment.split("&").filter((part) => !/^(booking|order)=/.test(part));
  try {
    history.replaceState(history.state, "", [page, ...(others.length ? [others.join("&")] : [])].join("#"));
  } catch {}
  return [became === "confirmed", order];
};

const pageLocale = (element) => {
  try {
    return Intl.getCanonicalLocales(element.closest("[lang]")?.lang || navigator.language)[0];
  } catch {
    return navigator.language;
  }
};

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
};

const skeleton = () => {
  const bars = [1, 2, 3].map(() => make("div", ""));
  const cards = Array.from({ length: CARDS }, () => make("div", "card"));
  const list = make("div", "cards ghost", ...cards);
  const body = make("div", "bw-body", make("div", "trip ghost", ...bars), make("p", "zone"), list);
  body.ariaHidden = "true";
  return make("div", "bw", body);
};

/** What has the focus stays in sight when something above it grows. Browsers keep the top of the window in place at most
 * (Safari not even that), and the focus may be further down. */
const keepInSight = (root, { signal }) => {
  const focused = () => root.getRootNode().activeElement;
  let seen, height;
  const look = () => {
    const at = focused()?.getBoundingClientRect();
    seen = at && at.bottom > 0 && at.top < innerHeight;
  };
  const grown = new ResizeObserver(() => {
    if (seen) focused()?.scrollIntoView({ block: "nearest", behavior: "instant" });
    height = root.offsetHeight;
    look();
  });
  grown.observe(root);
  signal.addEventListener("abort", () => grown.disconnect());
  // What is found out of sight after both has not been scrolled away.
  const scrolled = () => root.offsetHeight === height && look();
  addEventListener("scroll", scrolled, { capture: true, passive: true, signal });
  // What takes the focus is brought into sight by the browser.
  root.addEventListener("focusin", () => (seen = true));
};

/** Red, green and blue of a colour that CSS has mixed, each from 0 to 1. */
const parts = (color) => {
  const whole = color.startsWith("rgb") ? 255 : 1;
  const numbers = color.slice(color.indexOf("(")).match(/-?[\d.]+(e-?\d+)?/g) ?? [];
  return [0, 1, 2].map((index) => Math.min(Math.max((numbers[index] ?? 0) / whole, 0), 1));
};

/** How light a colour is, as WCAG 2.2 reckons contrast, with the 0.05 that it adds. */
const light = (color) => {
  const [red, green, blue] = color.map((part) => (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
};

const contrast = (one, other) => Math.max(light(one) / light(other), light(other) / light(one));
const BLACK = [0, 0, 0];
const WHITE = [1, 1, 1];
/** Black or white, whichever can be read better on a colour: one of them has 4.5:1. */
const readable = (color) => (contrast(WHITE, color) >= contrast(BLACK, color) ? WHITE : BLACK);
const css = (color) => `rgb(${color.map((part) => Math.round(part * 255))})`;

const iso = (ms) => (ms == null ? null : new Date(ms).toISOString());

// On a server there is no DOM: importing this there does nothing.
export const BookingWidget =
  typeof HTMLElement === "undefined"
    ? undefined
    : class BookingWidget extends HTMLElement {
        static observedAttributes = ATTRIBUTES;

        #mounted;
        // Under which name what the customer chose is kept, and whether it comes from another element.
        #key;
        #adopting = false;
        #told = new Set();
        #traps = 0;
        // The life of the program that is heard, if any: what an earlier one still answers is not, and its first reads end.
        #life;
        #updating = false;
        // Has the rest of the program fetched and joined with it.
        #join;
        // Looks anew whether the end of the list is near.
        #lookOut = () => {};
        #inks = new CSSStyleSheet();

        constructor() {
          super();
          const root = this.attachShadow({ mode: "open" });
          for (const end of ["animationend", "transitionend"]) root.addEventListener(end, (event) => this.#ink(event.target));
          // What is drawn in a picture's place is not seen, and not painted, behind one that is there.
          const pictured = ({ target, type }) => {
            if (root.contains(target)) target.previousSibling.hidden = type === "load";
          };
          for (const type of ["load", "error"]) root.addEventListener(type, pictured, true);
        }

        connectedCallback() {
          if (this.#life) return;
          for (const name of ATTRIBUTES.map(property)) {
            // Set before the element was defined: an own property hides the accessor.
            if (Object.hasOwn(this, name)) {
              const value = this[name];
              delete this[name];
              this[name] = value;
            }
          }
          this.#start();
        }

        disconnectedCallback() {
          // A move is a removal and an addition at once.
          queueMicrotask(() => this.isConnected || this.#stop());
        }

        attributeChangedCallback() {
          if (!this.#mounted || this.#updating) return;
          this.#updating = true;
          queueMicrotask(() => {
            this.#updating = false;
            if (!this.#mounted) return;
            if (this.#key === keyOf(this)) return this.#mounted.update(this.#config());
            // Nothing of what was known or chosen is true at another company.
            this.#stop();
            this.#start();
          });
        }

        async #start() {
          const life = this.#begin();
          const alive = () => this.#life === life;
          try {
            const ghost = skeleton();
            this.#show(ghost, true);
            const prefetched = this.#prefetch(life);
            if (recall(keyOf(this))) loadRest().catch(() => {});
            loadSheet().then(
              (loaded) => {
                if (!alive() || !ghost.isConnected) return;
                this.shadowRoot.adoptedStyleSheets = [loaded, ...this.shadowRoot.adoptedStyleSheets];
                ghost.hidden = false;
              },
              () => {},
            );
            const [[module, { instantiate }], sheet] = await Promise.all([load(), loadSheet()]);
            const { complete, ...app } = await instantiate(module, guard((error) => alive() && this.#trapped(error)));
            if (!alive()) return;
            this.#key = keyOf(this);
            const kept = recall(this.#key);
            // A booking that is taken up again is drawn whole from the start.
            const whole = !!kept && (await loadRest().then(complete).then(() => true, () => false));
            if (!alive()) return;
            const root = make("div", "");
            this.#show(root);
            this.shadowRoot.adoptedStyleSheets = [sheet, this.#inks];
            const emit = (name, detail) => alive() && this.#emit(name, detail);
            this.#join = once(async () => {
              try {
                await complete(await loadRest());
              } catch (error) {
                if (!alive()) return;
                this.#tell(error.code ?? "failed", error.message, true);
                this.#mounted.rest(false);
                return;
              }
              if (alive()) this.#mounted.rest(true);
            });
            const nears = ([entry]) => entry.isIntersecting && alive() && mounted.more();
            const near = new IntersectionObserver(nears, { rootMargin: "1500px" });
            life.signal.addEventListener("abort", () => near.disconnect());
            // Not before what asks for it is drawn.
            this.#lookOut = () =>
              setTimeout(() => {
                near.disconnect();
                const end = alive() && root.querySelector(".end");
                if (end) near.observe(end);
              });
            const mounted = app.mount(root, this.#config(), kept, prefetched, emit, whole);
            if (!alive()) return;
            this.#mounted = mounted;
            this.#listen(life);
            keepInSight(root, life);
            const connected = () => mounted.online(navigator.onLine);
            connected();
            for (const event of ["online", "offline"]) addEventListener(event, connected, { signal: life.signal });
          } catch (error) {
            if (alive()) this.#giveUp(error instanceof Failure ? error.code : "failed", error.message);
          }
        }

        /** Hears what other elements keep, and when the page or the customer comes back. */
        #listen({ signal }) {
          const hear = ({ detail }) => {
            if (detail?.key !== this.#key || detail.from === this) return;
            this.#adopting = true;
            this.#mounted.adopt(detail.kept, false);
            this.#adopting = false;
          };
          document.addEventListener(KEPT, hear, { signal });
          const show = (event) => event.persisted && this.#mounted.adopt(recall(this.#key), true);
          addEventListener("pageshow", show, { signal });
          const comeBack = () => {
            const said = takeReturn(this);
            if (said) this.#mounted.returned(...said);
          };
          addEventListener("hashchange", comeBack, { signal });
          comeBack();
        }

        #begin() {
          this.#end();
          return (this.#life = new AbortController());
        }

        #end() {
          this.#life?.abort();
          this.#life = undefined;
        }

        #stop() {
          this.#end();
          const mounted = this.#mounted;
          this.#mounted = undefined;
          try {
            mounted?.destroy();
          } finally {
            this.shadowRoot.replaceChildren();
          }
        }

        #trapped(error) {
          this.#traps += 1;
          this.#end();
          this.#mounted = undefined;
          if (this.#traps > 1) return this.#giveUp("crashed", error.message);
          this.#tell("crashed", `${error.message}; starting again with what was chosen`, true);
          // Not from within the call that broke.
          queueMicrotask(() => this.isConnected && !this.#life && this.#start());
        }

        #giveUp(code, message) {
          this.#begin();
          this.#show(make("slot", ""));
          this.#tell(code, message, false);
        }

        #show(content, reserve = false) {
          const frame = new CSSStyleSheet();
          // The skeleton is not shown without its style.
          frame.replaceSync(
            `:host{display:block;inline-size:100%}` +
              (reserve ? `:host{min-block-size:57rem}@media(max-width:32rem){:host{min-block-size:84rem}}` : ""),
          );
          if (reserve) content.hidden = true;
          this.shadowRoot.adoptedStyleSheets = [frame];
          this.shadowRoot.replaceChildren(content);
        }

        /** Text on the accent, and the accent darkened or lightened until it can be read as text: of any accent, at any time. */
        #ink(frame) {
          if (!frame.matches(".bw")) return;
          const { columnRuleColor, textDecorationColor } = getComputedStyle(frame);
          const [accent, surface] = [columnRuleColor, textDecorationColor].map(parts);
          const end = readable(surface);
          let ink = accent;
          // A little more than 4.5:1: some text stands on a tint of the surface.
          for (let more = 0; contrast(ink, surface) < 4.9 && more <= 1; more += 0.05) {
            ink = accent.map((part, index) => part + (end[index] - part) * more);
          }
          this.#inks.replaceSync(`.bw{--_on:${css(readable(accent))};--_ink-of-accent:${css(ink)}}`);
        }

        #tell(code, message, recoverable) {
          this.#emit("booking-error", { code, message, recoverable });
        }

        #emit(name, detail) {
          // Not from within the call that asks for it.
          if (name === "rest") return queueMicrotask(this.#join);
          if (name === "more") return this.#lookOut();
          if (name === "keep") {
            if (this.#adopting) return;
            keep(this.#key, detail);
            document.dispatchEvent(new CustomEvent(KEPT, { detail: { from: this, key: this.#key, kept: detail } }));
            return;
          }
          if (name === "booking-change") {
            detail = { ...detail, start: iso(detail.start), end: iso(detail.end) };
          }
          if (name === "booking-error") {
            const text = `booking-widget: ${detail.message} (${detail.code})`;
            if (detail.code.startsWith("attribute-") && this.#told.has(text)) return;
            this.#told.add(text);
            console.warn(text);
          }
          this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
        }

        #config() {
          const value = (name) => this.getAttribute(name) ?? undefined;
          return {
            ...Object.fromEntries(ATTRIBUTES.map((name) => [property(name), value(name)])),
            apiBase: absolute(value("api-base")),
            checkoutBase: absolute(value("checkout-base")),
            pageLocale: pageLocale(this),
            pageUrl: location.href.split("#")[0],
            framed: window !== window.parent,
          };
        }

        /** The first reads of every widget, begun while the program is still on its way; they end with its life. */
        #prefetch(life) {
          const { companyId, apiBase } = this.#config();
          const base = (apiBase || API_BASE).replace(/\/+$/, "");
          if (!/^company_[\w-]+$/.test(companyId ?? "") || !/^https?:/.test(base)) return {};
          const limit = new AbortController();
          const timer = setTimeout(() => limit.abort(), TIME_LIMIT_MS);
          life.signal.addEventListener("abort", () => limit.abort());
          // The body is read within the limit, too: the program may be longer on its way than the answer.
          const whole = async (url) => {
            const response = await fetch(url, { credentials: "omit", signal: limit.signal });
            return new Response(await response.arrayBuffer(), response);
          };
          const begin = (path) => {
            const url = `${base}/v1/browse/${path}?company_id=${companyId}`;
            return [url, whole(url)];
          };
          const begun = [begin("locations"), begin("products")];
          // The program hears of a failure; until then nobody does.
          Promise.allSettled(begun.map(([, answer]) => answer)).then(() => clearTimeout(timer));
          return Object.fromEntries(begun);
        }
      };

if (BookingWidget) {
  for (const name of ATTRIBUTES) {
    Object.defineProperty(BookingWidget.prototype, property(name), {
      configurable: true,
      enumerable: true,
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        if (value == null) this.removeAttribute(name);
        else this.setAttribute(name, value);
      },
    });
  }
  // A browser that lacks what the element stands on shows its children, as long as the element is not defined.
  const able = "adoptedStyleSheets" in Document.prototype && "hasOwn" in Object;
  if (able && !customElements.get("booking-widget")) customElements.define("booking-widget", BookingWidget);
}
