import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { EnvironmentError } from "../../errors.ts";
import { createCommandFolder } from "./command-folder.ts";

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-folder-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

test("createCommandFolder throws an EnvironmentError with a hint if the path is a file", async () => {
  const file = join(out, "file");
  writeFileSync(file, "");
  const attempt = createCommandFolder(join(file, "restart", "run"));
  await expect(attempt).rejects.toThrow(EnvironmentError);
  await expect(attempt).rejects.toMatchObject({ hint: expect.stringContaining("--out") });
});

test("createCommandFolder gives three commands of the same second a folder each", async () => {
  const planned = join(out, "restart", "run");
  const folders = await Promise.all([1, 2, 3].map(() => createCommandFolder(planned)));
  expect(folders.toSorted()).toEqual([planned, `${planned}-2`, `${planned}-3`]);
});
