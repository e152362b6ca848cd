// Rows of a [data-reorder] form can be dragged; dropping one sends what was moved where. Buttons do the same without it.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-reorder]")) {
    const isTree = form.dataset.reorder === "tree";
    let dragged = null;

    const placeOf = (row, event) => {
      const box = row.getBoundingClientRect();
      const share = (event.clientY - box.top) / box.height;
      if (isTree && share > 0.3 && share < 0.7) return "inside";
      return share < 0.5 ? "before" : "after";
    };
    const unmark = () => {
      for (const row of form.querySelectorAll("[data-drop]")) delete row.dataset.drop;
    };

    form.addEventListener("dragstart", (event) => {
      dragged = event.target instanceof Element ? event.target.closest("[data-id]") : null;
      if (!dragged) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.id);
      dragged.classList.add("is-dragged");
    });
    form.addEventListener("dragend", () => {
      if (dragged) dragged.classList.remove("is-dragged");
      dragged = null;
      unmark();
    });
    form.addEventListener("dragover", (event) => {
      const row = event.target.closest("[data-id]");
      unmark();
      if (!dragged || !row || row === dragged) return;
      event.preventDefault();
      row.dataset.drop = placeOf(row, event);
    });
    form.addEventListener("drop", (event) => {
      const row = event.target.closest("[data-id]");
      if (!dragged || !row || row === dragged) return;
      event.preventDefault();
      form.elements.namedItem("moved").value = dragged.dataset.id;
      form.elements.namedItem("target").value = row.dataset.id;
      form.elements.namedItem("where").value = placeOf(row, event);
      form.requestSubmit();
    });
  }
})();
