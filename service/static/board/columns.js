// The name of a column is no part of the chart: whoever follows the chart need not hear of it.
for (const kind of ["input", "change"]) {
  addEventListener(kind, (event) => {
    if (event.target.closest?.(".columns")) event.stopPropagation();
  }, { capture: true });
}
