import type { HistoryHeader } from "../../src/history/history-header.ts";
import type { Operation, OperationDraft } from "../../src/history/operation.ts";
import type { AuditedGroup } from "../../src/history/operations/audit-operation.ts";
import type { Drain } from "../../src/history/operations/run-operations.ts";
import { scriptHeader } from "../../src/judging/testing/history-builder.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";
import {
  drainedAtMs,
  entryIdOf,
  groupNames,
  keyOf,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedMessage,
  type ScriptedNotice,
} from "./run-script.ts";

const defaultTopic = "orders";

interface Drafts {
  add(at: number, draft: OperationDraft): void;
}

/**
 * Returns the history that a harness would have recorded of this run. For example, one message to one
 * group becomes:
 *
 *     0      subscriber-0  subscribe invoke
 *     1      subscriber-0  subscribe ok
 *     1000   publisher-0   publish   invoke publisher-0/0
 *     1001   publisher-0   publish   ok
 *     1002   subscriber-0  deliver   invoke publisher-0/0
 *     1003   subscriber-0  deliver   ok
 *     90000  harness       drain     complete
 *     90001  auditor       audit     the stream and its groups
 */
export function toRecordedRun(script: RunScript): RecordedRun {
  const drafts = [...(script.extraOperations ?? [])];
  const into: Drafts = { add: (at, draft) => void drafts.push({ at, draft }) };
  script.members.forEach((member, at) => addMember(into, member, at));
  let deliveries = 0;
  script.messages.forEach((message, at) => {
    addPublish(into, message, at);
    for (const each of message.byGroup.flatMap((group) => group.deliveries)) {
      addDelivery(into, { ...each, number: deliveries++, message: at });
    }
  });
  if (script.fault) addFault(into, script.fault);
  for (const each of script.notices ?? []) addNotice(into, each);
  if (script.drain) addDrain(into, script.drain);
  if (script.audit !== "none") addAudit(into, script);
  if (script.rescued) addRescue(into, script.rescued, deliveries);
  const inOrder = drafts.toSorted((left, right) => left.at - right.at);
  return {
    header: headerOf(script),
    operations: inOrder.map(({ at, draft }, index): Operation => ({
      ...(script.ownIds ? withOwnId(draft) : draft),
      index,
      timeMs: at,
    })),
    ...(script.torn && { torn: true }),
  };
}

function headerOf(script: RunScript): HistoryHeader {
  const { guarantees, checkers, audit = "sound", hasCommands = false, isBurst } = script;
  const { minimums } = script;
  const hasStreamAudit = audit !== "none";
  const header = scriptHeader({
    guarantees,
    hasStreamAudit,
    hasCommands,
    ...(minimums && { minimums: { acknowledged: 0, faults: 0, ...minimums } }),
    ...(checkers && { checkers }),
    ...(isBurst && { isBurst }),
  });
  const { steadyForLimits: _later, ...earlier } = header;
  return script.isOfEarlierVersion ? earlier : header;
}

/** Replaces the id of a message by one that the bus made up, such as `own-publisher-0/1`. */
function withOwnId(draft: OperationDraft): OperationDraft {
  return "id" in draft ? { ...draft, id: `own-${draft.message}` } : draft;
}

function addMember({ add }: Drafts, member: ScriptedMember, subscription: number): void {
  const { group, from = "new", subscribedAt = 0, readyAt = subscribedAt + 1 } = member;
  const { closedAt, diedAt } = member;
  const process = `subscriber-${subscription}`;
  const consumer = `consumer-${subscription}`;
  const common = { process, subscription } as const;
  const options = { topic: defaultTopic, group: groupNames[group] ?? "", consumer, from };
  add(subscribedAt, { ...common, kind: "subscribe", type: "invoke", ...options });
  if (readyAt !== null) add(readyAt, { ...common, kind: "subscribe", type: "ok" });
  if (diedAt !== undefined) {
    add(diedAt, { kind: "process-end", type: "info", process, how: "SIGKILL", by: "harness" });
  }
  if (closedAt === undefined) return;
  add(closedAt, { ...common, kind: "close", type: "invoke" });
  add(closedAt + 10, { ...common, kind: "close", type: "ok" });
}

function addPublish({ add }: Drafts, scripted: ScriptedMessage, number: number): void {
  const { at, outcome, tookMs = 1, topic = defaultTopic } = scripted;
  const message = keyOf(number);
  const common = { kind: "publish", process: "publisher-0", message } as const;
  const equals = scripted.equals !== undefined && { equals: keyOf(scripted.equals) };
  add(at, { ...common, type: "invoke", topic, intendedMs: at, ...equals });
  if (outcome === "unsettled") return;
  const error = "connection lost";
  if (outcome === "acknowledged") {
    add(at + tookMs, { ...common, type: "ok", id: entryIdOf(number) });
  } else add(at + tookMs, { ...common, type: outcome === "rejected" ? "fail" : "info", error });
}

interface NumberedDelivery extends ScriptedDelivery {
  readonly number: number;
  readonly message: number;
}

function addDelivery({ add }: Drafts, scripted: NumberedDelivery): void {
  const { at, by, outcome, damage, attempt = 1, tookMs = 1, number, message, entry } = scripted;
  const { neverSucceeds, error } = scripted;
  const process = `subscriber-${by}`;
  const common = { kind: "deliver", process, delivery: number } as const;
  const content = {
    ...(damage ? { damage } : { message: keyOf(message) }),
    ...(neverSucceeds && { neverSucceeds }),
  };
  const topic = scripted.topic ?? defaultTopic;
  const what = { id: entryIdOf(message, entry), topic, attempt, ...content };
  add(at, { ...common, type: "invoke", subscription: by, ...what });
  if (outcome === "unfinished") return;
  const end = { ...common, ...(error !== undefined && { error }) };
  add(at + tookMs, { ...end, type: outcome === "handled" ? "ok" : "fail" });
}

function addFault({ add }: Drafts, scripted: ScriptedFault): void {
  const { at, healAt, roles, evidence = "seen", isVerified = true } = scripted;
  const { name = "SIGKILL redis", losesAll = false, losesLastMs = 0, command, removes } = scripted;
  const common = { kind: "fault", process: "nemesis", fault: 0 } as const;
  const marks = { losesAll, losesLastMs, ...(command && { command }) };
  const what = { name, roles, ...marks };
  const removed = removes && { removed: removes.map((number) => keyOf(number)) };
  const seen = { what: "run id", seen: evidence === "seen", ...removed };
  const facts = evidence === "none" ? [] : [seen];
  const type = isVerified ? "ok" : "info";
  add(at, { ...common, type: "invoke", action: "inject", ...what });
  add(at + 1, { ...common, type: "ok", action: "inject", evidence: facts });
  if (healAt === null) return;
  add(healAt - 1, { ...common, type: "invoke", action: "heal", ...what });
  add(healAt, { ...common, type, action: "heal", evidence: [] });
}

function addNotice({ add }: Drafts, { by, at = drainedAtMs - 1, ...what }: ScriptedNotice): void {
  add(at, { kind: "notice", type: "info", process: by, ...what });
}

function addDrain({ add }: Drafts, outcome: Drain["outcome"]): void {
  const type = outcome === "complete" ? "ok" : "info";
  add(drainedAtMs, { kind: "drain", type, process: "harness", outcome, detail: outcome });
}

function addRescue({ add }: Drafts, messages: readonly number[], deliveries: number): void {
  const common = { process: "rescue-0", subscription: rescueSubscription } as const;
  const wanted = { topic: defaultTopic, group: groupNames[0], consumer: "rescue" } as const;
  const joined = { ...common, kind: "subscribe", type: "invoke", ...wanted } as const;
  add(joinedAtMs, { ...joined, from: "new", rescue: true });
  add(joinedAtMs + 1, { ...common, kind: "subscribe", type: "ok" });
  for (const [order, number] of messages.entries()) {
    const delivery = {
      kind: "deliver",
      process: "rescue-0",
      delivery: deliveries + order,
    } as const;
    const content = { message: keyOf(number), id: entryIdOf(number), topic: defaultTopic };
    const at = joinedAtMs + 10 * (order + 1);
    const subscription = rescueSubscription;
    add(at, { ...delivery, type: "invoke", subscription, ...content, attempt: 2 });
    add(at + 5, { ...delivery, type: "ok" });
  }
}

/** Higher than the number of any member. */
const rescueSubscription = 90;
const joinedAtMs = drainedAtMs + 10;

function addAudit({ add }: Drafts, { audit, messages, positions = [] }: RunScript): void {
  const place = { topic: defaultTopic, key: `key:${defaultTopic}` };
  const common = { kind: "audit", process: "auditor", ...place } as const;
  const at = drainedAtMs + 1;
  if (audit === "failed") return add(at, { ...common, type: "info", error: "timed out" });
  if (audit === "elsewhere") return add(at, { ...common, type: "ok", groups: [] });
  const nameOf = (message: number) => (audit === "unreadable" ? null : keyOf(message));
  const entries = messages.flatMap(({ entries: count }, message) =>
    Array.from(
      { length: count },
      (_each, entry) => [entryIdOf(message, entry), nameOf(message)] as const,
    ),
  );
  if (audit === "without groups") return add(at, { ...common, type: "ok", entries, groups: [] });
  const groups = groupNames.map((name, group): AuditedGroup => {
    const lastRead = entries[(positions[group] ?? entries.length) - 1];
    const lastDeliveredId = lastRead?.[0] ?? "0-0";
    return { name, lastDeliveredId, pending: pendingOf(messages, group) };
  });
  add(at, { ...common, type: "ok", entries, groups });
}

function pendingOf(messages: readonly ScriptedMessage[], group: number): AuditedGroup["pending"] {
  return messages.flatMap(({ byGroup }, message) => {
    const entry = byGroup[group]?.pending;
    if (entry === undefined) return [];
    return [{ id: entryIdOf(message, entry), consumer: "consumer", idleMs: 9000, deliveries: 1 }];
  });
}
