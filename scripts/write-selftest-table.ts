/**
 * Writes the table of docs/selftest.md from the selftest.json of a standard selftest that passed.
 * Usage: npm run docs:selftest -- reports/selftest/<start>/selftest.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { selftestReportSchema } from "../src/selftest/selftest-report.ts";
import { renderDetectionTable } from "../src/selftest/selftest-text.ts";

const page = join(dirname(import.meta.dirname), "docs/selftest.md");
const table = /^\| bus .*\n(?:\|.*\n)+/mu;

const [file] = process.argv.slice(2);
if (file === undefined) {
  throw new Error("name the selftest.json of a standard selftest that passed");
}
const report = selftestReportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
const { mode, only, verdict } = report;
if (mode !== "standard" || only !== null || verdict !== "pass") {
  throw new Error(`${file} holds a ${mode} selftest with the verdict ${verdict}: run it again`);
}
const text = readFileSync(page, "utf8");
if (!table.test(text)) throw new Error(`${page} has no table that begins with "| bus"`);
writeFileSync(
  page,
  text.replace(table, () => `${renderDetectionTable(report.matrix)}\n`),
);
