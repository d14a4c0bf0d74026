/**
 * The contract between the harness and a bus under test. A bus module is a plain object of this
 * shape, so it needs no import from here; it is judged by the guarantees it claims itself.
 */
export interface BusModule {
  readonly name: string;
  readonly guarantees: Guarantees;
  /**
   * The key of the Redis stream that holds the messages of a topic. With it the auditor looks for a
   * lost message itself and can say where it is; without it a loss has no place.
   */
  streamKey?(topic: string, namespace: string): string;
  /**
   * Redis glob patterns of the keys that do not begin with the namespace, for a library that chooses its
   * own prefix. Without it only keys that begin with the namespace are seen.
   */
  keyPattern?(namespace: string): string | readonly string[];
  /**
   * The key of the Redis stream that holds the dead letters of a topic. A bus that claims `deadLetters` must name it, so
   * that the auditor can read them.
   */
  deadLetterKey?(topic: string, namespace: string): string;
  /**
   * Gives every role a process of its own, for a bus that cannot live twice in one process, such as one with settings
   * that hold for the whole process. The module must be named by its path then. Default false.
   */
  readonly isolate?: boolean;
  open(context: BusContext): Promise<Bus>;
}

/** The values of `Guarantees.delivery`. */
export const deliveryGuarantees = ["at-least-once", "at-most-once", "best-effort"] as const;
export type DeliveryGuarantee = (typeof deliveryGuarantees)[number];

/** The values of `Guarantees.ordering`. */
export const orderingGuarantees = ["per-publisher", "none"] as const;
export type OrderingGuarantee = (typeof orderingGuarantees)[number];

export interface Guarantees {
  readonly delivery: DeliveryGuarantee;
  /** `"none"` by default. */
  readonly ordering?: OrderingGuarantee;
  /** Claims that no group ever handles a message twice. Default false. */
  readonly deduplicates?: boolean;
  /** A new group that subscribes `from: "start"` gets what was published before. Default false. */
  readonly replaysFromStart?: boolean;
  /** Several groups can each get every message. Default true. */
  readonly groups?: boolean;
  /**
   * The subscribers of one group share its messages. With `false` each of them gets every message, as with Pub/Sub.
   * Default true.
   */
  readonly sharesWork?: boolean;
  /**
   * `publish` resolves only when the bus vouches for the message. With `false` it says nothing: the bus
   * sends the message as long as its connection is up. Default true.
   */
  readonly confirmsPublish?: boolean;
  /**
   * `publish` resolves when a disk of the bus itself has the message, so Redis may get it later.
   * Default false.
   */
  readonly durableOutbox?: boolean;
  /**
   * The longest time until the bus delivers an unhandled message again, for example after the lock of a
   * dead worker has expired. Default 0: the bus claims no such time.
   */
  readonly redeliversWithinMs?: number;
  /**
   * The longest time until another worker of the group gets the unacknowledged messages of a worker whose process died.
   * Default 0: the bus claims no such time, so the worker must start again under the same name.
   */
  readonly reclaimsWithinMs?: number;
  /**
   * A topic can have any name. With `false` its name has letters, digits, hyphens and dots, because the bus refuses other
   * characters, or they mean something to it, as in a pattern. Default true.
   */
  readonly anyTopicName?: boolean;
  /**
   * Claims that a message whose handler fails comes again, `maxAttempts` times in all, that it comes after a pause, and
   * that the other messages do not wait for it. A handler fails if it throws or rejects, if it does not return within the
   * time that the bus allows, and if its process ends. Without it the bus claims nothing about such a message.
   */
  readonly retries?: {
    /** How often the handler is called with a message at most; 1 or more. Leave `retries` out if there is no limit. */
    readonly maxAttempts: number;
  };
  /**
   * Claims that a message whose handler has failed `retries.maxAttempts` times becomes a dead letter, exactly once: an
   * entry of the stream `deadLetterKey` with its payload, the error of the handler, and the number of attempts in a field
   * `attempts`. It needs `retries` and `deadLetterKey`. Default false.
   */
  readonly deadLetters?: boolean;
}

export interface BusContext {
  /**
   * Where to connect: always the link of this role, never Redis itself. It has the user, the password and the
   * database of Redis, and never TLS, which the link ends.
   */
  readonly url: string;
  /** The role this bus plays, such as `publisher-0`; a good name for its connections. */
  readonly role: string;
  /**
   * Prefix of every key and channel, so that runs do not meet: `bus-chaos:` with eight hexadecimal digits and a
   * colon, such as `bus-chaos:1f2e3d4c:`.
   */
  readonly namespace: string;
  /** How long a blocking read may wait at the server; the bus has its own default. */
  readonly blockMs?: number;
  readonly logger: BusLogger;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** How a bus reports what it knows: that it lost its connection, or that it missed or gave up messages. */
  notify(notice: BusNotice): void;
}

export interface BusLogger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** The values of `BusNotice.kind`. */
export const noticeKinds = [
  "disconnected",
  "connected",
  "degraded",
  "gap",
  "dropped",
  "dead-lettered",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface BusNotice {
  readonly kind: NoticeKind;
  readonly topic?: string;
  /** Message ids, as `publish` returned them or as they were delivered. */
  readonly ids?: readonly string[];
  readonly detail?: string;
}

export interface Bus {
  /**
   * Resolves once the bus acknowledges the message, with its id if the bus has one. Rejects with an error
   * whose `outcome` is `"rejected"` if it certainly did nothing; any other rejection is in doubt.
   */
  publish(topic: string, payload: string): Promise<string | void>;
  /** Resolves when the subscription misses no message that is published from now on. */
  subscribe(
    topic: string,
    options: SubscribeOptions,
    handler: MessageHandler,
  ): Promise<Subscription>;
  /** Ends every subscription and connection of this bus. Returns even while Redis is away. */
  close(): Promise<void>;
}

/** Where a new group begins: at the first message of the topic, or at the next one. */
export type StartPosition = "start" | "new";

export interface SubscribeOptions {
  /** Subscribers in one group share the messages; each group gets all of them. */
  readonly group: string;
  readonly consumer: string;
  /** `"new"` by default; `"start"` counts only for a bus that claims `replaysFromStart`. */
  readonly from?: StartPosition;
}

/** May be asynchronous and may throw; a message whose handler threw was not handled. */
export type MessageHandler = (message: BusMessage) => void | Promise<void>;

export interface BusMessage {
  /** An empty text if the bus has no ids. The harness tells messages apart by their payload. */
  readonly id: string;
  readonly topic: string;
  readonly payload: string;
  /** 1 for the first delivery, as far as the bus knows. */
  readonly attempt: number;
}

export interface Subscription {
  /** After it resolves the handler is never called again. */
  close(): Promise<void>;
}

/** True if a rejected publish certainly did nothing. After any other error it may or may not have happened. */
export function isCertainRejection(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    (error as { outcome?: unknown }).outcome === "rejected"
  );
}
