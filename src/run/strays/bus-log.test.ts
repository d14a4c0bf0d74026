import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openBusLog, readPrinted } from "./bus-log.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-bus-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open() {
  const file = join(folder, "run", "bus.log");
  return { file, log: openBusLog({ file, elapsedMs: () => 1_234.5 }) };
}

test("each line that a bus prints is stored with its time and its role, without colours", () => {
  const { file, log } = open();
  log.print("one\r\n\u001B[31mtw", "publisher-0");
  log.print("between\n", "subscriber-0");
  log.print("o\u001B[0m\nthe last has no end", "publisher-0");
  log.loggerOf("subscriber-0").warn("connection lost", { code: "ECONNRESET" });
  log.close();
  expect(readFileSync(file, "utf8").split("\n")).toEqual([
    "1.234 publisher-0 one",
    "1.234 subscriber-0 between",
    "1.234 publisher-0 two",
    '1.234 subscriber-0 warn: connection lost {"code":"ECONNRESET"}',
    "1.234 publisher-0 the last has no end",
    "",
  ]);
});

test("a bus that prints nothing leaves no file, and a line after the end is added at once", () => {
  const { file, log } = open();
  log.close();
  expect(readPrinted(file)).toBeUndefined();
  log.print("late\n", "publisher-0");
  expect(readPrinted(file)).toEqual({ lines: 1, last: ["1.234 publisher-0 late"] });
});

test("a report shows no line that the bus logged as debug or info", () => {
  const { file, log } = open();
  const logger = log.loggerOf("publisher-0");
  logger.error("refused");
  logger.debug("again");
  logger.info("connected");
  log.close();
  expect(readPrinted(file)).toEqual({ lines: 3, last: ["1.234 publisher-0 error: refused"] });
});

test("a bus that prints a line without end leaves its first 10 000 characters", () => {
  const { file, log } = open();
  for (let each = 0; each < 100; each++) log.print("x".repeat(65_536), "publisher-0");
  log.print("\nnext\n", "publisher-0");
  log.close();
  const [first = "", second] = readFileSync(file, "utf8").split("\n");
  expect(first).toHaveLength("1.234 publisher-0 ".length + 10_000);
  expect(second).toBe("1.234 publisher-0 next");
});

test("a bus that prints without end does not fill the disk", () => {
  const { file, log } = open();
  const line = `${"x".repeat(1_000)}\n`;
  for (let each = 0; each < 6_000; each++) log.print(line, "publisher-0");
  log.close();
  expect(statSync(file).size).toBeLessThan(5_010_000);
  expect(readPrinted(file)?.last.at(-1)).toBe("… bus-chaos keeps no more than 5000000 bytes");
});

test("fields that are no JSON do not break the logger", () => {
  const { file, log } = open();
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  log.loggerOf("publisher-0").error("odd", cyclic);
  log.close();
  expect(readPrinted(file)?.last).toEqual([
    "1.234 publisher-0 error: odd (fields that are no JSON)",
  ]);
});
