// The order desk: tick all rows of a page, count them, and tick a row whose tracking number is typed.
(() => {
  "use strict";

  const boxes = (form) => [...form.querySelectorAll('input[name="order"], input[name="item"]')];

  const count = (form) => {
    const all = boxes(form);
    const ticked = all.filter((box) => box.checked).length;
    const output = form.querySelector("[data-tick-count]");
    const head = form.querySelector("[data-tick-all]");
    if (output) output.textContent = ticked ? String(ticked) : "";
    if (head) {
      head.checked = ticked > 0 && ticked === all.length;
      head.indeterminate = ticked > 0 && ticked < all.length;
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-ticks]");
    if (!form) return;
    if (event.target.matches("[data-tick-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    count(form);
  });

  document.addEventListener("input", (event) => {
    const number = event.target.dataset.tickWith;
    if (!number) return;
    const form = event.target.form;
    const box = boxes(form).find((one) => one.value === number);
    if (box && event.target.value) box.checked = true;
    count(form);
  });

  // A number that is typed is often followed by Enter (scanners send it): go to the next row instead of sending.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset || !event.target.dataset.tickWith) return;
    event.preventDefault();
    const fields = [...event.target.form.querySelectorAll("[data-tick-with]")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
  });

  const prepare = (root) => {
    for (const form of root.querySelectorAll("form[data-ticks]")) count(form);
  };
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
})();
