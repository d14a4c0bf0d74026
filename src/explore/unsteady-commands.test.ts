import { expect, test } from "vitest";

import { traceCommonCommands } from "./command-trace.ts";
import { sketchCommand } from "./testing/sketch-command.ts";

const read = (key: string, occurrence = 1, atMs = occurrence) =>
  sketchCommand({ command: "XREAD", key, occurrence, atMs });
const trace = (...runs: ReturnType<typeof read>[][]) =>
  traceCommonCommands(runs, { handshakes: false });

test("a command that some runs send more often is explored as often as every run sends it", () => {
  const { points, unsteady } = trace([read("a", 1), read("a", 2)], [read("a", 1)]);
  expect(points).toHaveLength(1);
  expect(unsteady).toEqual([
    {
      command: "publisher-0 commands XREAD a",
      count: 1,
      treatment: "repeated",
      reason: "runs without a fault send it 1 to 2 times; its occurrences up to #1 were explored",
    },
  ]);
});

test("a command that only some runs send is tried once", () => {
  const { points, unsteady } = trace([read("a"), read("slow", 1)], [read("a")]);
  expect(points).toHaveLength(2);
  expect(unsteady).toMatchObject([
    { command: "publisher-0 commands XREAD slow", treatment: "tried" },
  ]);
});

test("a key that is another one in every run is left out, and the reason names it", () => {
  const { points, unsteady } = trace([read("red"), read("dark", 1, 2)], [read("blue")]);
  expect(points).toEqual([]);
  expect(unsteady.map(({ treatment }) => treatment)).toContain("left-out");
  expect(unsteady.map(({ reason }) => reason).join()).toContain("the key blue");
});
