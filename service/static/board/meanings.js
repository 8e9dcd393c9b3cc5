// A button beside a field fills it without asking for a page: a date or a line that may be meant, or a normal finding.
const FILLS = /^set:([^=]*)=(.*)$/;

function fill(button) {
  const [, name, text] = FILLS.exec(button.value);
  const field = button.form.elements.namedItem(name);
  const place = button.closest(".field");
  place.classList.remove("faulty");
  for (const each of place.querySelectorAll(".fault, .meanings")) each.remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", `${field.id}-hint`);
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#record :is(.meanings button, button.normal)");
  if (!button) return;
  event.preventDefault();
  if (FILLS.test(button.value)) return fill(button);
  document.getElementById("line").value = button.value.slice("line:".length);
  document.getElementById("add-line").click();
});
