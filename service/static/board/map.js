// The map in place: a door that is touched, or another edition, exchanges the map alone.
import { page } from "./words.js";

const byId = (id) => document.getElementById(id);

function ask(fields) {
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.open("POST", page());
    request.responseType = "document";
    request.onerror = request.onload = () => resolve(request.response?.getElementById("map"));
    request.send(new URLSearchParams(fields));
  });
}

addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.closest("#map") || !/^(door|map):/.test(button.value)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const again = button.getAttribute("aria-expanded") === "true";
  const fields = new FormData(event.target, button);
  if (again) fields.set("do", "door:");
  const [fresh, id, edition] = [await ask(fields), button.id, button.value];
  if (!fresh) return event.target.requestSubmit();
  byId("map").replaceWith(document.adoptNode(fresh));
  (id ? byId(id) : fresh.querySelector(`[value="${CSS.escape(edition)}"]`))?.focus({ preventScroll: true });
  byId("opens")?.scrollIntoView({ block: "nearest" });
}, { capture: true });
