// Passkeys: tie a form with data-passkey="add" or "authenticate" to allauth's webauthn.js.
// The options stand in a JSON block whose id is in data-options; the answer goes into the form's field "credential".
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-passkey]");
    if (!form || !window.allauth) return;
    const kind = form.dataset.passkey;
    const ids = { data: form.dataset.options, credential: form.elements.credential.id, [kind]: "passkey-button" };
    window.allauth.webauthn.forms[`${kind}Form`]({ ids });
    document.addEventListener("allauth.error", (event) => {
      event.preventDefault();
      const box = form.querySelector("[data-passkey-error]");
      box.textContent = form.dataset.failed;
      box.hidden = false;
    });
  });
})();
