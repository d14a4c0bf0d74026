import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import {
  bisectionLines,
  readBisections,
  writeBisection,
  type StoredBisection,
} from "./stored-bisections.ts";

const folder = mkdtempSync(join(tmpdir(), "league-bisections-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bisection: StoredBisection = {
  bus: "some-library",
  library: "some-library",
  command: "npm run bisect -- --bus some-library --good 1.0.0 --bad 1.2.0 --scenario restart",
  startedAt: "2026-01-31T12:00:00.000Z",
  lastGood: "1.0.0",
  firstBad: "1.1.0",
  tried: [
    { version: "1.0.0", trial: "good" },
    { version: "1.1.0", trial: "bad" },
  ],
};

test("a stored bisection replaces the one before of the same adapter", () => {
  writeBisection(folder, { ...bisection, firstBad: "1.2.0" });
  writeBisection(folder, bisection);
  expect(readBisections(folder)).toEqual([bisection]);
});

test("a folder that does not exist holds no bisections", () => {
  expect(readBisections(join(folder, "missing"))).toEqual([]);
});

test("the page shows the command, the pair of versions and all versions that were tried", () => {
  const page = bisectionLines([bisection]).join("\n");
  expect(page).toContain(
    "On 2026-01-31, bisect found that some-library 1.0.0 passes and 1.1.0 fails:",
  );
  expect(page).toContain(bisection.command);
  expect(page).toContain("It tried 1.0.0 (good), 1.1.0 (bad).");
});

test("the page has no section about bisect without a bisection", () => {
  expect(bisectionLines([])).toEqual([]);
});
