// The minutes: the decision follows the choice, a departure asks for its reason, and all is copied as plain text.
import { word } from "./words.js";

const byId = (id) => document.getElementById(id);
const isOfTheMinutes = (event) => event.target.closest?.("#minutes");
const lineOf = (row) => Array.from(row.querySelectorAll("textarea"), (each) => each.value.trim());

// What is written here changes no answer: whoever follows the chart need not hear of it.
for (const kind of ["input", "change"]) {
  addEventListener(kind, (event) => {
    if (!isOfTheMinutes(event)) return;
    event.stopPropagation();
    if (event.target.id === "minutes-choice") choose(event.target.selectedOptions[0]);
    askForTheReason();
  }, { capture: true });
}

function choose(option) {
  const decision = byId("minutes-decision");
  if (decision.value === decision.dataset.proposed) decision.value = option.dataset.decision;
  decision.dataset.proposed = option.dataset.decision;
  const proposed = document.getElementsByName("minutes/proposed")[0];
  proposed.value = JSON.stringify({ ...JSON.parse(proposed.value), decision: option.dataset.decision });
}

function askForTheReason() {
  const departs = "departs" in byId("minutes-choice").selectedOptions[0].dataset;
  const reason = byId("minutes-reason");
  if (departs) reason.setAttribute("aria-required", "true");
  else reason.removeAttribute("aria-required");
  byId("minutes-departs").hidden = !departs || reason.value.trim() !== "";
  return byId("minutes-departs").hidden;
}

function told(each) {
  const isWritten = each.tagName === "TEXTAREA";
  const text = (isWritten ? each.value.trim() || each.dataset.empty || "" : each.textContent).replace(/\s+/g, " ").trim();
  if (!text) return [];
  return [each.dataset.told ? `${each.dataset.told}: ${text}` : each.tagName === "LI" ? `- ${text}` : text];
}

function asText(minutes) {
  const lines = Array.from(minutes.querySelectorAll("[data-told], .tasks"), (each) => {
    if (!each.matches(".tasks")) return told(each);
    const rows = Array.from(each.tBodies[0].rows, lineOf).filter(([what]) => what);
    return rows.length ? [minutes.querySelector(".tasks").dataset.title, ...rows.map(([what, ...who]) => `- ${[what, ...who.filter(Boolean)].join(" | ")}`)] : [];
  });
  return `${lines.flat().join("\n")}\n`;
}

function addLine() {
  const rows = document.querySelector("#minutes .tasks tbody");
  const fresh = rows.lastElementChild.cloneNode(true);
  for (const each of fresh.querySelectorAll("textarea")) {
    each.value = "";
    for (const name of ["id", "name"]) each.setAttribute(name, each.getAttribute(name).replace(/\d+/, rows.children.length));
    each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+/, rows.children.length + 1));
  }
  rows.append(fresh);
  fresh.querySelector("textarea").focus();
}

async function copy() {
  if (!askForTheReason()) return byId("minutes-reason").focus();
  const text = asText(document.querySelector("#minutes .minutes"));
  try {
    await navigator.clipboard.writeText(text);
    byId("minutes-told").textContent = word("Copied.");
  } catch {
    byId("minutes-told").textContent = word("This browser does not let the page copy: print it, or select the text.");
  }
}

document.addEventListener("click", ({ target }) => {
  if (target.id === "minutes-more") addLine();
  if (target.id === "minutes-copy") copy();
  if (target.id === "minutes-print") print();
});

const offer = () => document.querySelector("#minutes .by-script")?.removeAttribute("hidden");
document.addEventListener("board:swapped", offer); // the parts of the page were exchanged
offer();
