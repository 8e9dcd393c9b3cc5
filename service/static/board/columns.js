// The name of a column is no part of the chart: nobody who follows it need hear of it.
for (const kind of ["input", "change"]) {
  addEventListener(kind, (event) => {
    if (event.target.closest?.(".columns")) event.stopPropagation();
  }, { capture: true });
}
