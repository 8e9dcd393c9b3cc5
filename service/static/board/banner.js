// On a phone the banner of a what-if is folded to its decision, so that the chart beside it can be changed; a press opens it.
const byId = (id) => document.getElementById(id);
let isOpen = false;

function draw() {
  byId("banner").classList.toggle("opened", isOpen);
  byId("unfold")?.setAttribute("aria-expanded", isOpen);
}

document.addEventListener("click", (event) => {
  if (event.target.id !== "unfold") return;
  isOpen = !isOpen;
  draw();
});
document.addEventListener("board:swapped", draw); // the banner was exchanged
