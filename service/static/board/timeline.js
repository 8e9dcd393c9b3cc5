// The drawing of the patient's way, alive: a moved pin or end of a bar asks what if; the chart stays as it is.
import { suppose } from "./living.js";
import { word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const DAY = 86_400_000; // milliseconds
const WEEK = 7; // days
const PAUSE = 400; // milliseconds without a key before the answer is asked for
const SCREENS = 2; // an answer is not longer than this, until something is opened
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
const OUTWARD = { on: 0, started: -1, ended: 1 }; // to which side of its date a grip is drawn
const byId = (id) => document.getElementById(id);
const drawing = () => document.querySelector("svg.timeline");
const dayOf = (text) => Date.parse(text) / DAY;
const textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const kept = () => document.querySelector("#banner input[name=kept]").value;
let chosen = null; // whether a person has opened the fold or closed it; null: neither
let moving = null; // what is being moved: its grip and the day
let letGo = null; // what makes a grip that a pointer holds follow it no more
let searched = null; // the grip that has asked, and the columns before it did: its next date takes the place of this one
let pause = 0;

function draw(parent, name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return parent.appendChild(made);
}

function scale() {
  const { first, last, left, right } = drawing().dataset;
  const perDay = (right - left) / (dayOf(last) - dayOf(first));
  return {
    within: (day) => Math.min(Math.max(day, dayOf(first)), dayOf(last)),
    x: (day) => Number(left) + (day - dayOf(first)) * perDay,
    days: (width) => Math.round(width / perDay),
  };
}

// The date in the chart, from which what is supposed may differ; undefined where the entry is not in it.
function charted(grip) {
  const [chart] = JSON.parse(kept());
  return grip.dataset.field.slice(1).split("/").reduce((value, key) => value?.[key], chart);
}

function told(grip, day) {
  const inChart = charted(grip);
  const now = day === dayOf(grip.dataset.day) ? grip.dataset.charted : textOf(day);
  return inChart && inChart !== now ? `${now}, ${word("charted")} ${inChart}` : now;
}

function place(grip, day) {
  const [{ x, within }, { y, side }] = [scale(), grip.dataset];
  grip.setAttribute("transform", `translate(${x(within(day))} ${y})`);
  grip.setAttribute("aria-valuenow", day);
  grip.setAttribute("aria-valuemin", Math.min(day, dayOf(drawing().dataset.first)));
  grip.setAttribute("aria-valuemax", Math.max(day, dayOf(drawing().dataset.last)));
  grip.setAttribute("aria-valuetext", told(grip, day));
  grip.querySelector("path").setAttribute("d", side === "on" ? "M0 -7 L7 0 L0 7 L-7 0 Z" : `M0 -9 h${OUTWARD[side] * 7} v18 h${-OUTWARD[side] * 7} Z`);
}

function enliven(grip) {
  const { name, day, y, side, field } = grip.dataset;
  for (const [key, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": name })) grip.setAttribute(key, value);
  draw(grip, "rect", { class: "hold", x: OUTWARD[side] * 10 - 17, y: -12, width: 34, height: 24 });
  draw(grip, "path", {});
  place(grip, dayOf(day));
  const inChart = charted(grip);
  if (!inChart || inChart === grip.dataset.charted) return;
  const x = scale().x(scale().within(dayOf(inChart)));
  const ghost = draw(drawing(), "g", { class: "ghost", "data-of": field });
  draw(ghost, "line", { x1: x, x2: x, y1: Number(y) - 12, y2: side === "on" ? drawing().dataset.floor : Number(y) + 12 });
}

// The date beside what is moved, and a line down to the years.
function beside(grip, day) {
  drawing().querySelector(".moved")?.remove();
  if (!grip) return;
  const { x, within } = scale();
  const [at, text, height] = [x(within(day)), told(grip, day), drawing().viewBox.baseVal.height];
  const y = Number(grip.dataset.y) + (grip.dataset.side === "on" ? 24 : -24);
  const width = text.length * 8.2 + 14;
  const left = Math.min(Math.max(at - width / 2, 2), 998 - width);
  const shown = draw(drawing(), "g", { class: "moved" });
  draw(shown, "line", { x1: at, x2: at, y1: 0, y2: height - 20 });
  draw(shown, "rect", { x: left, y: y - 11, width, height: 22, rx: 4 });
  draw(shown, "text", { x: left + 7, y: y + 5 }, text);
}

function move(grip, day) {
  moving = { grip, day };
  byId("timeline-told").textContent = "";
  grip.classList.add("held");
  place(grip, day);
  beside(grip, day);
}

function giveUp() {
  clearTimeout(pause);
  letGo?.();
  const grip = moving?.grip;
  moving = null;
  if (!grip?.isConnected) return;
  grip.classList.remove("held");
  place(grip, dayOf(grip.dataset.day));
  beside(null);
}

// What answers may stand elsewhere on the page: the drawing stays where it is on the screen.
async function answered(asking, id) {
  const [top, left] = [byId(id).getBoundingClientRect().top, byId(id).closest(".wide").scrollLeft];
  const faults = await asking;
  if (faults?.length !== 0 || !byId(id)) return faults;
  byId(id).closest(".wide").scrollLeft = left;
  scrollBy(0, byId(id).getBoundingClientRect().top - top);
  return faults;
}

async function ask() {
  clearTimeout(pause);
  const { grip, day } = moving;
  if (day === dayOf(grip.dataset.day)) return giveUp();
  const base = searched?.id === grip.id ? searched.base : kept();
  searched = { id: grip.id, base };
  const faults = await answered(suppose("what_if", { [grip.dataset.field]: textOf(day), kept: base }), grip.id);
  if (!faults || faults.length === 0 || moving?.grip !== grip) return;
  giveUp();
  byId("timeline-told").textContent = `${textOf(day)} ${word("cannot be supposed.")} ${faults.join(" ")}`;
}

// Escape after the answer: the supposition of this grip is dropped again.
function takeBack() {
  const { id, base } = searched;
  const last = JSON.parse(kept()).length - 1;
  answered(suppose(JSON.parse(base).length < 2 ? "charted" : `drop:${last}`, {}), id);
}

function toItsEntry(entry) {
  const row = document.querySelectorAll("#chart fieldset.row")[entry];
  row?.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function inMonths(day, months) {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY;
}

const gripAt = (event) => event.target.closest?.("svg.timeline .grip");
const along = (event) => new DOMPoint(event.clientX, 0).matrixTransform(drawing().getScreenCTM().inverse()).x;

document.addEventListener("keydown", (event) => {
  const grip = gripAt(event);
  if (event.key === "Escape" && (moving || (grip && searched?.id === grip.id && kept() !== searched.base))) {
    event.preventDefault();
    return moving ? giveUp() : takeBack();
  }
  if (!grip || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") toItsEntry(grip.dataset.field.split("/")[2]);
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const from = moving?.grip === grip ? moving.day : dayOf(grip.dataset.day);
  move(grip, event.shiftKey ? inMonths(from, step) : from + step * WEEK);
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
});

document.addEventListener("pointerdown", (event) => {
  const grip = gripAt(event);
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  giveUp();
  grip.focus({ preventScroll: true });
  grip.setPointerCapture(event.pointerId);
  const [from, start] = [dayOf(grip.dataset.day), along(event)];
  let isMoved = false;
  grip.onpointermove = (at) => {
    isMoved ||= Math.abs(at.clientX - event.clientX) > 3;
    if (isMoved) move(grip, scale().within(from + scale().days(along(at) - start)));
  };
  letGo = () => (letGo = grip.onpointermove = grip.onpointerup = grip.onpointercancel = null);
  grip.onpointercancel = giveUp;
  grip.onpointerup = () => {
    letGo();
    if (moving) ask();
    else if (!isMoved) toItsEntry(grip.dataset.field.split("/")[2]);
  };
});

// A finger on a grip moves it and scrolls nothing; Chromium does not heed touch-action within a drawing.
document.addEventListener("touchstart", (event) => gripAt(event) && event.preventDefault(), { passive: false });

document.addEventListener("click", (event) => {
  const drawn = event.target.closest("svg.timeline [data-entry]");
  if (drawn) toItsEntry(drawn.dataset.entry);
  const summary = event.target.closest(".way > summary");
  if (summary) chosen = !summary.parentElement.open;
});

document.addEventListener("focusin", (event) => {
  if (searched && event.target.id !== searched.id) searched = null;
});

// A fold that a person opened or closed stays so; else the drawing is open where the answer still fits.
function unfold() {
  const fold = document.querySelector("#view[data-view=answer] .way");
  if (!fold || fold.open) return;
  fold.open = chosen ?? true;
  if (chosen === null) fold.open = document.documentElement.scrollHeight <= SCREENS * innerHeight;
}

function start() {
  giveUp();
  if (!drawing()) return;
  drawing().setAttribute("role", "group"); // an image could hold nothing to take hold of
  for (const grip of drawing().querySelectorAll(".grip")) enliven(grip);
  unfold();
  if (searched && document.activeElement === document.body) byId(searched.id)?.focus({ preventScroll: true });
}

document.addEventListener("board:swapped", start);
start();
