import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { lossyResult, someReport } from "../../../tests/support/report-fixtures.ts";
import type { RunReport } from "../model/run-report.ts";
import { createCommandFolder } from "./command-folder.ts";
import { writeReport } from "./write-report.ts";

const report = someReport([lossyResult()]);
let out: string;
let complaints: string[];
const complain = (text: string): void => void complaints.push(text);

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-report-"));
  complaints = [];
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

describe("writeReport", () => {
  test("writeReport leaves report.json, report.md and the JUnit file, and no drafts", async () => {
    const folder = await createCommandFolder(join(out, "restart", "run"));
    const junit = join(out, "deep", "junit.xml");
    await writeReport(report, { folder, out, junit, keepReports: 20, complain });
    expect(readdirSync(folder).toSorted()).toEqual(["report.json", "report.md"]);
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toEqual(report);
    expect(readFileSync(junit, "utf8")).toContain("<testsuites");
    expect(complaints).toEqual([]);
  });

  test("writeReport points `latest` at the newest folder", async () => {
    for (const name of ["first", "second"]) {
      const folder = await createCommandFolder(join(out, "restart", name));
      await writeReport(report, { folder, out, keepReports: 20, complain });
      expect(readlinkSync(join(out, "latest"))).toBe(join("restart", name));
    }
  });

  test("writeReport only complains if `latest` is a folder", async () => {
    const folder = await createCommandFolder(join(out, "restart", "run"));
    await createCommandFolder(join(out, "latest", "not-a-link"));
    await writeReport(report, { folder, out, keepReports: 20, complain });
    expect(complaints).toEqual([expect.stringContaining("cannot update")]);
    expect(existsSync(join(folder, "report.json"))).toBe(true);
  });

  test("writeReport appends to the job summary up to its limit", async () => {
    const folder = await createCommandFolder(join(out, "run"));
    const stepSummary = join(out, "summary.md");
    writeFileSync(stepSummary, "x".repeat(999_800));
    await writeReport(report, { folder, out, stepSummary, keepReports: 20, complain });
    expect(readFileSync(stepSummary).length).toBeLessThanOrEqual(1_000_000);
  });

  test("writeReport writes report.json even if its views cannot be rendered", async () => {
    const folder = await createCommandFolder(join(out, "run"));
    const undrawable = { ...report, results: [null] } as unknown as RunReport;
    await writeReport(undrawable, {
      folder,
      out,
      junit: join(out, "junit.xml"),
      keepReports: 20,
      complain,
    });
    expect(existsSync(join(folder, "report.json"))).toBe(true);
    expect(complaints.map((text) => text.split(":")[0])).toEqual([
      "cannot render report.md",
      "cannot render JUnit XML",
    ]);
  });
});
