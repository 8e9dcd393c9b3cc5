// What the page can do beyond posting its form: share a case in a link's fragment, and open what a link points at.
import { page, word } from "./words.js";

const PART = "#case=";
const MILLISECONDS = 86_400_000;
const CHARTED = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const OFFSET = /^(-?\d+)([dmy])$/;
const byId = (id) => document.getElementById(id);

// A date as so many days, months or years from the day of the question, as precise as it was charted.
function relative(text, day) {
  const [, year, month, dayOfMonth] = CHARTED.exec(text);
  if (dayOfMonth) return `${(Date.parse(text) - Date.parse(day)) / MILLISECONDS}d`;
  const years = year - day.slice(0, 4);
  return month ? `${years * 12 + (month - day.slice(5, 7))}m` : `${years}y`;
}

function absolute(offset, day) {
  const [, number, unit] = OFFSET.exec(offset);
  if (unit === "d") return new Date(Date.parse(day) + number * MILLISECONDS).toISOString().slice(0, 10);
  if (unit === "y") return String(Number(day.slice(0, 4)) + Number(number));
  const months = day.slice(0, 4) * 12 + (day.slice(5, 7) - 1) + Number(number);
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

const changed = (shape, change) => (_, value) => (typeof value === "string" && shape.test(value) ? change(value) : value);

function link(records) {
  const text = JSON.stringify(records.map((record) => JSON.parse(JSON.stringify(record, changed(CHARTED, (date) => relative(date, record.as_of))))));
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return `${page()}${PART}${btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

function recordsIn(fragment, day) {
  const bytes = atob(fragment.slice(PART.length).replaceAll("-", "+").replaceAll("_", "/"));
  const text = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  return JSON.parse(text, changed(OFFSET, (offset) => absolute(offset, day)));
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function offerShared() {
  if (!location.hash.startsWith(PART)) return;
  byId("shared").hidden = false;
  byId("shared-day").value ||= today();
  byId("shared-day").focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "shared-form") return;
  try {
    const records = recordsIn(location.hash, byId("shared-day").value);
    event.target.elements.json.value = JSON.stringify(records.at(-1));
    event.target.elements.kept.value = JSON.stringify(records.length > 1 ? records : []);
  } catch {
    event.preventDefault();
    byId("shared-fault").textContent = word("This link is damaged or incomplete: ask for it again.");
  }
});

async function share() {
  const address = link(JSON.parse(byId("record").elements.kept.value));
  history.replaceState(history.state, "", address);
  try {
    await navigator.clipboard.writeText(address);
    byId("told").textContent = word("Copied. The link holds the case without dates of its own; whoever has it can read it.");
  } catch {
    byId("told").textContent = word("The link is in the address bar. Whoever has it can read the case.");
  }
}

document.addEventListener("click", (event) => {
  if (event.target.id === "share") share();
});

document.addEventListener("click", (event) => {
  const target = byId(event.target.closest('a[href^="#"]')?.hash.slice(1));
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.focus();
});

// One more line for a drug, without asking the server for it.
document.addEventListener("click", (event) => {
  const lines = event.target.closest("button.another")?.parentElement.querySelector(".lines");
  if (!lines) return;
  event.preventDefault();
  const last = lines.lastElementChild;
  const empty = last.querySelector("input").value ? lines.appendChild(last.cloneNode(true)) : last;
  const [typed, select] = [empty.querySelector("input"), empty.querySelector("select")];
  if (empty !== last) {
    const number = lines.children.length;
    typed.id = `${lines.firstElementChild.querySelector("input").id}-${number - 1}`;
    for (const each of [typed, select]) each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/ \d+/, ` ${number}`));
    for (const name of ["aria-invalid", "aria-describedby"]) typed.removeAttribute(name);
    empty.querySelector(".fault")?.remove();
    empty.classList.remove("faulty");
    empty.querySelector("details").open = false;
    typed.value = select.value = "";
  }
  typed.focus();
});

const offerToShare = () => byId("share")?.removeAttribute("hidden");
document.addEventListener("board:swapped", offerToShare);
offerToShare();
const asked = byId("field-as_of");
if (asked && !asked.value) asked.value = today();
addEventListener("hashchange", offerShared);
offerShared();
