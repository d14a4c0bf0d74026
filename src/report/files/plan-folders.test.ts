import { join } from "node:path";

import { expect, test } from "vitest";

import { someTitle } from "../../../tests/support/report-fixtures.ts";
import { planFolders } from "./plan-folders.ts";

const options = {
  out: "reports",
  scenarios: ["restart"],
  bus: "streams",
  seed: 42,
  startedAt: "2026-11-21T10:00:00.123Z",
};

test("a command with one scenario has a folder in its name, with several in `all`", () => {
  expect(planFolders(options).command).toBe(
    join("reports", "restart", "20261121T100000Z-streams-42"),
  );
  const several = planFolders({ ...options, scenarios: ["restart", "leak"] });
  expect(several.command).toBe(join("reports", "all", "20261121T100000Z-streams-42"));
});

test("each run has a folder inside the folder of its command", () => {
  const folders = planFolders(options);
  expect(folders.run({ ...someTitle, repetition: 3 })).toBe(
    join(folders.command, "restart-sigkill-1s-3"),
  );
});

test("the name of a bus cannot lead out of the folder of reports", () => {
  for (const bus of ["../../etc", "..", "a/b", "x".repeat(500), ""]) {
    const { command } = planFolders({ ...options, bus });
    expect(command.startsWith(join("reports", "restart", "20261121T100000Z-"))).toBe(true);
    expect(command.length).toBeLessThan(150);
  }
});
