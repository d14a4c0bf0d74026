import type { HistoryHeader } from "../../history/history-header.ts";
import { indexHistory } from "../../history/index-history.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Operation, OperationDraft } from "../../history/operation.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type {
  AuditScript,
  BypassScript,
  CloseScript,
  DeadLettersScript,
  DeliverScript,
  DrainScript,
  FaultScript,
  HeaderScript,
  KeyspaceScript,
  NoticeScript,
  OpaqueScript,
  ProcessEndScript,
  PublishScript,
  ReadyScript,
  SampleScript,
  StrayErrorScript,
  SubscribeScript,
  TroubleScript,
  WireScript,
} from "./scripts.ts";
import {
  auditDraft,
  keyspaceDraft,
  bypassDraft,
  deadLettersDraft,
  opaqueDraft,
  resetDraft,
  wireDraft,
  type ScriptedDraft,
} from "./wire-drafts.ts";

export type { DeliverScript, FaultScript, HeaderScript } from "./scripts.ts";

/** Writes the history of an invented run for tests and for docs/findings.md: call by call, in any order. */
export interface HistoryBuilder {
  subscribe(options: SubscribeScript): HistoryBuilder;
  ready(options: ReadyScript): HistoryBuilder;
  close(options: CloseScript): HistoryBuilder;
  publish(message: MessageKey, options: PublishScript): HistoryBuilder;
  deliver(message: MessageKey, options: DeliverScript): HistoryBuilder;
  /** A message that is acknowledged after 1 ms and handled by every group 2 ms after `at`. */
  exchange(message: MessageKey, at: number): HistoryBuilder;
  fault(options: FaultScript): HistoryBuilder;
  notice(options: NoticeScript): HistoryBuilder;
  drain(options?: DrainScript): HistoryBuilder;
  audit(options: AuditScript): HistoryBuilder;
  deadLetters(options: DeadLettersScript): HistoryBuilder;
  keyspace(options: KeyspaceScript): HistoryBuilder;
  sample(options: SampleScript): HistoryBuilder;
  wire(options: WireScript): HistoryBuilder;
  trouble(options: TroubleScript): HistoryBuilder;
  /** An error that reached no caller. */
  strayError(options: StrayErrorScript): HistoryBuilder;
  /** The process of a role ended. */
  processEnd(options: ProcessEndScript): HistoryBuilder;
  bypass(options: BypassScript): HistoryBuilder;
  /** A connection that is not RESP, so the link records no commands of it. */
  opaque(options: OpaqueScript): HistoryBuilder;
  /** The link resets connection 0 of a role, whose client may not have read the last replies. */
  reset(options: OpaqueScript): HistoryBuilder;
  operations(): readonly Operation[];
  build(options?: { torn?: boolean }): IndexedHistory;
}

export const seen: readonly Evidence[] = [{ what: "the run id changed", seen: true }];
const topicByDefault = "orders";
const drainedAtMs = 100_000;

export function scriptHeader({ guarantees, ...rest }: HeaderScript = {}): HistoryHeader {
  return {
    schemaVersion: 2,
    runId: "run-1",
    scenario: "restart",
    variant: "sigkill",
    bus: "streams",
    seed: 7,
    repetition: 1,
    environment: { redisVersion: "7.0.15", provider: "process", link: "embedded" },
    recoveryLimitMs: 30_000,
    hasStreamAudit: false,
    hasCommands: false,
    steadyForLimits: 1.2,
    checkers: ["ordering", "zombie"],
    minimums: { acknowledged: 0, faults: 0 },
    guarantees: {
      delivery: "at-least-once",
      ordering: "none",
      deduplicates: false,
      replaysFromStart: false,
      groups: true,
      sharesWork: true,
      confirmsPublish: true,
      durableOutbox: false,
      redeliversWithinMs: 0,
      reclaimsWithinMs: 0,
      anyTopicName: true,
      retries: { maxAttempts: 0 },
      deadLetters: false,
      ...guarantees,
    },
    ...rest,
  };
}

export function scriptHistory(options: HeaderScript = {}): HistoryBuilder {
  const header = scriptHeader(options);
  const script: Script = { drafts: [], subscriptions: [], deliveries: 0, faults: 0 };
  const step =
    <Arguments extends readonly unknown[]>(act: (script: Script, ...rest: Arguments) => void) =>
    (...rest: Arguments): HistoryBuilder => {
      act(script, ...rest);
      return builder;
    };
  const operations = () =>
    script.drafts
      .toSorted((left, right) => left.at - right.at)
      .map(({ at, draft }, index) => ({ index, timeMs: at, ...draft }));
  const drawn = <Given>(draft: (given: Given) => ScriptedDraft) =>
    step(({ drafts }, given: Given) => void drafts.push(draft(given)));
  const builder: HistoryBuilder = {
    subscribe: step(subscribe),
    ready: step(ready),
    close: step(close),
    publish: step(publish),
    deliver: step(deliver),
    exchange: step(exchange),
    fault: step(fault),
    notice: step(notice),
    drain: step(drain),
    audit: drawn(auditDraft),
    deadLetters: drawn(deadLettersDraft),
    keyspace: drawn(keyspaceDraft),
    sample: step(sample),
    wire: drawn(wireDraft),
    trouble: step(trouble),
    strayError: step(strayError),
    processEnd: step(processEnd),
    bypass: drawn(bypassDraft),
    opaque: drawn(opaqueDraft),
    reset: drawn(resetDraft),
    operations,
    build: ({ torn = false } = {}) => indexHistory(header, operations(), torn),
  };
  return builder;
}

interface Script {
  readonly drafts: ScriptedDraft[];
  readonly subscriptions: { readonly group: string; readonly process: string }[];
  deliveries: number;
  faults: number;
}

function add({ drafts }: Script, at: number, draft: OperationDraft): void {
  drafts.push({ at, draft });
}

/** The latest subscription of a group. */
function holderOf({ subscriptions }: Script, group: string) {
  const subscription = subscriptions.findLastIndex((each) => each.group === group);
  const process = subscriptions[subscription]?.process;
  if (process === undefined) throw new Error(`no subscriber of the group ${group}`);
  return { subscription, process };
}

function subscribe(script: Script, options: SubscribeScript): void {
  const { at = 0, group = "a", topic = topicByDefault, from = "new", tookMs = 1 } = options;
  const { rescue, process = rescue ? "rescue-0" : `subscriber-${group}` } = options;
  const subscription = script.subscriptions.push({ group, process }) - 1;
  const common = { kind: "subscribe", process, subscription } as const;
  const wanted = { topic, group, consumer: `${group}-1`, from, ...(rescue && { rescue }) };
  add(script, at, { ...common, type: "invoke", ...wanted });
  if (tookMs !== null) add(script, at + tookMs, { ...common, type: "ok" });
}

function ready(script: Script, { at, group = "a" }: ReadyScript): void {
  add(script, at, {
    kind: "ready",
    type: "info",
    process: "harness",
    topic: topicByDefault,
    group,
  });
}

function close(script: Script, { at, group = "a", tookMs = 1 }: CloseScript): void {
  const common = { kind: "close", ...holderOf(script, group) } as const;
  add(script, at, { ...common, type: "invoke" });
  add(script, at + tookMs, { ...common, type: "ok" });
}

function publish(script: Script, message: MessageKey, options: PublishScript): void {
  const { at, intendedAt = at, topic = topicByDefault, outcome = "ok", tookMs = 1 } = options;
  const { id = `id-${message}`, canary, equals } = options;
  const common = { kind: "publish", process: message.split("/")[0] ?? "", message } as const;
  const intended = {
    topic,
    intendedMs: intendedAt,
    ...(canary && { canary }),
    ...(equals && { equals }),
  };
  add(script, at, { ...common, type: "invoke", ...intended });
  if (tookMs === null) return;
  if (outcome === "ok") add(script, at + tookMs, { ...common, type: "ok", id });
  else add(script, at + tookMs, { ...common, type: outcome, error: "connection lost" });
}

function deliver(script: Script, message: MessageKey, options: DeliverScript): void {
  const { at, group = "a", tookMs = 1, outcome = "ok", id = `id-${message}` } = options;
  const { topic = topicByDefault, attempt = 1, damage, neverSucceeds, error } = options;
  const { subscription, process } = holderOf(script, group);
  const common = { kind: "deliver", process, delivery: script.deliveries++ } as const;
  const content = {
    ...(damage ? { damage } : { message }),
    ...(neverSucceeds && { neverSucceeds }),
  };
  add(script, at, { ...common, type: "invoke", subscription, id, topic, attempt, ...content });
  if (tookMs === null) return;
  add(script, at + tookMs, { ...common, type: outcome, ...(error !== undefined && { error }) });
}

function exchange(script: Script, message: MessageKey, at: number): void {
  publish(script, message, { at });
  const groups = new Set(script.subscriptions.map(({ group }) => group));
  for (const group of groups) deliver(script, message, { at: at + 2, group });
}

function fault(script: Script, options: FaultScript): void {
  const { at, healAt, name = "SIGKILL redis", tookMs = 0, evidence = seen } = options;
  const { roles = rolesOf(script), losesAll, losesLastMs, network, verified = true } = options;
  const { injectVerified = verified, command } = options;
  const common = { kind: "fault", process: "nemesis", fault: script.faults++ } as const;
  const marks = {
    ...(losesAll && { losesAll }),
    ...(losesLastMs && { losesLastMs }),
    ...(network && { network }),
    ...(command && { command }),
  };
  const what = { name, roles, ...marks };
  add(script, at, { ...common, type: "invoke", action: "inject", ...what });
  add(script, at + tookMs, {
    ...common,
    type: endType(injectVerified),
    action: "inject",
    evidence,
  });
  if (healAt === null) return;
  add(script, healAt, { ...common, type: "invoke", action: "heal", ...what });
  add(script, healAt + tookMs, {
    ...common,
    type: endType(verified),
    action: "heal",
    evidence: [],
  });
}

function endType(verified: boolean): "ok" | "info" {
  return verified ? "ok" : "info";
}

function notice(script: Script, { at, by = "subscriber-a", ...what }: NoticeScript): void {
  add(script, at, { kind: "notice", type: "info", process: by, ...what });
}

function drain(script: Script, { at = drainedAtMs, outcome = "complete" }: DrainScript = {}): void {
  const type = outcome === "complete" ? "ok" : "info";
  const detail = `drain ${outcome}`;
  add(script, at, { kind: "drain", type, process: "harness", outcome, detail });
}

function sample(script: Script, { at = drainedAtMs, ...what }: SampleScript): void {
  add(script, at, { kind: "sample", type: "info", process: "auditor", ...what });
}

function trouble(script: Script, { at, ...what }: TroubleScript): void {
  add(script, at, { kind: "redis-trouble", type: "info", process: "auditor", ...what });
}

function strayError(script: Script, options: StrayErrorScript): void {
  const { at, by = "subscriber-a", error = "oops", ...details } = options;
  add(script, at, { kind: "stray-error", type: "info", process: by, error, ...details });
}

function processEnd(script: Script, options: ProcessEndScript): void {
  const { at, of = "subscriber-a", how = "SIGKILL", by = "harness" } = options;
  add(script, at, { kind: "process-end", type: "info", process: of, how, by });
}

/** A fault of Redis itself lies on the path of every role. */
function rolesOf({ subscriptions }: Script): readonly string[] {
  return ["publisher-0", ...subscriptions.map(({ process }) => process)];
}
