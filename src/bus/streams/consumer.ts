import type {
  BusContext,
  BusMessage,
  MessageHandler,
  StartPosition,
  SubscribeOptions,
} from "../contract.ts";
import type { ReconnectDelay } from "../redis/backoff.ts";
import type { StartWatchdog } from "../redis/connection-watchdog.ts";
import type { Connection } from "../redis/connection.ts";
import type { RedisSession } from "../redis/redis-session.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import type { Draft } from "./draft.ts";
import type { StreamEntry } from "./replies.ts";
import type { WorkInProgress } from "./work-in-progress.ts";

/** A subscription: a named consumer of one group on one stream, with its whole state. */
export interface Consumer {
  readonly parts: StreamsParts;
  readonly context: BusContext;
  readonly topic: string;
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly from: StartPosition;
  readonly handler: MessageHandler;
  /** Carries only the reads of this consumer, because a blocked read blocks every command after it. */
  readonly reader: Connection;
  /** Shared by the whole bus. */
  readonly commands: Connection;
  readonly blockMs: number;
  readonly work: WorkInProgress;
  readonly acknowledgements: Acknowledgements;
  readonly closing: AbortController;
  /** The greatest id of a message that this consumer has taken so far. */
  newestId: string;
  /** Once true, the handler is never called again. */
  closed: boolean;
  checkpoint: Checkpoint | undefined;
  /** Settles when the read loop has ended. */
  reading: Promise<void>;
  upkeepTimer: NodeJS.Timeout | undefined;
  stopListening: () => void;
}

/** The group has acknowledged everything up to and including `position`. */
interface Checkpoint {
  readonly position: string;
  /** The server process that said so: after a restart Redis may have lost the newest entries. */
  readonly runId: string | undefined;
}

/**
 * The functions that a streams bus consists of; reference-parts.ts has those of the reference bus.
 * Each promise of the bus is kept by one function, so a bus that breaks one promise is this record
 * with one function replaced (src/zoo). A consumer carries its parts and most parts take a consumer,
 * so both types are in this file.
 */
export interface StreamsParts {
  readonly reconnectDelayMs: ReconnectDelay;
  readonly startWatchdog: StartWatchdog;

  /** Stores one message; resolves with its stream id once it is stored. */
  append(commands: Connection, draft: Draft): Promise<string>;
  /** Finds the drafts of one key that are in the stream: stream ids by message id. */
  findStored(session: RedisSession, drafts: readonly Draft[]): Promise<ReadonlyMap<string, string>>;

  consumerName(options: SubscribeOptions): string;
  /** Resolves when the subscription misses nothing from now on. */
  awaitSubscribed(consumer: Consumer): Promise<void>;
  /** Creates the group if it does not exist. */
  ensureGroup(consumer: Consumer): Promise<void>;
  /** Creates the group again after it has vanished. */
  healGroup(consumer: Consumer): Promise<void>;
  /** Handles the entries that Redis gave to this consumer and that it has not acknowledged. */
  readOwnPending(consumer: Consumer): Promise<void>;
  /** Waits for new entries, up to the block time; may resolve with an empty list. */
  readNew(consumer: Consumer, count: number): Promise<StreamEntry[]>;

  handle(consumer: Consumer, message: BusMessage): void | Promise<void>;
  /** Called when a message was handled, and again for a message that comes again after that. */
  acknowledge(consumer: Consumer, id: string): void;
  /** Returns the pause before the next attempt, after the handler threw on this attempt. */
  retryDelayMs(attempt: number): number;

  /** Renews the claim on slow messages, so that other consumers do not take them over. */
  sendHeartbeat(consumer: Consumer): Promise<void>;
  /** Takes over what dead consumers of the group have left. */
  reclaim(consumer: Consumer): Promise<void>;
  /** Remembers the position up to which the whole group has acknowledged everything. */
  takeCheckpoint(consumer: Consumer): Promise<void>;

  stopReading(consumer: Consumer): Promise<void>;
  stopUpkeep(consumer: Consumer): void;
  /** Removes the consumer from the group, unless that would strand messages. */
  removeConsumer(consumer: Consumer): Promise<void>;
  closeReader(consumer: Consumer): Promise<void>;
}
