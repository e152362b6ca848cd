// The preview follows what is typed: a hidden form posts it into the frame, where it is drawn and nothing is saved.
(() => {
  "use strict";
  const form = document.getElementById("mail-form");
  const preview = document.getElementById("preview-form");
  if (!form || !preview) return;
  let timer = 0;
  const show = () => {
    for (const input of preview.querySelectorAll("input[name]")) {
      if (input.name in form.elements && input.name !== "csrfmiddlewaretoken") input.value = form.elements[input.name].value;
    }
    preview.submit(); // no submit event: the page itself is not being left
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, 500);
  });
  document.querySelector("[data-preview-now]").addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
})();
