// What each fact is to the answer on the screen, told beside its field when only the answer was drawn anew.
const byId = (id) => document.getElementById(id);

function mark() {
  const told = byId("marks");
  if (!told) return;
  const marks = new Map(Array.from(told.children, (each) => [each.dataset.fact, each]));
  for (const place of document.querySelectorAll("#record .fact-mark")) {
    const told = marks.get(place.dataset.fact);
    const words = told?.textContent ?? "";
    if (place.textContent !== words) place.textContent = words;
    place.dataset.mark = told?.dataset.mark ?? "";
  }
}

document.addEventListener("board:swapped", mark);
