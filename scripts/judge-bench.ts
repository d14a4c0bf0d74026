/**
 * Measures the time and the memory that it takes to judge a long history, and to parse the same lines
 * with JSON.parse. Each measurement runs in its own process, and the two tasks take turns. Measures
 * twice: with this number of operations (1 000 000 by default) and with double the number.
 *
 *     node scripts/judge-bench.ts [OPERATIONS]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { OperationDraft } from "../src/history/operation.ts";
import { openRecorder } from "../src/history/recorder.ts";
import { percentilesOf } from "../src/judging/facts/percentiles.ts";
import { judge } from "../src/judging/judge.ts";
import { scriptHeader } from "../src/judging/testing/history-builder.ts";
import { readIndexed } from "../src/run/judge-run.ts";

const rounds = 3;
const acknowledgedTogether = 10;
const topic = "orders";
const group = "group-0";

interface Cost {
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

const header = scriptHeader({
  scenario: "fan-out",
  variant: "burst",
  guarantees: { ordering: "per-publisher", replaysFromStart: true },
  hasStreamAudit: true,
  hasCommands: true,
  checkers: ["delivery", "ordering", "zombie"],
  minimums: { acknowledged: 50, faults: 0 },
});

const tasks: Readonly<Record<string, (file: string) => void>> = {
  parse: (file) => {
    for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) JSON.parse(line);
  },
  judge: (file) => {
    const { verdict, summary } = judge(readIndexed(file));
    if (verdict !== "pass") throw new Error(`the bench history is ${verdict}: ${summary}`);
  },
};

function main(): void {
  const [first, file] = process.argv.slice(2);
  const task = tasks[first ?? ""];
  if (task && file !== undefined) process.stdout.write(JSON.stringify(costOf(task, file)));
  else compare(Number(first ?? 1_000_000));
}

function costOf(task: (file: string) => void, file: string): Cost {
  const before = process.cpuUsage();
  task(file);
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function compare(operations: number): void {
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-judge-bench-"));
  try {
    const judged: number[] = [];
    for (const count of [operations, operations * 2]) {
      const file = join(folder, `${count}.jsonl`);
      writeHistory(file, count);
      const costs = measureInTurns(file);
      judged.push(median(costs.judge.map(({ cpuMs }) => cpuMs)));
      printCosts(count, costs);
    }
    const [once = NaN, twice = NaN] = judged;
    process.stdout.write(`twice the operations take ${(twice / once).toFixed(2)} times as long\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureInTurns(file: string): { parse: Cost[]; judge: Cost[] } {
  const costs = { parse: [] as Cost[], judge: [] as Cost[] };
  for (let round = 0; round < rounds; round++) {
    costs.parse.push(measureAlone("parse", file));
    costs.judge.push(measureAlone("judge", file));
  }
  return costs;
}

function measureAlone(task: string, file: string): Cost {
  const out = execFileSync(process.execPath, [import.meta.filename, task, file]);
  return JSON.parse(String(out)) as Cost;
}

function printCosts(
  count: number,
  { parse, judge: judging }: { parse: Cost[]; judge: Cost[] },
): void {
  const parseMs = median(parse.map(({ cpuMs }) => cpuMs));
  const judgeMs = median(judging.map(({ cpuMs }) => cpuMs));
  const megabytes = Math.max(...judging.map(({ peakMegabytes }) => peakMegabytes));
  process.stdout.write(
    `${count} operations: JSON.parse ${Math.round(parseMs)} ms, judged in ${Math.round(judgeMs)} ms ` +
      `(${(judgeMs / parseMs).toFixed(2)}x), ${Math.round(megabytes)} MB\n`,
  );
}

function median(values: readonly number[]): number {
  return percentilesOf(values)?.p50 ?? NaN;
}

/**
 * Writes the history of a run without a fault. Each message is published, stored, handled and
 * acknowledged; a drain and an audit follow.
 */
function writeHistory(file: string, operations: number): void {
  let timeMs = 0;
  const recorder = openRecorder({ file, header, now: () => timeMs, watchers: [] });
  const record = (draft: OperationDraft): void => {
    timeMs += 0.05;
    recorder.record(draft);
  };
  record({ kind: "phase", type: "info", process: "nemesis", phase: "steady" });
  const subscriber = { kind: "subscribe", process: "subscriber-0", subscription: 0 } as const;
  record({ ...subscriber, type: "invoke", topic, group, consumer: "c", from: "start" });
  record({ ...subscriber, type: "ok" });
  const perMessage = 5 + 1 / acknowledgedTogether;
  const messages = Math.floor(operations / perMessage);
  for (let sequence = 0; sequence < messages; sequence++) {
    recordMessage(record, sequence, timeMs);
  }
  recordEnd(record, messages);
  recorder.close();
}

const streamId = (sequence: number): string => `1700000000000-${sequence}`;

function recordMessage(
  record: (draft: OperationDraft) => void,
  sequence: number,
  timeMs: number,
): void {
  const message = `publisher-0/${sequence}`;
  const id = streamId(sequence);
  const publish = { kind: "publish", process: "publisher-0", message } as const;
  record({ ...publish, type: "invoke", topic, intendedMs: timeMs });
  const times = { forwardedMs: timeMs, executedMs: timeMs, repliedMs: timeMs };
  const onWire = { kind: "wire", type: "ok", connection: 0, ...times } as const;
  const key = "stream:orders";
  const appended = { command: "XADD", key, occurrence: sequence + 1, reply: id };
  record({ ...onWire, process: "publisher-0", ...appended, messages: [message] });
  record({ ...publish, type: "ok", id });
  const delivery = { kind: "deliver", process: "subscriber-0", delivery: sequence } as const;
  record({ ...delivery, type: "invoke", subscription: 0, message, id, topic, attempt: 1 });
  record({ ...delivery, type: "ok" });
  if (sequence % acknowledgedTogether !== acknowledgedTogether - 1) return;
  const ids = Array.from({ length: acknowledgedTogether }, (_, at) => streamId(sequence - at));
  const acknowledged = { command: "XACK", key, occurrence: sequence + 1, group, ids };
  const late = { forwardedMs: timeMs + 1, executedMs: timeMs + 1, repliedMs: timeMs + 1 };
  record({ ...onWire, ...late, process: "subscriber-0", ...acknowledged });
}

function recordEnd(record: (draft: OperationDraft) => void, messages: number): void {
  record({ kind: "drain", type: "ok", process: "auditor", outcome: "complete", detail: "empty" });
  const page = 1000;
  const audit = { kind: "audit", type: "ok", process: "auditor", topic, key: "orders" } as const;
  for (let from = 0; from < messages; from += page) {
    const length = Math.min(page, messages - from);
    const entries = Array.from(
      { length },
      (_, at) => [streamId(from + at), `publisher-0/${from + at}`] as const,
    );
    record({ ...audit, entries });
  }
  const groups = [{ name: group, lastDeliveredId: streamId(messages - 1), pending: [] }];
  record({ ...audit, groups, removed: 0 });
}

main();
