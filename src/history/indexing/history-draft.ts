import { HarnessError } from "../../errors.ts";
import type {
  BusCallRecord,
  DeliveryRecord,
  FaultRecord,
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../indexed-history.ts";
import type { Operation } from "../operation.ts";
import type { Audit } from "../operations/audit-operation.ts";
import type { Bypass } from "../operations/bypass.ts";
import type { DeadLetters } from "../operations/dead-letters.ts";
import type { Keyspace } from "../operations/keyspace-operation.ts";
import type { MessageKey } from "../operations/operation-base.ts";
import type { ProcessEnd } from "../operations/process-end.ts";
import type { RedisTrouble } from "../operations/redis-trouble.ts";
import type { Drain, Notice, Sample, StrayError } from "../operations/run-operations.ts";
import type { WireCommand, WireEnd, WireOpaque, WirePush } from "../operations/wire-operations.ts";

export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The history while it is being built, with the maps that pair the end of a call with its start. */
export interface HistoryDraft {
  readonly messages: Map<MessageKey, Writable<MessageRecord>>;
  /** The messages that have the payload of an earlier one, by that one. */
  readonly equals: Map<MessageKey, MessageKey[]>;
  readonly subscriptions: Map<number, Writable<SubscriptionRecord>>;
  readonly busCalls: Writable<BusCallRecord>[];
  readonly deliveries: Writable<DeliveryRecord>[];
  /** The deliveries that have not ended, by number. */
  readonly running: Map<number, Writable<DeliveryRecord>>;
  /** The latest fault with each number. */
  readonly faultByNumber: Map<number, Writable<FaultRecord>>;
  readonly faults: Writable<FaultRecord>[];
  readonly audits: Audit[];
  readonly deadLetters: DeadLetters[];
  readonly keyspace: Keyspace[];
  /** By the number of their subscription. */
  readonly rescues: Map<number, RescueDraft>;
  /** The roles of the fresh subscribers, which a run uses for nothing else. */
  readonly rescueRoles: Set<string>;
  readonly notices: Notice[];
  readonly samples: Sample[];
  readonly strayErrors: StrayError[];
  readonly processEnds: ProcessEnd[];
  readonly troubles: RedisTrouble[];
  readonly bypasses: Bypass[];
  readonly wire: WireCommand[];
  readonly pushes: WirePush[];
  readonly opaque: WireOpaque[];
  readonly resets: WireEnd[];
  readonly phases: IndexedHistory["phases"][number][];
  drain: Drain | undefined;
}

interface RescueDraft {
  readonly subscription: Writable<SubscriptionRecord>;
  readonly deliveries: Writable<DeliveryRecord>[];
}

export function createHistoryDraft(): HistoryDraft {
  return {
    messages: new Map(),
    equals: new Map(),
    subscriptions: new Map(),
    busCalls: [],
    deliveries: [],
    running: new Map(),
    faultByNumber: new Map(),
    faults: [],
    audits: [],
    deadLetters: [],
    keyspace: [],
    rescues: new Map(),
    rescueRoles: new Set(),
    notices: [],
    samples: [],
    strayErrors: [],
    processEnds: [],
    troubles: [],
    bypasses: [],
    wire: [],
    pushes: [],
    opaque: [],
    resets: [],
    phases: [],
    drain: undefined,
  };
}

/** The error for an operation that contradicts the operations before it. */
export function misrecorded(operation: Operation, what: string): HarnessError {
  return new HarnessError(`operation ${operation.index} of the history ${what}`, {
    hint: "The recording is wrong, not the bus. Run it again and report it if it comes back.",
  });
}
