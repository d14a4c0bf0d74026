import type { StartPosition } from "../../src/bus/contract.ts";
import type { HistoryGuarantees } from "../../src/history/history-header.ts";
import type { Operation, OperationDraft } from "../../src/history/operation.ts";
import type { AuditedGroup } from "../../src/history/operations/audit-operation.ts";
import type { Drain, Notice } from "../../src/history/operations/run-operations.ts";
import type { StruckCommand } from "../../src/history/struck-command.ts";
import { scriptHeader } from "../../src/judging/testing/history-builder.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/** A run in short, as the proof enumerates it: what was published, and what became of it. */
export interface RunScript {
  readonly guarantees: Partial<HistoryGuarantees>;
  readonly checkers?: readonly string[];
  readonly members: readonly ScriptedMember[];
  readonly messages: readonly ScriptedMessage[];
  readonly fault?: ScriptedFault;
  /** `undefined` for a run that broke off before it. */
  readonly drain: Drain["outcome"] | undefined;
  /** `sound` unless given; `elsewhere` is where no stream is. */
  readonly audit?: "sound" | "failed" | "none" | "elsewhere" | "without groups";
  /** How many stream entries each group has read; all of them unless given. */
  readonly positions?: readonly number[];
  readonly notices?: readonly ScriptedNotice[];
  readonly torn?: boolean;
  /** Whether the bus names its messages itself, and not by their stream entries. */
  readonly ownIds?: boolean;
  /** Whether the links recorded the commands that passed them; `extraOperations` holds those. */
  readonly hasCommands?: boolean;
  /** What else the harness recorded. */
  readonly extraOperations?: readonly ScriptedOperation[];
}

export interface ScriptedOperation {
  readonly at: number;
  readonly draft: OperationDraft;
}

export interface ScriptedMember {
  readonly group: number;
  readonly from?: StartPosition;
  readonly subscribedAt?: number;
  /** `null` for a call that never resolved. */
  readonly readyAt?: number | null;
  readonly closedAt?: number;
}

export interface ScriptedMessage {
  readonly at: number;
  readonly outcome: "acknowledged" | "rejected" | "in doubt" | "unsettled";
  /** 1 ms unless given. */
  readonly tookMs?: number;
  /** How many entries of the stream hold it. */
  readonly entries: number;
  /** What became of it in each group. */
  readonly byGroup: readonly GroupDeliveries[];
  readonly topic?: string;
}

export interface GroupDeliveries {
  readonly deliveries: readonly ScriptedDelivery[];
  /** Which of its entries is pending for the group, counted from 0. */
  readonly pending?: number;
}

export interface ScriptedDelivery {
  readonly at: number;
  readonly outcome: "handled" | "failed" | "unfinished";
  /** Position of the subscriber among the members of all groups. */
  readonly by: number;
  /** Which entry it came from, counted from 0. */
  readonly entry?: number;
  readonly tookMs?: number;
  readonly attempt?: number;
  readonly damage?: "corrupt" | "foreign";
  readonly topic?: string;
}

export interface ScriptedFault {
  readonly at: number;
  /** `null` for a fault that is never healed. */
  readonly healAt: number | null;
  readonly roles: readonly string[];
  readonly losesAll?: boolean;
  readonly losesLastMs?: number;
  readonly evidence?: "seen" | "not seen" | "none";
  readonly isVerified?: boolean;
  /** The command that it strikes at. */
  readonly command?: StruckCommand;
}

export interface ScriptedNotice {
  readonly notice: Notice["notice"];
  readonly by: string;
  readonly ids?: readonly string[];
}

export const groupNames = ["a", "b"] as const;
export const drainedAtMs = 90_000;
const topic = "orders";

interface Drafts {
  add(at: number, draft: OperationDraft): void;
}

/** Tells a script operation by operation, as a harness would have recorded it. */
export function toRecordedRun(script: RunScript): RecordedRun {
  const drafts = [...(script.extraOperations ?? [])];
  const into: Drafts = { add: (at, draft) => void drafts.push({ at, draft }) };
  script.members.forEach((member, at) => addMember(into, member, at));
  let deliveries = 0;
  script.messages.forEach((message, at) => {
    addPublish(into, message, at);
    for (const each of message.byGroup.flatMap((fate) => fate.deliveries)) {
      addDelivery(into, { ...each, number: deliveries++, message: at });
    }
  });
  if (script.fault) addFault(into, script.fault);
  for (const each of script.notices ?? []) addNotice(into, each);
  if (script.drain) addDrain(into, script.drain);
  if (script.audit !== "none") addAudit(into, script);
  const inOrder = drafts.toSorted((left, right) => left.at - right.at);
  return {
    header: headerOf(script),
    operations: inOrder.map(({ at, draft }, index): Operation => ({
      ...(script.ownIds ? inOwnWords(draft) : draft),
      index,
      timeMs: at,
    })),
    ...(script.torn && { torn: true }),
  };
}

function headerOf({ guarantees, checkers, audit = "sound", hasCommands = false }: RunScript) {
  const hasStreamAudit = audit !== "none";
  return scriptHeader({ guarantees, hasStreamAudit, hasCommands, ...(checkers && { checkers }) });
}

export function keyOf(message: number): string {
  return `publisher-0/${message}`;
}

function idOf(message: number, entry = 0): string {
  return `${100 + message}-${entry}`;
}

/** Every id by which the bus itself names a message. */
function inOwnWords(draft: OperationDraft): OperationDraft {
  return "id" in draft ? { ...draft, id: `own-${draft.message}` } : draft;
}

function addMember({ add }: Drafts, member: ScriptedMember, subscription: number): void {
  const { group, from = "new", subscribedAt = 0, readyAt = subscribedAt + 1, closedAt } = member;
  const process = `subscriber-${subscription}`;
  const consumer = `consumer-${subscription}`;
  const common = { process, subscription } as const;
  const asked = { topic, group: groupNames[group] ?? "", consumer, from };
  add(subscribedAt, { ...common, kind: "subscribe", type: "invoke", ...asked });
  if (readyAt !== null) add(readyAt, { ...common, kind: "subscribe", type: "ok" });
  if (closedAt === undefined) return;
  add(closedAt, { ...common, kind: "close", type: "invoke" });
  add(closedAt + 10, { ...common, kind: "close", type: "ok" });
}

function addPublish({ add }: Drafts, script: ScriptedMessage, number: number): void {
  const { at, outcome, tookMs = 1 } = script;
  const message = keyOf(number);
  const common = { kind: "publish", process: "publisher-0", message } as const;
  add(at, { ...common, type: "invoke", topic: script.topic ?? topic, intendedMs: at });
  if (outcome === "unsettled") return;
  const error = "connection lost";
  if (outcome === "acknowledged") add(at + tookMs, { ...common, type: "ok", id: idOf(number) });
  else add(at + tookMs, { ...common, type: outcome === "rejected" ? "fail" : "info", error });
}

interface NumberedDelivery extends ScriptedDelivery {
  readonly number: number;
  readonly message: number;
}

function addDelivery({ add }: Drafts, script: NumberedDelivery): void {
  const { at, by, outcome, damage, attempt = 1, tookMs = 1, number, message, entry } = script;
  const process = `subscriber-${by}`;
  const common = { kind: "deliver", process, delivery: number } as const;
  const content = damage ? { damage } : { message: keyOf(message) };
  const what = { id: idOf(message, entry), topic: script.topic ?? topic, attempt, ...content };
  add(at, { ...common, type: "invoke", subscription: by, ...what });
  if (outcome === "unfinished") return;
  add(at + tookMs, { ...common, type: outcome === "handled" ? "ok" : "fail" });
}

function addFault({ add }: Drafts, script: ScriptedFault): void {
  const { at, healAt, roles, evidence = "seen", isVerified = true } = script;
  const { losesAll = false, losesLastMs = 0, command } = script;
  const common = { kind: "fault", process: "nemesis", fault: 0 } as const;
  const marks = { losesAll, losesLastMs, ...(command && { command }) };
  const what = { name: "SIGKILL redis", roles, ...marks };
  const facts = evidence === "none" ? [] : [{ what: "run id", seen: evidence === "seen" }];
  const type = isVerified ? "ok" : "info";
  add(at, { ...common, type: "invoke", action: "inject", ...what });
  add(at + 1, { ...common, type: "ok", action: "inject", evidence: facts });
  if (healAt === null) return;
  add(healAt - 1, { ...common, type: "invoke", action: "heal", ...what });
  add(healAt, { ...common, type, action: "heal", evidence: [] });
}

function addNotice({ add }: Drafts, { by, ...what }: ScriptedNotice): void {
  add(drainedAtMs - 1, { kind: "notice", type: "info", process: by, ...what });
}

function addDrain({ add }: Drafts, outcome: Drain["outcome"]): void {
  const type = outcome === "complete" ? "ok" : "info";
  add(drainedAtMs, { kind: "drain", type, process: "harness", outcome, detail: outcome });
}

function addAudit({ add }: Drafts, { audit, messages, positions = [] }: RunScript): void {
  const common = { kind: "audit", process: "auditor", topic, key: `key:${topic}` } as const;
  const at = drainedAtMs + 1;
  if (audit === "failed") return add(at, { ...common, type: "info", error: "timed out" });
  if (audit === "elsewhere") return add(at, { ...common, type: "ok", groups: [] });
  const entries = messages.flatMap(({ entries: count }, message) =>
    Array.from(
      { length: count },
      (_each, entry) => [idOf(message, entry), keyOf(message)] as const,
    ),
  );
  if (audit === "without groups") return add(at, { ...common, type: "ok", entries, groups: [] });
  const groups = groupNames.map((name, group): AuditedGroup => {
    const read = entries[(positions[group] ?? entries.length) - 1];
    return { name, lastDeliveredId: read?.[0] ?? "0-0", pending: pendingOf(messages, group) };
  });
  add(at, { ...common, type: "ok", entries, groups });
}

function pendingOf(messages: readonly ScriptedMessage[], group: number): AuditedGroup["pending"] {
  return messages.flatMap(({ byGroup }, message) => {
    const entry = byGroup[group]?.pending;
    if (entry === undefined) return [];
    return [{ id: idOf(message, entry), consumer: "consumer", idleMs: 9000, deliveries: 1 }];
  });
}
