// A recommendation, a fault and a what-if, asked for with the generated client; prints what came as one JSON object.
import createClient from "openapi-fetch";
import type { paths } from "./linewise.js";
import { record } from "./record.js";

const address = process.argv[2];
if (address === undefined) throw new Error("the address of the service is missing");
const client = createClient<paths>({ baseUrl: address });

const recommended = await client.POST("/v1/recommendations", { body: record });
const refused = await client.POST("/v1/recommendations", {
  body: {
    ...record,
    history: [{ treatment: { agents: ["trastuzumb"] }, setting: "metastatic" }],
  },
});
const asked = await client.POST("/v1/what-if", {
  body: {
    base: record,
    scenarios: [{ name: "Pregnant", patient: { pregnant: true } }],
  },
});
console.log(
  JSON.stringify({
    preferred: recommended.data?.preferred,
    line: recommended.data?.line.number,
    pointers: refused.error?.faults.map((fault) => fault.pointer),
    outcomes: asked.data?.scenarios.map((scenario) => scenario.result?.outcome),
  }),
);
