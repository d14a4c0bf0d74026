/**
 * The examples of docs/definitions.md, by the name of their definition. `npm run docs` writes them into
 * that page as histories with the result of the judge, and a test checks that the oracle agrees.
 */
import { scriptedCommand } from "../run-scripts/command-script.ts";
import type { RunScript } from "../run-scripts/run-script.ts";
import { claimExamples } from "./claim-examples.ts";
import { crashExample } from "./crash-example.ts";
import { duplicateExamples } from "./duplicate-examples.ts";
import {
  atMostOnce,
  cut,
  example,
  firstMessage,
  handled,
  message,
  publisher,
  rightMessage,
  subscriber,
} from "./example-parts.ts";
import { lateExample } from "./late-example.ts";
import { processExamples } from "./process-examples.ts";
import { readyExample } from "./ready-example.ts";
import { whileAwayExample } from "./while-away-example.ts";

const outcomesOfAPublish: Readonly<Record<string, RunScript>> = {
  exists: example({
    messages: [
      message({ at: 100, outcome: "in doubt", tookMs: 50, entries: 0 }),
      rightMessage(300),
    ],
    hasCommands: true,
    extraOperations: [
      scriptedCommand({ ...publisher, at: 110, reply: "100-0", repliedAt: null }),
      scriptedCommand({ ...publisher, at: 305, messages: ["publisher-0/1"], reply: "101-0" }),
      scriptedCommand({ ...subscriber, at: 330, command: "XACK", ids: ["101-0"], reply: "1" }),
    ],
  }),
  "owed by an at-least-once bus": example({
    members: [{ group: 0, subscribedAt: 200, readyAt: 300 }],
    messages: [message({ at: 100 }), rightMessage(400)],
  }),
  "owed by an at-most-once bus": example({
    guarantees: atMostOnce,
    members: [{ group: 0, closedAt: 500 }],
    messages: [rightMessage(100), message({ at: 300 })],
  }),
};

const oneMissing = [message({ at: 100 }), rightMessage(300)];

const missingMessages: Readonly<Record<string, RunScript>> = {
  lost: example({ messages: oneMissing }),
  "lost by Redis": example({
    audit: "sound",
    fault: { at: 600, healAt: 900, roles: ["publisher-0", "subscriber-0"], losesLastMs: 1000 },
    messages: [rightMessage(100), message({ at: 400, entries: 0 })],
  }),
  "lost in the loss window": example({
    guarantees: atMostOnce,
    fault: cut,
    messages: [rightMessage(100), message({ at: 600 }), rightMessage(950)],
  }),
  dropped: example({
    messages: oneMissing,
    notices: [{ notice: "dropped", by: "subscriber-0", ids: ["100-0"] }],
  }),
  stranded: example({ drain: "stalled", messages: oneMissing, rescued: [0] }),
  ...lateExample,
  late: example({ drain: "progressing", messages: oneMissing }),
  waiting: example({
    members: [{ group: 0, closedAt: 500 }],
    messages: [rightMessage(100), message({ at: 300 })],
  }),
};

const wrongDeliveries: Readonly<Record<string, RunScript>> = {
  ...duplicateExamples,
  "unexpected, corrupt and misrouted": example({
    messages: [
      message({ at: 200, deliveries: [handled(100), handled(220)] }),
      message({ at: 300, deliveries: [handled(320, { damage: "corrupt" }), handled(330)] }),
      message({ at: 400, deliveries: [handled(420, { topic: "invoices" })] }),
    ],
  }),
  reordered: example({
    guarantees: { ordering: "per-publisher" },
    messages: [
      message({ at: 100, deliveries: [handled(400)] }),
      message({ at: 200, deliveries: [handled(220)] }),
    ],
  }),
  zombie: example({
    members: [{ group: 0, closedAt: 500 }],
    messages: [message({ at: 100, deliveries: [handled(520)] })],
  }),
};

const untrueAnswers: Readonly<Record<string, RunScript>> = {
  "false-rejection": example({
    messages: [message({ at: 100, outcome: "rejected", deliveries: [handled(120)] })],
  }),
  unacknowledged: example({
    audit: "sound",
    messages: [message({ at: 100, deliveries: [handled(120)], pending: 0 })],
  }),
  "left pending": example({
    drain: "stalled",
    audit: "sound",
    members: [{ group: 0, subscribedAt: 200, readyAt: 300 }],
    messages: [message({ at: 100, pending: 0 }), rightMessage(400)],
  }),
  hung: example({
    drain: "stalled",
    fault: { ...cut, name: "cut publisher-0", roles: ["publisher-0"] },
    messages: [
      message({ at: 495, outcome: "unsettled", entries: 0 }),
      rightMessage(1000),
      rightMessage(1200),
    ],
  }),
};

const settlingLate = [300, 400, 500, 600, 700].map((at) =>
  message({ at, tookMs: 700, deliveries: [handled(at + 700)] }),
);

const recovery: Readonly<Record<string, RunScript>> = {
  "not-recovered": example({
    checkers: ["recovery"],
    fault: cut,
    messages: [
      rightMessage(100),
      message({ at: 31_000, deliveries: [handled(32_000)] }),
      rightMessage(32_000),
      rightMessage(32_200),
      rightMessage(32_400),
    ],
  }),
  stuck: example({
    members: [{ group: 0 }, { group: 0 }],
    fault: { name: "cut subscriber-1", at: 150, healAt: 950, roles: ["subscriber-1"] },
    messages: [rightMessage(50), ...settlingLate],
  }),
  overload: example({
    hasCommands: true,
    messages: [rightMessage(100)],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 105, reply: "100-0" }),
      scriptedCommand({ ...subscriber, at: 140, command: "XACK", ids: ["100-0"], reply: "1" }),
      ...Array.from({ length: 100 }, (_, at) =>
        scriptedCommand({ ...subscriber, at: 200 + at, command: "XREADGROUP", occurrence: at + 1 }),
      ),
    ],
  }),
  ...whileAwayExample,
  "not resumed": example({
    checkers: ["resumption"],
    fault: cut,
    drain: "stalled",
    messages: [rightMessage(100), message({ at: 1000 })],
  }),
};

const evidence: Readonly<Record<string, RunScript>> = {
  "no-evidence": example({
    fault: { ...cut, evidence: "not seen" },
    messages: [rightMessage(100)],
  }),
  "Redis in trouble": example({
    hasCommands: true,
    drain: "stalled",
    messages: [rightMessage(100), message({ at: 400 })],
    extraOperations: [
      scriptedCommand({
        process: "publisher-0",
        command: "SET",
        key: "key:lease",
        at: 700,
        error: "MISCONF Errors writing to the AOF file: No space left on device",
      }),
    ],
  }),
  "audit of the wrong key": example({ audit: "elsewhere", messages: [rightMessage(100)] }),
  "fault at a command": example({
    hasCommands: true,
    fault: {
      ...cut,
      name: "cut publisher-0 before the reply to XADD #1",
      roles: ["publisher-0"],
      command: {
        command: "XADD",
        key: "stream:orders",
        occurrence: 1,
        position: "before-reply",
        act: "rst",
      },
    },
    messages: [message({ at: 495, deliveries: [handled(520)] })],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 500, reply: "100-0" }),
      scriptedCommand({ ...subscriber, at: 530, command: "XACK", ids: ["100-0"], reply: "1" }),
    ],
  }),
};

const append = scriptedCommand({ ...publisher, at: 105, reply: "100-0" });
const read = { ...subscriber, command: "XREADGROUP", returned: [firstMessage] };
const acknowledge = { ...subscriber, command: "XACK", ids: ["100-0"], reply: "1" };

const byCommands: Readonly<Record<string, RunScript>> = {
  "false-acknowledgement": example({
    hasCommands: true,
    messages: [message({ at: 100, entries: 0 })],
    extraOperations: [scriptedCommand({ ...publisher, at: 105, error: "OOM" })],
  }),
  "commands in a transaction": example({
    hasCommands: true,
    messages: [message({ at: 100, entries: 0 })],
    extraOperations: [
      scriptedCommand({
        process: "publisher-0",
        command: "MULTI",
        key: null,
        at: 103,
        reply: "OK",
      }),
      scriptedCommand({ ...publisher, at: 105, executedAt: null, repliedAt: 105, reply: "QUEUED" }),
      scriptedCommand({
        process: "publisher-0",
        command: "EXEC",
        key: null,
        at: 107,
        reply: "nil",
      }),
    ],
  }),
  "early-acknowledgement": example({
    hasCommands: true,
    messages: [message({ at: 100, deliveries: [handled(120)] })],
    extraOperations: [append, scriptedCommand({ ...acknowledge, at: 125 })],
  }),
  "the same entry again": example({
    hasCommands: true,
    fault: { ...cut, at: 300 },
    messages: [message({ at: 100, deliveries: [handled(120), handled(450)] })],
    extraOperations: [
      append,
      scriptedCommand({ ...read, at: 115 }),
      scriptedCommand({ ...acknowledge, at: 135 }),
      scriptedCommand({ ...read, at: 440, occurrence: 2 }),
    ],
  }),
  "another entry": example({
    hasCommands: true,
    messages: [
      message({
        at: 100,
        tookMs: 90,
        entries: 2,
        deliveries: [handled(250), handled(300, { entry: 1 })],
      }),
    ],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 105, reply: "100-0", repliedAt: null }),
      scriptedCommand({ ...publisher, at: 180, reply: "100-1", occurrence: 2 }),
      scriptedCommand({ ...acknowledge, at: 320, ids: ["100-0", "100-1"], reply: "2" }),
    ],
  }),
  "several copies": example({
    hasCommands: true,
    ownIds: true,
    messages: [
      message({ at: 100, tookMs: 90, entries: 0, deliveries: [handled(250), handled(300)] }),
    ],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 105, command: "LPUSH", reply: "1" }),
      scriptedCommand({ ...publisher, at: 180, command: "LPUSH", reply: "2", occurrence: 2 }),
    ],
  }),
  "never acknowledged": example({
    hasCommands: true,
    messages: [message({ at: 100, deliveries: [handled(120)] })],
    extraOperations: [append, scriptedCommand({ ...read, at: 115 })],
  }),
};

export const definitionExamples: Readonly<Record<string, RunScript>> = {
  ...claimExamples,
  ...outcomesOfAPublish,
  ...missingMessages,
  ...wrongDeliveries,
  ...untrueAnswers,
  ...readyExample,
  ...processExamples,
  crashed: crashExample,
  ...recovery,
  ...evidence,
  ...byCommands,
};
