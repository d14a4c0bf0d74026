import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { removeOldReports } from "./remove-old-reports.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-old-reports-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function addFolder(path: string, file = "report.json"): void {
  mkdirSync(join(out, path), { recursive: true });
  writeFileSync(join(out, path, file), "{}");
}

const stays = (path: string): boolean => existsSync(join(out, path));

test("the newest reports stay, whatever their scenario", async () => {
  addFolder("restart/20260101T000000Z-streams-1");
  addFolder("all/20260102T000000Z-streams-1");
  addFolder("restart/20260103T000000Z-streams-1");
  await removeOldReports(out, 2);
  expect(stays("restart/20260101T000000Z-streams-1")).toBe(false);
  expect(stays("all/20260102T000000Z-streams-1")).toBe(true);
  expect(stays("restart/20260103T000000Z-streams-1")).toBe(true);
});

test("nothing else is removed: no folder of the user, no command that goes on, no target of a link", async () => {
  addFolder("mine/notes");
  addFolder("restart/20260101T000000Z-streams-1", "plan.json");
  addFolder("elsewhere/deeper/20260101T000000Z-streams-1");
  symlinkSync(join(out, "elsewhere/deeper"), join(out, "linked"));
  addFolder("restart/20260105T000000Z-streams-1");
  await removeOldReports(out, 1);
  expect(stays("mine/notes")).toBe(true);
  expect(stays("restart/20260101T000000Z-streams-1")).toBe(true);
  expect(stays("elsewhere/deeper/20260101T000000Z-streams-1/report.json")).toBe(true);
  expect(stays("restart/20260105T000000Z-streams-1")).toBe(true);
});

test("0 keeps all reports, and a folder that does not exist is no error", async () => {
  addFolder("restart/20260101T000000Z-streams-1");
  await removeOldReports(out, 0);
  expect(stays("restart/20260101T000000Z-streams-1")).toBe(true);
  await removeOldReports(join(out, "none"), 1);
});
