// Small helpers of every page. No inline handlers, no eval: the page works without them, only less comfortably.
(() => {
  "use strict";

  // Menus and "?" help are <details data-popup>: Escape, a click elsewhere or another one closes them.
  const closePopups = (except) => {
    for (const popup of document.querySelectorAll("details[data-popup][open]")) {
      if (popup !== except) popup.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    closePopups(target.closest("details[data-popup]"));

    const dismiss = target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".alert").remove();

    const reveal = target.closest("[data-reveal]");
    if (reveal) {
      const input = document.getElementById(reveal.dataset.reveal);
      const shows = input.type === "password";
      input.type = shows ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(shows));
    }

    const opener = target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    if (target.closest("[data-close]")) target.closest("dialog").close();
    if (target.matches("dialog")) {
      const box = target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) target.close(); // the backdrop
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-popup][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // A dialog with a word to type sends only when the word is right.
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.dataset && input.dataset.word) {
      input.setCustomValidity(input.value === input.dataset.word ? "" : input.dataset.word);
    }
    const form = input.form;
    const state = form && form.querySelector(".save-state");
    if (state && !form.dataset.dirty) {
      form.dataset.dirty = "yes";
      state.textContent = state.dataset.unsaved;
    }
  });

  // Leaving with unsaved changes asks; sending twice does not happen.
  let sending = false;
  window.addEventListener("beforeunload", (event) => {
    if (!sending && document.querySelector("form[data-dirty]")) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.method !== "post") {
      sending ||= Boolean(form.dataset.dirty); // what was typed goes along in the address
      return;
    }
    sending = true;
    form.setAttribute("aria-busy", "true");
    window.setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sending = false;
    for (const form of document.querySelectorAll("form[aria-busy]")) {
      form.removeAttribute("aria-busy");
      for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
    }
  });

  // What only works with this script is shown by it; the error summary takes the focus.
  const prepare = (root) => {
    for (const button of root.querySelectorAll("[data-reveal][hidden]")) button.hidden = false;
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  };
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) prepare(event.target);
  });

  // An htmx request that fails says so where it can be seen.
  const fail = (kind) => {
    const box = document.querySelector(".htmx-failure");
    if (!box) return;
    box.textContent = box.dataset[kind];
    box.hidden = false;
  };
  document.addEventListener("htmx:sendError", () => fail("offline"));
  document.addEventListener("htmx:responseError", (event) => {
    fail(event.detail.xhr.status === 429 ? "busy" : "failed");
  });
  document.addEventListener("htmx:beforeRequest", () => {
    const box = document.querySelector(".htmx-failure");
    if (box) box.hidden = true;
  });
})();
