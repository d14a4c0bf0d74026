import { fullJitterDelayMs } from "../redis/backoff.ts";
import { startWatchdog } from "../redis/connection-watchdog.ts";
import { acknowledge } from "./acknowledge.ts";
import { append, findStored } from "./append.ts";
import { closeReader, removeConsumer, stopReading } from "./close-subscription.ts";
import type { StreamsParts } from "./consumer.ts";
import { awaitSubscribed, ensureGroup, healGroup, takeCheckpoint } from "./group.ts";
import { handle, retryDelayMs } from "./handle.ts";
import { readNew, readOwnPending } from "./read.ts";
import { reclaim, sendHeartbeat, stopUpkeep } from "./upkeep.ts";

/** The parts of the reference bus. */
export const referenceParts: StreamsParts = {
  reconnectDelayMs: fullJitterDelayMs,
  startWatchdog,
  append,
  findStored,
  consumerName: ({ consumer }) => consumer,
  awaitSubscribed,
  ensureGroup,
  healGroup,
  readOwnPending,
  readNew,
  handle,
  acknowledge,
  retryDelayMs,
  sendHeartbeat,
  reclaim,
  takeCheckpoint,
  stopReading,
  stopUpkeep,
  removeConsumer,
  closeReader,
};
