// Undo and redo: every state of the chart since the page was opened, in the memory of this page alone.
import { page } from "./words.js";

const MOST = 200; // states that are kept
const OF_THE_CHART = /^(\/|kind\/)/; // how the names of its fields begin
const TYPED = "input:not([type=checkbox]), textarea";
const byId = (id) => document.getElementById(id);
const states = [];
let now = -1;
let going = Promise.resolve();
let isTyping = false; // what is typed is a change once its field is left

const controls = () => Array.from(byId("record").elements).filter((each) => OF_THE_CHART.test(each.name));
const isCheck = (each) => each.type === "checkbox";
// What tells a control from the others: boxes of one name differ in their values, and rows in their kinds.
const nameOf = (each) => (isCheck(each) || each.name.startsWith("kind/") ? `${each.name}=${each.value}` : each.name);
const state = () => JSON.stringify(controls().map((each) => [nameOf(each), isCheck(each) ? each.checked : each.value]));

function offer() {
  for (const [id, other, isLast] of [["undo", "redo", now <= 0], ["redo", "undo", now >= states.length - 1]]) {
    const hadFocus = document.activeElement === byId(id);
    byId(id).disabled = isLast;
    if (hadFocus && isLast) byId(other).focus();
  }
}

// The chart as it is now is one more state, unless it is the last one kept; what was undone before it is gone.
function keep() {
  const current = state();
  if (current !== states[now]) {
    states.splice(now + 1, Infinity, current);
    if (states.length > MOST) states.shift();
    now = states.length - 1;
  }
  offer();
}

// A chart with other rows or lines than the present one is drawn by the server, as every row is.
function drawn(values) {
  const fields = new URLSearchParams({ do: "chart" });
  for (const [name, value] of values) {
    const [plain, ...own] = name.split("=");
    if (value !== false) fields.append(plain, own.length ? own.join("=") : value);
  }
  for (const name of ["kept", "supposing"]) for (const value of new FormData(byId("record")).getAll(name)) fields.append(name, value);
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.open("POST", page());
    request.responseType = "document";
    request.onerror = request.onload = () => resolve(request.response?.getElementById("record"));
    request.send(fields);
  });
}

// Puts values into the controls of their names; false where there is one without its control.
function fill(values) {
  const waiting = Map.groupBy(controls(), nameOf);
  const isFilled = values.map(([name, value]) => {
    const control = waiting.get(name)?.shift();
    if (!control) return false;
    if (isCheck(control)) control.checked = value;
    else control.value = value;
    return isCheck(control) || control.value === value;
  });
  return isFilled.every(Boolean) && Array.from(waiting.values()).every((left) => left.length === 0);
}

async function show(values) {
  if (fill(values)) return true;
  const fresh = await drawn(values);
  if (!fresh) return false;
  const focused = document.activeElement?.id;
  for (const each of fresh.querySelectorAll("[autofocus]")) each.removeAttribute("autofocus");
  byId("record").replaceWith(document.adoptNode(fresh));
  fill(values);
  offer();
  if (focused) byId(focused)?.focus({ preventScroll: true });
  return true;
}

async function step(by) {
  keep();
  if (!states[now + by] || !(await show(JSON.parse(states[now + by])))) return;
  now += by;
  states[now] = state();
  offer();
  controls()[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function go(by) {
  going = going.then(() => step(by));
}

document.addEventListener("click", (event) => {
  if (event.target.id === "undo") go(-1);
  if (event.target.id === "redo") go(1);
});

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y") || event.target.matches(TYPED)) return;
  event.preventDefault();
  go(key === "y" || event.shiftKey ? 1 : -1);
});

document.addEventListener("input", (event) => {
  isTyping ||= event.target.form?.id === "record";
});

document.addEventListener("change", (event) => {
  if (event.target.form?.id !== "record") return;
  isTyping = false;
  keep();
});

// What a button asked for is a change; a field that only shows its faults is none, even if drawn otherwise.
document.addEventListener("board:swapped", ({ detail }) => {
  if (detail?.isAsked) keep();
  else if (!isTyping) states[now] = state();
  offer();
});
keep();
