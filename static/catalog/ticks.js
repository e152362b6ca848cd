// Tick all rows of a page, and count what is ticked; "all on every page" needs no tick of its own.
(() => {
  "use strict";

  const prepare = (form) => {
    const boxes = [...form.querySelectorAll('input[name="product"]')];
    const head = form.querySelector("[data-tick-all]");
    const output = form.querySelector("[data-tick-count]");
    const everything = form.querySelector('input[name="everything"]');

    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      output.textContent = ticked && !(everything && everything.checked) ? String(ticked) : "";
      head.checked = ticked > 0 && ticked === boxes.length;
      head.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    form.addEventListener("change", (event) => {
      if (event.target === head || event.target === everything) {
        for (const box of boxes) box.checked = event.target.checked;
      }
      count();
    });
    count();
  };

  for (const form of document.querySelectorAll("form[data-ticks]")) prepare(form);
})();
