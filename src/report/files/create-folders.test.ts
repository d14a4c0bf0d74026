import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createFolders } from "./create-folders.ts";

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-folders-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

test("createFolders creates every missing folder of a path, also if several callers do so at once", async () => {
  for (let round = 0; round < 200; round += 1) {
    const path = join(out, `a-${round}`, "b", "c");
    const callers = [path, join(path, "d"), join(path, "e"), join(path, "..", "f"), path];
    await Promise.all(callers.map(async (each) => createFolders(each)));
    expect(statSync(path).isDirectory()).toBe(true);
  }
  await createFolders(out);
  await createFolders("/");
});

test("createFolders throws if a part of the path is a file", async () => {
  const file = join(out, "file");
  writeFileSync(file, "");
  await expect(createFolders(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(createFolders(join(file, "a", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.runIf(existsSync("/proc/self"))(
  "createFolders throws in a file system that takes no folders, and does not try for ever",
  async () => {
    await expect(createFolders("/proc/reports/a/b")).rejects.toMatchObject({ code: "ENOENT" });
  },
);
