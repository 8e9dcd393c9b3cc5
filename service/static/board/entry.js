// Telling the chart: what the fields of the record can do beyond being posted.
import "./meanings.js";
