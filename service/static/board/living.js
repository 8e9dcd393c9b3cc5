// The living answer: a change of the chart asks the server, and what it answers is swapped in place.
// XMLHttpRequest parses a page without writing markup, so that the policy need trust no script.
import { page as address, word } from "./words.js";

const PARTS = ["chart", "banner", "view", "minutes", "foot"];
const VIEWS = ["answer", "sensitivity", "guidelines", "pathway", "minutes"];
const OTHER_CASES = ["json", "new", "example"];
const ROW_EDITS = ["add", "line", "up", "down", "remove", "another"];
const ADDITIONS = ["add", "line", "another", "set"];
const FIELDS = "#chart .field:not(.telling)"; // a line that is being told is not yet of the chart
const OF_THE_ANSWER = /^(minutes\/|name\/|kept$|line$)/; // is no change of the chart
const PAUSE = 120; // milliseconds without a key until it is asked about
const UNFINISHED = "Not complete yet: this is the answer to the chart before the entry.";
const UNANSWERED = "The service does not answer: this is the answer to the chart as it was. Change anything to ask again.";
const byId = (id) => document.getElementById(id);
const view = () => byId("view").dataset.view;
const isSupposing = () => Boolean(byId("record").elements.supposing);
const typed = () => new URLSearchParams(new FormData(byId("record")));
const charted = () => Array.from(typed()).filter(([name]) => !OF_THE_ANSWER.test(name)).join("&");
let asking = null;
let coming = null; // the view that was asked for last, until it is shown
let pause = 0;
let answered = ""; // the chart whose answer is shown; empty while another's is awaited
let edited = Promise.resolve(); // each press waits until the one before stands in the chart
let released = Promise.resolve(); // nothing is swapped while a button is held down: its click would be lost

// What the server makes of these fields, as a document; null where a later question has overtaken this one.
function post(fields, { to = address(), name = null } = {}) {
  asking?.abort();
  coming = name;
  const request = (asking = new XMLHttpRequest());
  document.querySelector(".told").setAttribute("aria-busy", "true");
  return new Promise((resolve) => {
    request.open("POST", to);
    request.responseType = "document";
    request.onabort = () => resolve(null);
    request.onerror = request.onload = async () => {
      await released;
      if (request !== asking) return resolve(null);
      coming = null;
      document.querySelector(".told").setAttribute("aria-busy", "false");
      const page = request.response;
      if (!page?.getElementById("banner")) say(word(UNANSWERED));
      resolve(page?.getElementById("banner") ? page : null);
    };
    request.send(new URLSearchParams(fields));
  });
}

function afterwards(press) {
  return (edited = edited.catch(() => null).then(press));
}

function say(stale) {
  byId("stale").textContent = stale;
  byId("stale").hidden = !stale;
}

// A number comes back as it was typed: 1.0 stays 1.0.
function keepAsTyped(chart) {
  for (const each of chart.querySelectorAll("input[inputmode=decimal]")) {
    const before = byId(each.id)?.value.trim();
    if (before && Number(before) === Number(each.value || NaN)) each.value = before;
  }
}

function swap(page, parts, isAsked = false) {
  const [focused, said] = [document.activeElement?.id, byId("banner").querySelector("h1").textContent];
  const open = new Set(Array.from(document.querySelectorAll(":is(#view, #foot) details[open] > summary"), (each) => each.textContent));
  const [entered] = page.querySelectorAll("[autofocus]");
  entered?.removeAttribute("autofocus"); // heeded in a new page alone
  for (const part of parts) {
    const fresh = page.getElementById(part);
    if (fresh && part === "chart") keepAsTyped(fresh);
    if (fresh) byId(part).replaceWith(document.adoptNode(fresh));
  }
  for (const summary of document.querySelectorAll(":is(#view, #foot) summary")) if (open.has(summary.textContent)) summary.parentElement.open = true;
  if (focused && document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
  document.title = page.title;
  const says = byId("banner").querySelector("h1").textContent;
  if (parts.includes("banner")) say("");
  if (parts.includes("banner") && says !== said) byId("news").textContent = says;
  document.dispatchEvent(new CustomEvent("board:swapped", { detail: { isAsked } }));
  if (parts.includes("chart")) entered?.focus();
}

// What was typed meanwhile would be swapped away.
function typedSince(fields) {
  return [...typed(), ["line", byId("line").value]].filter(([name, value]) => /^(\/|line$)/.test(name) && value !== (fields.get(name) ?? ""));
}

function typeAgain(written) {
  for (const [name, value] of written) {
    const field = byId("record").elements[name];
    if (field && (name !== "line" || !field.value)) field.value = value;
  }
}

// The faults of the chart stand beside their fields; nothing else of it is touched while somebody types in it.
function markFaults(page) {
  const control = (field) => field.querySelector("[id]").id;
  const fresh = new Map(Array.from(page.querySelectorAll(FIELDS), (field) => [control(field), field]));
  for (const field of document.querySelectorAll(FIELDS)) {
    const other = fresh.get(control(field));
    if (!other || !(field.classList.contains("faulty") || other.classList.contains("faulty"))) continue;
    const focused = field.contains(document.activeElement) && document.activeElement.id;
    field.replaceWith(document.adoptNode(other));
    if (focused) byId(focused)?.focus({ preventScroll: true });
  }
}

function fieldsFor(what) {
  const fields = typed();
  fields.set("do", what);
  fields.delete("line");
  if (!document.querySelector(`${FIELDS}.faulty`)) fields.set("part", "answer");
  return fields;
}

// The answer to the chart as it is. What is being typed may be half a word: its faults are told when it is left.
async function follow(isTyping) {
  clearTimeout(pause);
  const shown = view();
  const beside = !isSupposing() && !["answer", "form"].includes(shown);
  const asked = charted();
  if (asked === answered) return;
  answered = "";
  const page = await post(fieldsFor(isSupposing() ? (shown === "what_if" ? "suppose" : shown) : "answer"));
  if (!page) return;
  const faults = page.getElementById("refused-title");
  const isUnfinished = page.getElementById("banner").hasAttribute("data-unfinished");
  if (shown === "form" ? faults && isTyping && !isUnfinished : faults && (isTyping || isUnfinished)) return say(shown === "form" ? "" : word(UNFINISHED));
  answered = asked;
  markFaults(page);
  swap(page, beside && !faults ? ["banner", "minutes"] : PARTS.slice(1));
  if (!beside || faults) return;
  const whole = await post(fieldsFor(shown));
  if (whole) swap(whole, ["view", "foot"]);
}

const whatShows = (name) => ({ form: "chart", answer: "shown", what_if: "suppose" })[name] ?? name;

async function show(name) {
  const asked = charted();
  const page = await post(fieldsFor(whatShows(name)), { name });
  if (!page) return;
  answered = asked;
  markFaults(page);
  swap(page, PARTS.slice(1));
  focusNews(name);
}

const isView = (what) => what === "shown" || (what !== "answer" && VIEWS.includes(what));

function focusNews(name) {
  const heading = byId("refused-title") || name === "answer" ? byId("banner") : byId("view").querySelector("h2") ?? byId("minutes-title");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

function remember(name) {
  if (history.state?.view !== name) history.pushState({ view: name }, "", `#${name}`);
}

// A button that posts, without leaving the page.
async function press(fields) {
  clearTimeout(pause);
  const [what] = fields.get("do").split(":");
  if (isView(what)) {
    const name = what === "shown" ? "answer" : what;
    remember(name);
    return show(name);
  }
  if (!isSupposing() && charted() !== answered) fields.delete("kept"); // the chart itself was changed: nothing was supposed
  const told = fields.get("line");
  if (told) byId("line").value = "";
  const page = await post(fields, { name: what === "what_if" ? what : null });
  const written = ADDITIONS.includes(what) ? typedSince(fields) : [];
  if (!page) return told && typeAgain([["line", told]]);
  answered = "";
  if (ROW_EDITS.includes(what)) {
    swap(page, view() === "form" ? ["chart", "banner"] : ["chart"], true);
    typeAgain(written);
    await follow(true);
    return what === "line" && focusNews("answer");
  }
  swap(page, OTHER_CASES.includes(what) ? [...PARTS, "read-from-fhir"] : PARTS, what !== "answer");
  answered = charted();
  typeAgain(written);
  if (written.length) follow(true);
  scrollTo(0, 0);
  if (view() !== "form") remember(view());
  focusNews("answer");
}

// The same page in another language; what is typed, undone and supposed stays.
async function speak(button) {
  clearTimeout(pause);
  const fields = typed();
  fields.set("do", whatShows(view()));
  const asked = charted();
  const page = await post(fields, { to: button.formAction });
  if (!page) return;
  answered = asked;
  document.body.replaceWith(document.adoptNode(page.body));
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  history.replaceState(history.state, "", address() + location.hash);
  document.dispatchEvent(new CustomEvent("board:swapped"));
  byId("language").focus();
}

// What a button with other fields beside it would answer, shown in place; what is refused is told and not shown.
export function suppose(what, others) {
  return afterwards(() => ask(what, others));
}

async function ask(what, others) {
  clearTimeout(pause);
  const fields = typed();
  fields.delete("line");
  for (const [name, value] of Object.entries({ ...others, do: what })) fields.set(name, value);
  const page = await post(fields);
  if (!page) return null;
  const faults = Array.from(page.querySelectorAll("#faults li"), (each) => each.textContent.trim().replaceAll(/\s+/g, " "));
  if (page.getElementById("faults")) return faults;
  swap(page, PARTS);
  answered = charted();
  remember(view());
  return [];
}

document.addEventListener("pointerdown", ({ button }) => {
  if (button !== 0) return;
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true });
  });
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  event.preventDefault();
  const { submitter, target } = event;
  if (submitter?.id === "language") return afterwards(() => speak(submitter));
  const send = () => {
    const form = byId(target.id) ?? target; // an answer may have replaced the form, and the button
    const button = submitter.isConnected ? submitter : Array.from(form.elements).find((each) => each.value === submitter.value);
    const fields = new URLSearchParams(new FormData(form, button));
    fields.set(submitter.name, submitter.value);
    return press(fields);
  };
  return isView(submitter.value) ? edited.then(send) : afterwards(send);
});

const isOfTheChart = ({ target }) => target.closest("#chart") && target.form?.id === "record" && target.name !== "line";

document.addEventListener("change", (event) => {
  if (isOfTheChart(event)) edited.then(() => follow(false));
});

document.addEventListener("input", (event) => {
  if (!isOfTheChart(event) || !event.target.matches("input:not([type=checkbox])")) return;
  clearTimeout(pause);
  pause = setTimeout(() => edited.then(() => follow(true)), PAUSE);
});

// The view that the address names, where there is an answer to show it of.
function showNamed() {
  const named = location.hash.slice(1);
  const isOther = VIEWS.includes(named) && named !== view() && byId("answer-title") && view() !== "form";
  history.replaceState({ view: isOther ? named : view() === "form" ? "answer" : view() }, "");
  if (isOther) show(named);
}

addEventListener("popstate", (event) => {
  // A link within the page is an entry too, of the view in which it was followed.
  if (!event.state) return showNamed();
  if (event.state.view !== (coming ?? view()) && view() !== "form") edited.then(() => show(event.state.view));
});

document.documentElement.classList.add("living");
answered = charted();
showNamed();
