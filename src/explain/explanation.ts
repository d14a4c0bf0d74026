import { z } from "zod";

import { deliveryGuarantees, noticeKinds } from "../bus/contract.ts";
import { findingKinds } from "../judging/finding/finding.ts";

const atMs = z.number().describe("milliseconds since the run began");
const durationMs = z.number().nonnegative();
const count = z.int().nonnegative();
const findingVerdict = z.enum(["pass", "fail", "unknown"]);

/** An event of the message. `text` says everything; `kind` and `by` serve to filter. */
const eventSchema = z.strictObject({
  atMs,
  kind: z.enum(["publish", "wire", "wire-push", "delivery", "fault", "process", "phase", "notice"]),
  /** The role that acted, such as `publisher-0`. */
  by: z.string(),
  text: z.string(),
});

const wireCommandSchema = z.strictObject({
  /** The command carried the payload, its reply returned the payload, or it named the entry of the message. */
  relation: z.enum(["carried", "returned", "named"]),
  role: z.string(),
  connection: count,
  connectionName: z.string().nullable(),
  command: z.string(),
  key: z.string().nullable(),
  occurrence: count,
  group: z.string().nullable(),
  /** `null` if this step did not happen. */
  forwardedAtMs: atMs.nullable(),
  executedAtMs: atMs.nullable(),
  repliedAtMs: atMs.nullable(),
  reply: z.string().nullable(),
  error: z.string().nullable(),
  text: z.string(),
});

const wireSchema = z.strictObject({
  /** True if the links recorded commands. */
  seen: z.boolean(),
  commands: z.array(wireCommandSchema),
  pushes: z.array(z.strictObject({ atMs, role: z.string(), connection: count })),
  /** Connections of its roles that the links could not parse from this time on. */
  opaque: z.array(
    z.strictObject({ atMs, role: z.string(), connection: count, reason: z.string() }),
  ),
  /** How many replies to its roles were not read to the end, because they were too long. They may hold it. */
  partialReplies: count,
});

const storedGroupSchema = z.strictObject({
  name: z.string(),
  /** The id of the last entry that Redis gave to the group; `null` if the auditor saw no such group. */
  lastDeliveredId: z.string().nullable(),
  /** Where the message is for this group, such as `stuck pending` or `waiting in list bull:orders:wait`. */
  place: z.string(),
  pending: z
    .strictObject({
      id: z.string(),
      consumer: z.string(),
      idleMs: durationMs,
      deliveries: count,
    })
    .nullable(),
});

const streamSchema = z.strictObject({
  /** `not looked at`: the bus names no stream, or the run ended before the audit. */
  state: z.enum(["stored", "trimmed", "not in Redis", "not looked at", "unreadable"]),
  /** Why the stream could not be read. */
  error: z.string().nullable(),
  /** The key that the auditor read. */
  key: z.string().nullable(),
  /** The entries that hold the message; more than one if it was stored twice. */
  entries: z.array(z.string()),
  /** Where the search through the keys of the run found the message, such as `waiting in list bull:orders:wait`. */
  foundAt: z.string().nullable().optional(),
  groups: z.array(storedGroupSchema),
});

const deliverySchema = z.strictObject({
  group: z.string(),
  subscriber: z.string(),
  id: z.string(),
  attempt: count,
  startedAtMs: atMs,
  outcome: z.enum(["handled", "failed", "unfinished"]),
  tookMs: durationMs.nullable(),
  error: z.string().nullable(),
  damage: z.enum(["corrupt", "foreign"]).nullable(),
  text: z.string(),
});

const faultSchema = z.strictObject({
  name: z.string(),
  /** The roles of this message that the fault affects. */
  roles: z.array(z.string()),
  injectedAtMs: atMs,
  /** `null` if it was never healed. */
  healedAtMs: atMs.nullable(),
  inForceAtPublish: z.boolean(),
  /** How many deliveries of this message started while the fault was in force. */
  inForceAtDeliveries: count,
  /** From the publish call to the fault; 0 while it was in force. */
  distanceMs: durationMs,
});

const noticeSchema = z.strictObject({
  atMs,
  role: z.string(),
  notice: z.enum(noticeKinds),
  detail: z.string().nullable(),
  namesMessage: z.boolean(),
  text: z.string(),
});

const findingSchema = z.strictObject({
  kind: z.enum(findingKinds),
  /** The rule that reported it: see docs/findings.md. */
  rule: z.templateLiteral([z.enum(findingKinds), "/", z.string()]),
  verdict: findingVerdict,
  summary: z.string(),
});

const groupSchema = z.strictObject({
  name: z.string(),
  owed: z.boolean(),
  fate: z.enum([
    "handled",
    /** Delivered to a handler that did not finish, which is enough for an at-most-once bus. */
    "delivered",
    "lost",
    /** Only a fresh subscriber of the group got it, which the harness opened after the drain. */
    "stranded",
    "dropped",
    "late",
    /** Not handled, which is right: it waits to be read. */
    "waiting",
    "not owed",
  ]),
  /** The worst verdict of the findings that the message causes for this group. */
  verdict: findingVerdict,
  findings: z.array(z.enum(findingKinds)),
  /** Which rule decided and how, in one sentence. */
  reason: z.string(),
});

/** Everything that a history shows about one message. `bus-chaos explain --json` prints it. */
export const explanationSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.strictObject({
    directory: z.string(),
    runId: z.string(),
    scenario: z.string(),
    variant: z.string(),
    bus: z.string(),
    seed: count,
    repetition: count,
    delivery: z.enum(deliveryGuarantees),
    verdict: findingVerdict,
  }),
  message: z.strictObject({
    key: z.string(),
    publisher: z.string(),
    topic: z.string(),
    /** True if it was sent after the load, to see whether the path works. */
    canary: z.boolean(),
    intendedAtMs: atMs,
    calledAtMs: atMs,
    /** `null` if the call never settled. */
    settledAtMs: atMs.nullable(),
    outcome: z.enum(["acknowledged", "rejected", "in-doubt"]),
    /** The id that the bus returned. */
    id: z.string().nullable(),
    error: z.string().nullable(),
    /** The ids of all stream entries that hold it. */
    streamIds: z.array(z.string()),
  }),
  /** The fate in each group and the verdict, in a few words. */
  summary: z.string(),
  /** All events in time order. */
  story: z.array(eventSchema),
  wire: wireSchema,
  stream: streamSchema,
  deliveries: z.array(deliverySchema),
  /** In which phase and during or between which faults it was published. */
  moment: z.string(),
  faults: z.array(faultSchema),
  notices: z.array(noticeSchema),
  groups: z.array(groupSchema),
  /** The findings that name the message. */
  findings: z.array(findingSchema),
});

export type Explanation = z.infer<typeof explanationSchema>;
export type ExplainedEvent = z.infer<typeof eventSchema>;
export type ExplainedCommand = z.infer<typeof wireCommandSchema>;
export type ExplainedWire = z.infer<typeof wireSchema>;
export type ExplainedStream = z.infer<typeof streamSchema>;
export type ExplainedDelivery = z.infer<typeof deliverySchema>;
export type ExplainedFault = z.infer<typeof faultSchema>;
export type ExplainedNotice = z.infer<typeof noticeSchema>;
export type ExplainedGroup = z.infer<typeof groupSchema>;
