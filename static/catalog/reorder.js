// Rows of a [data-reorder] form can be dragged; dropping one sends what was moved where. Buttons do the same without it.
// After the page came back, whoever moved by keyboard stands on the same button, so that a second press goes on.
(() => {
  "use strict";

  const KEPT = `reorder:${location.pathname}`;

  const remember = (step, moved) => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ step, moved }));
    } catch {
      // Without storage the page starts at its top, as it does without this script.
    }
  };
  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
      sessionStorage.removeItem(KEPT);
      return kept;
    } catch {
      return null;
    }
  };
  const standAgain = () => {
    const kept = recall();
    const row = kept && document.querySelector(`form[data-reorder] [data-id="${CSS.escape(kept.moved)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    row.classList.add("is-moved");
    const same = kept.step && row.querySelector(`button[value="${CSS.escape(kept.step)}"]`);
    const button = same && same.disabled ? row.querySelector("button[name=step]:not(:disabled)") : same;
    if (button) button.focus({ preventScroll: true });
  };

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

    form.addEventListener("submit", (event) => {
      const step = event.submitter && event.submitter.name === "step" ? event.submitter.value : "";
      const moved = step ? step.slice(step.indexOf(":") + 1) : form.elements.namedItem("moved").value;
      remember(step, moved);
    });
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
  // A fragment in the address takes the focus when the page is drawn first, so ours comes after it.
  window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(standAgain)));
})();
