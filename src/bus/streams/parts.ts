import type { ReconnectDelay } from "../backoff.ts";
import type { StartWatchdog } from "../connection-watchdog.ts";
import type { Connection } from "../connection.ts";
import type { BusMessage, SubscribeOptions } from "../contract.ts";
import type { RedisSession } from "../redis-session.ts";
import type { Consumer } from "./consumer.ts";
import type { Draft } from "./outbox.ts";
import type { StreamEntry } from "./replies.ts";

/**
 * What a streams bus is put together from. Every promise the bus makes is kept by one of these
 * functions, so a bus that breaks one promise is this record with one function replaced.
 */
export interface StreamsParts {
  readonly reconnectDelayMs: ReconnectDelay;
  readonly startWatchdog: StartWatchdog;

  /** Stores one message; resolves with its stream id once it is stored. */
  append(commands: Connection, draft: Draft): Promise<string>;
  /** Which drafts of one key are in the stream after all: stream ids by message id. */
  findStored(session: RedisSession, drafts: readonly Draft[]): Promise<ReadonlyMap<string, string>>;

  consumerName(options: SubscribeOptions): string;
  /** Resolves when the subscription misses nothing from now on. */
  awaitSubscribed(consumer: Consumer): Promise<void>;
  /** Creates the group where it does not exist yet. */
  ensureGroup(consumer: Consumer): Promise<void>;
  /** Creates the group again after it has vanished. */
  healGroup(consumer: Consumer): Promise<void>;
  /** Takes up what Redis handed to this consumer and what was never acknowledged. */
  readOwnPending(consumer: Consumer): Promise<void>;
  /** Waits for new entries, up to the block time; may come back empty. */
  readNew(consumer: Consumer, count: number): Promise<StreamEntry[]>;

  handle(consumer: Consumer, message: BusMessage): void | Promise<void>;
  /** Called when a message has been handled, and for what was acknowledged before. */
  acknowledge(consumer: Consumer, id: string): void;
  /** The pause before a message is handled again whose handler threw on this attempt. */
  retryDelayMs(attempt: number): number;

  /** Keeps what is being handled from being taken for abandoned. */
  sendHeartbeat(consumer: Consumer): Promise<void>;
  /** Takes over what dead consumers of the group have left. */
  reclaim(consumer: Consumer): Promise<void>;
  /** Remembers up to where the whole group has acknowledged everything. */
  takeCheckpoint(consumer: Consumer): Promise<void>;

  stopReading(consumer: Consumer): Promise<void>;
  stopUpkeep(consumer: Consumer): void;
  /** Takes the consumer's name off the group, unless that would strand messages. */
  removeConsumer(consumer: Consumer): Promise<void>;
  closeReader(consumer: Consumer): Promise<void>;
}
