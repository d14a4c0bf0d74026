import { z } from "zod";

import { deliveryGuarantees, noticeKinds } from "../bus/contract.ts";
import { findingKinds } from "../judging/finding/finding.ts";

const atMs = z.number().describe("milliseconds since the run began");
const durationMs = z.number().nonnegative();
const count = z.int().nonnegative();
const findingVerdict = z.enum(["pass", "fail", "unknown"]);

/** One line of the story. `text` says it all; `kind` and `by` are there to filter by. */
const eventSchema = z.strictObject({
  atMs,
  kind: z.enum(["publish", "wire", "wire-push", "delivery", "fault", "phase", "notice"]),
  /** The role that acted, such as `publisher-0`. */
  by: z.string(),
  text: z.string(),
});

const wireCommandSchema = z.strictObject({
  /** What it has to do with the message: its payload went out, came back, or its entry was named. */
  relation: z.enum(["carried", "returned", "named"]),
  role: z.string(),
  connection: count,
  connectionName: z.string().nullable(),
  command: z.string(),
  key: z.string().nullable(),
  occurrence: count,
  group: z.string().nullable(),
  /** `null` for what did not happen. */
  forwardedAtMs: atMs.nullable(),
  executedAtMs: atMs.nullable(),
  repliedAtMs: atMs.nullable(),
  reply: z.string().nullable(),
  error: z.string().nullable(),
  text: z.string(),
});

const wireSchema = z.strictObject({
  /** Whether the links saw commands at all. */
  seen: z.boolean(),
  commands: z.array(wireCommandSchema),
  pushes: z.array(z.strictObject({ atMs, role: z.string(), connection: count })),
  /** Connections of its roles that were no Redis protocol from some moment on: nothing more is known. */
  opaque: z.array(
    z.strictObject({ atMs, role: z.string(), connection: count, reason: z.string() }),
  ),
  /** Replies to its roles that were too long to be looked through: they may have returned it too. */
  partialReplies: count,
});

const storedGroupSchema = z.strictObject({
  name: z.string(),
  /** The id up to which the group was given entries; `null` if the auditor saw no such group. */
  lastDeliveredId: z.string().nullable(),
  place: z.enum([
    "not in Redis",
    "trimmed",
    "past the group's position",
    "stuck pending",
    "unread",
    "unknown",
  ]),
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
  /** `not looked at`: its messages live in no stream, or the run ended before the audit. */
  state: z.enum(["stored", "trimmed", "not in Redis", "not looked at", "unreadable"]),
  /** Why it could not be read. */
  error: z.string().nullable(),
  /** The key that the auditor read. */
  key: z.string().nullable(),
  /** The entries with this message, as the auditor found them; more than one if it was stored twice. */
  entries: z.array(z.string()),
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
  /** The roles of this message that it touches. */
  roles: z.array(z.string()),
  injectedAtMs: atMs,
  /** `null`: it was never healed. */
  healedAtMs: atMs.nullable(),
  inForceAtPublish: z.boolean(),
  /** Starts of deliveries of this message while it was in force. */
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
    /** Given to a handler that did not finish: enough for an at-most-once bus. */
    "delivered",
    "lost",
    "dropped",
    "late",
    /** Not handled, and nothing is wrong with that: it waits, or it was never owed. */
    "waiting",
    "not owed",
  ]),
  /** The worst of the findings that this group has on account of the message. */
  verdict: findingVerdict,
  findings: z.array(z.enum(findingKinds)),
  /** The rule that decided and what came of it, in one sentence. */
  reason: z.string(),
});

/** Everything that a history knows of one message. Printed by `chaos explain --json`. */
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
    /** Sent after the load to see whether the path works. */
    canary: z.boolean(),
    intendedAtMs: atMs,
    calledAtMs: atMs,
    /** `null`: the call never settled. */
    settledAtMs: atMs.nullable(),
    outcome: z.enum(["acknowledged", "rejected", "in-doubt"]),
    /** What the bus returned. */
    id: z.string().nullable(),
    error: z.string().nullable(),
    /** All ids that stream entries with it were seen to have. */
    streamIds: z.array(z.string()),
  }),
  /** The worst fate of all groups, in a few words. */
  summary: z.string(),
  story: z.array(eventSchema),
  wire: wireSchema,
  stream: streamSchema,
  deliveries: z.array(deliverySchema),
  /** Beside which faults and in which phase it was published. */
  moment: z.string(),
  faults: z.array(faultSchema),
  notices: z.array(noticeSchema),
  groups: z.array(groupSchema),
  /** The findings that name it. */
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
