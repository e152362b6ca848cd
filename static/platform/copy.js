// <button data-copy="id-of-element" data-done="Copied" hidden>: shown where there is a clipboard, copies the text.
(() => {
  "use strict";

  const copy = async (button) => {
    const label = button.querySelector("span");
    const before = label.textContent;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    label.textContent = button.dataset.done;
    window.setTimeout(() => {
      label.textContent = before;
    }, 2000);
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  });
})();
