(function () {
  "use strict";
  var origin = "__ORIGIN__", slugs = __SLUGS__, path = "/snippet/__COMPANY__.js";
  var self = document.currentScript || document.querySelector('script[src*="' + path + '"]');
  var settings = (self && self.dataset) || {};
  var kept = /^(utm_.{1,40}|gclid|gbraid|wbraid|gad_source|fbclid|ttclid|msclkid|_gl)$/;

  // What the page was opened with: its UTM fields and click ids.
  var carried = new URLSearchParams();
  new URLSearchParams(location.search).forEach(function (value, name) {
    if (kept.test(name) && !carried.has(name)) carried.set(name, value.slice(0, 500));
  });

  function digitsOf(url) {
    var host = url.hostname.replace(/^www\./, ""), found;
    if (host === "wa.me") found = url.pathname.slice(1).replace(/\/$/, "");
    else if (host === "api.whatsapp.com" || host === "web.whatsapp.com") found = url.searchParams.get("phone");
    else if (url.protocol === "whatsapp:") found = url.searchParams.get("phone");
    found = (found || "").replace(/[+\s()-]/g, "");
    return /^\d{8,15}$/.test(found) ? found : null;
  }

  // Only numbers of the company lead through its links; every other address stays as it is.
  function tracked(href) {
    var url, digits;
    try { url = new URL(href, location.href); } catch (_) { return null; }
    digits = digitsOf(url);
    if (!digits || !Object.prototype.hasOwnProperty.call(slugs, digits)) return null;
    return address(settings.link || slugs[digits]);
  }

  function address(slug) {
    var query = carried.toString();
    return slug ? origin + "/l/" + encodeURIComponent(slug) + (query ? "?" + query : "") : null;
  }

  function change(link) {
    var onward = link.href && tracked(typeof link.href === "string" ? link.href : link.getAttribute("href"));
    if (onward) {
      link.setAttribute("href", onward);
      link.referrerPolicy = "no-referrer-when-downgrade";
    }
  }

  function look(node) {
    if (node.nodeType !== 1) return;
    if (node.matches("a[href]")) change(node);
    node.querySelectorAll("a[href]").forEach(change);
  }

  // Styles are set by property, which a strict policy allows.
  function button() {
    if (settings.button === undefined) return;
    var slug = settings.link || slugs[Object.keys(slugs)[0]], onward = address(slug), link;
    if (!onward) return;
    link = document.createElement("a");
    link.href = onward;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = settings.button || "Converse agora com um especialista";
    var style = { position: "fixed", right: "1rem", bottom: "1rem", zIndex: "2147483000", padding: ".8rem 1.2rem",
      borderRadius: "2rem", background: "#0b5d3b", color: "#fff", font: "600 1rem/1.3 system-ui,sans-serif",
      textDecoration: "none", boxShadow: "0 2px 10px rgba(0,0,0,.25)", maxWidth: "calc(100vw - 2rem)" };
    Object.keys(style).forEach(function (name) { link.style[name] = style[name]; });
    document.body.appendChild(link);
  }

  function begin() {
    look(document.documentElement);
    button();
    new MutationObserver(function (changes) {
      changes.forEach(function (one) {
        if (one.type === "attributes") change(one.target);
        else one.addedNodes.forEach(look);
      });
    }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["href"] });
  }
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
