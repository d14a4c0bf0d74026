import type { HistoryHeader } from "./history-header.ts";
import type { IndexedHistory } from "./indexed-history.ts";
import { attributeEquals } from "./indexing/attribute-equals.ts";
import { createHistoryDraft, type HistoryDraft } from "./indexing/history-draft.ts";
import { indexBusCall } from "./indexing/index-bus-calls.ts";
import { indexFault } from "./indexing/index-faults.ts";
import { indexDelivery, indexPublish } from "./indexing/index-messages.ts";
import { indexProcessEnd } from "./indexing/index-process-ends.ts";
import { indexClose, indexReady, indexSubscribe } from "./indexing/index-subscriptions.ts";
import type { Operation } from "./operation.ts";
import type { Audit } from "./operations/audit-operation.ts";
import type { DeadLetters } from "./operations/dead-letters.ts";
import type { Keyspace } from "./operations/keyspace-operation.ts";

/** Takes the operations of one history in their order and puts them together. */
export interface Indexer {
  add(operation: Operation): void;
  finish(stored: { readonly header: HistoryHeader; readonly torn: boolean }): IndexedHistory;
}

/**
 * Creates an indexer, which pairs the calls of a history and looks up its messages in one pass. It
 * throws a `HarnessError` if the end of a call comes without its start: then the recording itself is
 * wrong, so no verdict can come from it.
 */
export function createIndexer(): Indexer {
  const draft = createHistoryDraft();
  let operationCount = 0;
  let endMs = 0;
  return {
    add(operation) {
      operationCount++;
      // An error of the bus may come long after the run.
      if (operation.kind !== "stray-error") endMs = operation.timeMs;
      add(draft, operation);
    },
    finish({ header, torn }) {
      attributeEquals(draft);
      const { running: _running, faultByNumber: _byNumber, rescueRoles: _roles, ...rest } = draft;
      const { equals: _equals, ...found } = rest;
      const subscriptions = [...draft.subscriptions.values()];
      const rescues = [...draft.rescues.values()];
      return { header, ...found, subscriptions, rescues, operationCount, endMs, torn };
    },
  };
}

/** Indexes a history whose operations are all in memory. */
export function indexHistory(
  header: HistoryHeader,
  operations: readonly Operation[],
  torn = false,
): IndexedHistory {
  const indexer = createIndexer();
  for (const operation of operations) indexer.add(operation);
  return indexer.finish({ header, torn });
}

/** The kinds of operations that say something about the bus or the link of their role. */
const kindsOfARole: ReadonlySet<Operation["kind"]> = new Set([
  "notice",
  "sample",
  "stray-error",
  "wire",
  "wire-push",
  "wire-opaque",
]);

// oxlint-disable-next-line complexity -- one flat case for each kind of operation
function add(draft: HistoryDraft, operation: Operation): void {
  // A fresh subscriber shows only what it gets. How its bus behaves is judged by the other roles.
  if (draft.rescueRoles.has(operation.process) && kindsOfARole.has(operation.kind)) return;
  switch (operation.kind) {
    case "publish":
      return indexPublish(draft, operation);
    case "deliver":
      return indexDelivery(draft, operation);
    case "subscribe":
      return indexSubscribe(draft, operation);
    case "close":
      return indexClose(draft, operation);
    case "bus-call":
      return indexBusCall(draft, operation);
    case "fault":
      return indexFault(draft, operation);
    case "phase":
      draft.phases.push({ phase: operation.phase, startMs: operation.timeMs });
      return;
    case "ready":
      return indexReady(draft, operation);
    case "notice":
      draft.notices.push(operation);
      return;
    case "drain":
      draft.drain = operation;
      return;
    case "audit":
    case "dead-letters":
    case "keyspace":
      return indexAudit(draft, operation);
    case "sample":
      draft.samples.push(operation);
      return;
    case "stray-error":
      draft.strayErrors.push(operation);
      return;
    case "process-end":
      return indexProcessEnd(draft, operation);
    case "bypass":
      draft.bypasses.push(operation);
      return;
    case "redis-trouble":
      draft.troubles.push(operation);
      return;
    case "wire":
      draft.wire.push(operation);
      return;
    case "wire-push":
      draft.pushes.push(operation);
      return;
    case "wire-opaque":
      draft.opaque.push(operation);
      return;
    case "wire-end":
      draft.resets.push(operation);
  }
}

function indexAudit(draft: HistoryDraft, operation: Audit | DeadLetters | Keyspace): void {
  if (operation.kind === "audit") draft.audits.push(operation);
  else if (operation.kind === "keyspace") draft.keyspace.push(operation);
  else draft.deadLetters.push(operation);
}
