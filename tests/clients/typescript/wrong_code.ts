import { record } from "./record.js";

export const wrong: typeof record = { ...record, patient: { her2_status: "positiv" } };
