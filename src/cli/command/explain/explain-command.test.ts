import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import {
  lossyResult,
  lostFinding,
  someReport,
  someResult,
} from "../../../../tests/support/report-fixtures.ts";
import { exitCodes, UsageError } from "../../../errors.ts";
import { explanationSchema } from "../../../explain/explanation.ts";
import {
  scriptHeader,
  scriptHistory,
  type HistoryBuilder,
} from "../../../judging/testing/history-builder.ts";
import type { Output } from "../../process/output.ts";
import { explainCommand } from "./explain-command.ts";

let command: string;
let printed: unknown[];
let notes: string[];
let output: Output;

beforeEach(() => {
  command = mkdtempSync(join(tmpdir(), "bus-chaos-explain-"));
  printed = [];
  notes = [];
  output = {
    data: (value) => void printed.push(value),
    note: (text) => void notes.push(text),
    paint: (_colour, text) => text,
    paintData: (_colour, text) => text,
    interactive: false,
  };
  writeRun("run-1", scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain());
  const second = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
  writeRun("run-2", second.exchange("publisher-0/1", 20).drain());
});
afterEach(() => rmSync(command, { recursive: true, force: true }));

function writeRun(name: string, history: HistoryBuilder): void {
  mkdirSync(join(command, name));
  const lines = [scriptHeader(), ...history.operations()].map((each) => JSON.stringify(each));
  writeFileSync(join(command, name, "history.jsonl"), `${lines.join("\n")}\n`);
}

function usageErrorOf(run: string, message: string): UsageError {
  try {
    explainCommand({ run, message, json: false }, output);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("explain did not refuse the message");
}

test("explain prints the explanation of a message as text", () => {
  const options = { run: join(command, "run-1"), message: "publisher-0/0", json: false };
  expect(explainCommand(options, output)).toBe(exitCodes.pass);
  expect(printed).toEqual([expect.stringContaining("publisher-0/0 on orders: acknowledged")]);
});

test("explain --json prints one object that fits the schema, and nothing else", () => {
  explainCommand({ run: join(command, "run-1"), message: "0", json: true }, output);
  expect(printed).toHaveLength(1);
  const printedAsJson: unknown = JSON.parse(JSON.stringify(printed[0]));
  const { message, run } = explanationSchema.parse(printedAsJson);
  expect([message.key, run.directory]).toEqual(["publisher-0/0", join(command, "run-1")]);
});

test("explain looks for a message in all runs of a command", () => {
  explainCommand({ run: command, message: "publisher-0/1", json: true }, output);
  expect(printed).toMatchObject([{ run: { directory: join(command, "run-2") } }]);
});

test("explain takes the first of several runs without a report, and names the others", () => {
  explainCommand({ run: command, message: "publisher-0/0", json: true }, output);
  expect(printed).toMatchObject([{ run: { directory: join(command, "run-1") } }]);
  expect(notes).toEqual([
    `publisher-0/0 is in 2 runs. This is ${join(command, "run-1")}; the others are ${join(command, "run-2")}.\n`,
  ]);
});

test("explain takes the run that failed if several runs have the message", () => {
  const results = [
    someResult({ directory: "reports/x/run-1" }),
    lossyResult({ directory: "reports/x/run-2", findings: [] }),
  ];
  writeFileSync(join(command, "report.json"), JSON.stringify(someReport(results)));
  explainCommand({ run: command, message: "publisher-0/0", json: true }, output);
  expect(printed).toMatchObject([{ run: { directory: join(command, "run-2") } }]);
  expect(notes[0]).toContain("run-2 (fail); the others are");
});

test("explain prefers a failed run whose finding names the message", () => {
  writeRun("run-3", scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain());
  const results = ["run-1", "run-2", "run-3"].map((name) =>
    lossyResult({
      directory: `reports/x/${name}`,
      findings: [{ ...lostFinding, messages: [name === "run-3" ? "publisher-0/0" : "other/1"] }],
    }),
  );
  writeFileSync(join(command, "report.json"), JSON.stringify(someReport(results)));
  explainCommand({ run: command, message: "publisher-0/0", json: true }, output);
  expect(printed).toMatchObject([{ run: { directory: join(command, "run-3") } }]);
});

test("explain refuses an unknown message, with the nearest keys and the number of messages", () => {
  const { message, hint } = usageErrorOf(join(command, "run-2"), "publisher-0/17");
  expect(message).toBe("there is no message publisher-0/17; there are 2 messages");
  expect(hint).toBe("The nearest keys are publisher-0/1, publisher-0/0.");
});

test("explain refuses a number that several publishers used", () => {
  writeRun("run-3", scriptHistory().publish("a/5", { at: 1 }).publish("b/5", { at: 2 }));
  const { message, hint } = usageErrorOf(join(command, "run-3"), "5");
  expect([message, hint]).toEqual(["5 can be 2 messages", "Name one by its key: a/5, b/5."]);
});
