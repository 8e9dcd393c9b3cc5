import { record } from "./record.js";

export const wrong: typeof record = { ...record, patient: 42 };
