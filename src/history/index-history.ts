import { HarnessError } from "../errors.ts";
import type { HistoryHeader } from "./header.ts";
import type {
  DeliveryRecord,
  FaultRecord,
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "./indexed-history.ts";
import type {
  Audit,
  CloseEnd,
  CloseInvoke,
  DeliverEnd,
  DeliverInvoke,
  Drain,
  FaultEnd,
  FaultInvoke,
  MessageKey,
  Notice,
  Operation,
  PublishFail,
  PublishInvoke,
  PublishOk,
  Sample,
  StrayError,
  SubscribeEnd,
  SubscribeInvoke,
  WireCommand,
  WireOpaque,
  WirePush,
} from "./operation.ts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The history while it is being built, with what is needed to pair calls. */
interface Draft {
  readonly messages: Map<MessageKey, Writable<MessageRecord>>;
  readonly subscriptions: Map<number, Writable<SubscriptionRecord>>;
  readonly deliveries: Writable<DeliveryRecord>[];
  readonly running: Map<number, Writable<DeliveryRecord>>;
  /** The latest fault with each number. */
  readonly faultByNumber: Map<number, Writable<FaultRecord>>;
  readonly faults: Writable<FaultRecord>[];
  readonly audits: Audit[];
  readonly notices: Notice[];
  readonly samples: Sample[];
  readonly strayErrors: StrayError[];
  readonly wire: WireCommand[];
  readonly pushes: WirePush[];
  readonly opaque: WireOpaque[];
  readonly phases: IndexedHistory["phases"][number][];
  drain: Drain | undefined;
}

/** Takes the operations of one history in their order and puts them together. */
export interface Indexer {
  add(operation: Operation): void;
  finish(stored: { readonly header: HistoryHeader; readonly torn: boolean }): IndexedHistory;
}

/**
 * Pairs the calls of a history and looks its messages up, in one pass. An end without its beginning
 * is an error: the recording itself is wrong, so no verdict can come from it.
 */
export function createIndexer(): Indexer {
  const draft: Draft = {
    messages: new Map(),
    subscriptions: new Map(),
    deliveries: [],
    running: new Map(),
    faultByNumber: new Map(),
    faults: [],
    audits: [],
    notices: [],
    samples: [],
    strayErrors: [],
    wire: [],
    pushes: [],
    opaque: [],
    phases: [],
    drain: undefined,
  };
  let operationCount = 0;
  let endMs = 0;
  return {
    add(operation) {
      operationCount++;
      endMs = operation.timeMs;
      add(draft, operation);
    },
    finish({ header, torn }) {
      const { running: _running, faultByNumber: _faultByNumber, ...found } = draft;
      const subscriptions = [...draft.subscriptions.values()];
      return { header, ...found, subscriptions, operationCount, endMs, torn };
    },
  };
}

/** The same for operations that are all at hand. */
export function indexHistory(
  header: HistoryHeader,
  operations: readonly Operation[],
  torn = false,
): IndexedHistory {
  const indexer = createIndexer();
  for (const operation of operations) indexer.add(operation);
  return indexer.finish({ header, torn });
}

// oxlint-disable-next-line complexity -- one flat case for each kind of operation
function add(draft: Draft, operation: Operation): void {
  switch (operation.kind) {
    case "publish":
      if (operation.type === "invoke") addPublish(draft, operation);
      else settlePublish(draft, operation);
      return;
    case "deliver":
      if (operation.type === "invoke") addDelivery(draft, operation);
      else endDelivery(draft, operation);
      return;
    case "subscribe":
      if (operation.type === "invoke") addSubscription(draft, operation);
      else endSubscribe(draft, operation);
      return;
    case "close":
      closeSubscription(draft, operation);
      return;
    case "fault":
      if (operation.type === "invoke") callFault(draft, operation);
      else endFault(draft, operation);
      return;
    case "phase":
      draft.phases.push({ phase: operation.phase, startMs: operation.timeMs });
      return;
    case "notice":
      draft.notices.push(operation);
      return;
    case "drain":
      draft.drain = operation;
      return;
    case "audit":
      draft.audits.push(operation);
      return;
    case "sample":
      draft.samples.push(operation);
      return;
    case "stray-error":
      draft.strayErrors.push(operation);
      return;
    case "wire":
      draft.wire.push(operation);
      return;
    case "wire-push":
      draft.pushes.push(operation);
      return;
    case "wire-opaque":
      draft.opaque.push(operation);
  }
}

function addPublish({ messages }: Draft, invoke: PublishInvoke): void {
  const { message: key, topic, canary = false, intendedMs, timeMs, index } = invoke;
  if (messages.has(key)) throw misrecorded(invoke, `publishes ${key} a second time`);
  const slash = key.lastIndexOf("/");
  messages.set(key, {
    key,
    publisher: key.slice(0, slash),
    sequence: Number(key.slice(slash + 1)),
    topic,
    canary,
    intendedMs,
    invokedMs: timeMs,
    invokeIndex: index,
    outcome: "in-doubt",
    settledMs: undefined,
    settledIndex: undefined,
    id: undefined,
    error: undefined,
  });
}

const outcomes = { ok: "acknowledged", fail: "rejected", info: "in-doubt" } as const;

function settlePublish({ messages }: Draft, end: PublishOk | PublishFail): void {
  const message = messages.get(end.message);
  if (!message) throw misrecorded(end, `settles ${end.message}, which was never published`);
  if (message.settledMs !== undefined) throw misrecorded(end, `settles ${end.message} again`);
  message.outcome = outcomes[end.type];
  message.settledMs = end.timeMs;
  message.settledIndex = end.index;
  if (end.type === "ok") message.id = end.id;
  else message.error = end.error;
}

function addDelivery(
  { messages, subscriptions, deliveries, running }: Draft,
  start: DeliverInvoke,
) {
  const subscription = subscriptions.get(start.subscription);
  if (!subscription) throw misrecorded(start, "delivers to a subscription that nobody asked for");
  const sound = start.message !== undefined && start.damage === undefined;
  const message = sound ? messages.get(start.message) : undefined;
  const record: Writable<DeliveryRecord> = {
    start,
    subscription,
    message,
    outcome: "unfinished",
    endMs: undefined,
    error: undefined,
  };
  deliveries.push(record);
  running.set(start.delivery, record);
}

function endDelivery({ running }: Draft, end: DeliverEnd): void {
  const record = running.get(end.delivery);
  if (!record) throw misrecorded(end, "ends a delivery that is not running");
  running.delete(end.delivery);
  record.outcome = end.type === "ok" ? "handled" : "failed";
  record.endMs = end.timeMs;
  record.error = end.error;
}

function addSubscription({ subscriptions }: Draft, invoke: SubscribeInvoke): void {
  const { subscription, process, topic, group, consumer, from, timeMs } = invoke;
  if (subscriptions.has(subscription)) throw misrecorded(invoke, "reuses a subscription's number");
  subscriptions.set(subscription, {
    subscription,
    process,
    topic,
    group,
    consumer,
    from,
    invokedMs: timeMs,
    readyMs: undefined,
    closeInvokedMs: undefined,
    closedMs: undefined,
  });
}

function endSubscribe({ subscriptions }: Draft, end: SubscribeEnd): void {
  const record = subscriptions.get(end.subscription);
  if (!record) throw misrecorded(end, "ends a subscribe call that nobody made");
  if (end.type === "ok") record.readyMs = end.timeMs;
}

function closeSubscription({ subscriptions }: Draft, close: CloseInvoke | CloseEnd): void {
  const record = subscriptions.get(close.subscription);
  if (!record) throw misrecorded(close, "closes a subscription that nobody asked for");
  if (close.type === "invoke") record.closeInvokedMs ??= close.timeMs;
  else if (close.type === "ok") record.closedMs ??= close.timeMs;
}

function callFault({ faults, faultByNumber }: Draft, call: FaultInvoke): void {
  if (call.action === "heal") {
    const record = faultByNumber.get(call.fault);
    if (!record) throw misrecorded(call, "heals a fault that was never injected");
    record.healCallMs = call.timeMs;
    return;
  }
  const { fault, name, roles, timeMs, index } = call;
  const { losesAll = false, losesLastMs = 0, network = false, command } = call;
  const record: Writable<FaultRecord> = {
    fault,
    name,
    roles,
    losesAll,
    losesLastMs,
    network,
    command,
    injectCallMs: timeMs,
    injectedMs: undefined,
    healCallMs: undefined,
    healedMs: undefined,
    evidence: [],
    injectIndex: index,
  };
  faults.push(record);
  faultByNumber.set(fault, record);
}

function endFault({ faultByNumber }: Draft, end: FaultEnd): void {
  const record = faultByNumber.get(end.fault);
  if (!record) throw misrecorded(end, "ends a fault that was never injected");
  record.evidence = [...record.evidence, ...end.evidence];
  if (end.type !== "ok") return;
  if (end.action === "inject") record.injectedMs = end.timeMs;
  else record.healedMs = end.timeMs;
}

function misrecorded(operation: Operation, what: string): HarnessError {
  return new HarnessError(`operation ${operation.index} of the history ${what}`, {
    hint: "The recording is wrong, not the bus. Run it again and report it if it comes back.",
  });
}
