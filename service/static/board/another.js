// Another case in this one's place, saved, an example or new, so that undo leads back to the case before.
import { page } from "./words.js";

const byId = (id) => document.getElementById(id);
const LARGE = 100_000; // letters of a bundle that a form may be too small for
let isNew = false;

function ask(what, json = "") {
  byId("case").elements.json.value = json;
  byId("read-case").value = what;
  byId("case").requestSubmit(byId("read-case"));
}

document.addEventListener("click", (event) => {
  if (event.target.id === "open") byId("case-file").click();
  if (event.target.id === "new") isNew = true;
  const link = event.target.closest("a[href]");
  const example = link && new URL(link.href).searchParams.get("example");
  if (event.ctrlKey || event.metaKey || event.shiftKey || !(example || link?.href === page())) return;
  event.preventDefault();
  if (example) ask(`example:${example}`);
  else byId("new").click();
});

// A FHIR bundle may be larger than a form, and has its own door: the record of it, or null where it is refused.
async function record(text) {
  if (text.length < LARGE || !text.includes('"resourceType"')) return text;
  const headers = { "Content-Type": "application/fhir+json" };
  const answer = await fetch(`/v1/fhir/record?as_of=${byId("field-as_of").value}`, { method: "POST", headers, body: text });
  if (answer.ok) return answer.text();
  const problem = await answer.json();
  byId("stale").textContent = [problem.detail, ...(problem.faults ?? []).map((fault) => fault.says)].join(" ");
  byId("stale").hidden = false;
  return null;
}

document.addEventListener("change", async (event) => {
  if (event.target.id !== "case-file" || !event.target.files.length) return;
  const text = await event.target.files[0].text();
  event.target.value = "";
  byId("case").elements.as_of.value = byId("field-as_of").value;
  const read = await record(text);
  if (read) ask("json", read);
});

// A download is no page: no other script takes it for one.
document.addEventListener("submit", (event) => {
  if (event.submitter?.value === "save") event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("board:swapped", () => {
  const day = byId("field-as_of");
  if (isNew && !day.value) day.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  isNew = false;
});
