// A date that can mean two: the one that somebody chooses goes into the field, without asking the server.
const CHOICE = /^mean:([^=]*)=(.*)$/;

document.addEventListener("click", (event) => {
  const button = event.target.closest(".meanings button");
  const [, name, text] = CHOICE.exec(button?.value ?? "") ?? [];
  const field = name && button.form.elements.namedItem(name);
  if (!field) return;
  event.preventDefault();
  const place = button.closest(".field");
  place.classList.remove("faulty");
  place.querySelector(".fault")?.remove();
  place.querySelector(".meanings").remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", `${field.id}-hint`);
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
