// A button with data-seconds rests that long and counts down; without this script the server says how long.
(() => {
  "use strict";

  const rest = (button) => {
    const shown = button.querySelector(".countdown");
    let left = Number(button.dataset.seconds) || 0;
    button.removeAttribute("data-seconds");
    if (left <= 0) return;
    button.disabled = true;
    shown.hidden = false;
    const step = () => {
      shown.textContent = `(${left})`;
      if (left <= 0) {
        button.disabled = false;
        shown.hidden = true;
        return;
      }
      left -= 1;
      window.setTimeout(step, 1000);
    };
    step();
  };

  const prepare = (root) => root.querySelectorAll("button[data-seconds]").forEach(rest);
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
})();
