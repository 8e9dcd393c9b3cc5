// Telling the chart: what the fields of the record can do beyond being posted.
import "./another.js";
import "./banner.js";
import "./marks.js";
import "./meanings.js";
import "./undo.js";

// Enter in the line of a course adds it; without this it asks for the answer, with the course in it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "line" || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim()) document.getElementById("add-line").click();
});

// A line that is being typed is no part of the chart yet.
document.addEventListener("formdata", (event) => {
  if (event.formData.get("do") !== "add:line") event.formData.delete("line");
});

document.documentElement.classList.add("scripted");
