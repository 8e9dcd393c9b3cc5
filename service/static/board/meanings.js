// What a date or a line can mean: the one that somebody chooses goes into its field, without asking the server for a page.
const DATE = /^set:([^=]*)=(.*)$/;

function choose(button) {
  const [, name, text] = DATE.exec(button.value);
  const field = button.form.elements.namedItem(name);
  const place = button.closest(".field");
  place.classList.remove("faulty");
  place.querySelector(".fault")?.remove();
  place.querySelector(".meanings").remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", `${field.id}-hint`);
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".meanings button");
  if (!button) return;
  event.preventDefault();
  if (DATE.test(button.value)) return choose(button);
  document.getElementById("line").value = button.value.slice("line:".length);
  document.getElementById("add-line").click();
});
