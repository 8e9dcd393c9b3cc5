// On a phone the banner of a what-if is folded to its decision, for the chart; a press opens it.
// Any other one scrolls away whole, and the answer in short stays at the top while the chart is filled in.
const byId = (id) => document.getElementById(id);
const watch = new IntersectionObserver(([{ target, isIntersecting }]) => target.classList.toggle("away", !isIntersecting));
let isOpen = false;

function draw() {
  byId("banner").classList.toggle("opened", isOpen);
  byId("unfold")?.setAttribute("aria-expanded", isOpen);
  watch.disconnect(); // the banner was exchanged
  watch.observe(byId("banner"));
}

document.addEventListener("click", (event) => {
  if (event.target.id !== "unfold") return;
  isOpen = !isOpen;
  draw();
});
document.addEventListener("board:swapped", draw);
draw();
