import { randomUUID } from "node:crypto";

import { nowMs } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { Connection } from "../redis/connection.ts";
import { isErrorReply, isRefusal, neverSent } from "../redis/redis-errors.ts";
import type { RedisSession } from "../redis/redis-session.ts";
import { inDoubt, rejected } from "../shared/publish-error.ts";
import type { StreamsParts } from "./consumer.ts";
import type { Draft } from "./draft.ts";

/**
 * All publishes of one bus. While Redis accepts work they are pipelined on the command connection.
 * A message that was in flight when the connection broke is in doubt. On the next connection the outbox
 * looks for it in its stream before it sends anything newer, so that it is stored exactly once.
 */
export interface Outbox {
  readonly commands: Connection;
  readonly parts: StreamsParts;
  readonly idPrefix: string;
  /** How long a publish waits for a Redis that is away or refuses work. */
  readonly limitMs: number;
  /** The id of the newest message this bus has stored, by stream key. */
  readonly newestIds: Map<string, string>;
  waiting: Draft[];
  doubtful: Draft[];
  inFlight: number;
  nextSequence: number;
  phase: "open" | "offline" | "closed";
  /** The server's time when the session began, as a stream id. */
  sessionFloor: string;
  expiryTimer: NodeJS.Timeout | undefined;
}

/** How many publishes may be unsettled at once; more are rejected. */
const maxUnsettledPublishes = 50_000;
const maxRememberedKeys = 10_000;

export function createOutbox(commands: Connection, parts: StreamsParts, limitMs: number): Outbox {
  const outbox: Outbox = {
    commands,
    parts,
    idPrefix: randomUUID(),
    limitMs,
    newestIds: new Map(),
    waiting: [],
    doubtful: [],
    inFlight: 0,
    nextSequence: 1,
    phase: "offline",
    sessionFloor: "0-0",
    expiryTimer: undefined,
  };
  commands.onChange({
    ready: (session) => void reopen(outbox, session), // Handles its own errors.
    lost: () => {
      if (outbox.phase === "open") outbox.phase = "offline";
    },
  });
  return outbox;
}

export function publishThrough(
  outbox: Outbox,
  message: { topic: string; key: string; payload: string },
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sequence = outbox.nextSequence++;
  const draft: Draft = {
    topic: message.topic,
    key: message.key,
    messageId: `${outbox.idPrefix}-${sequence}`,
    payload: message.payload,
    sequence,
    expiresAtMs: nowMs() + outbox.limitMs,
    resolve,
    reject,
    floor: undefined,
    settled: false,
  };
  if (outbox.phase === "closed") {
    reject(rejected(`publish to ${draft.topic}: the bus is closed`));
  } else if (unsettled(outbox) >= maxUnsettledPublishes) {
    reject(
      rejected(`publish to ${draft.topic}: ${maxUnsettledPublishes} publishes are unsettled`, {
        hint: "Wait for earlier publishes to resolve before publishing more.",
      }),
    );
  } else if (outbox.phase === "open") {
    transmit(outbox, draft);
  } else {
    enqueue(outbox, draft);
  }
  return promise;
}

/** Rejects the waiting and the doubtful drafts. The drafts in flight settle when their connection closes. */
export function closeOutbox(outbox: Outbox): void {
  outbox.phase = "closed";
  clearTimeout(outbox.expiryTimer);
  for (const draft of outbox.waiting.splice(0)) {
    draft.reject(rejected(`publish to ${draft.topic}: the bus was closed before it was sent`));
  }
  for (const draft of outbox.doubtful.splice(0)) rejectAsDoubtful(draft, "the bus was closed");
}

function unsettled(outbox: Outbox): number {
  return outbox.inFlight + outbox.waiting.length + outbox.doubtful.length;
}

function transmit(outbox: Outbox, draft: Draft): void {
  outbox.inFlight += 1;
  outbox.parts.append(outbox.commands, draft).then(
    (streamId) => acknowledged(outbox, draft, streamId),
    (error: unknown) => sortOut(outbox, draft, error),
  );
}

function acknowledged(outbox: Outbox, draft: Draft, streamId: string): void {
  outbox.inFlight -= 1;
  outbox.newestIds.set(draft.key, streamId);
  draft.resolve(streamId);
}

function sortOut(outbox: Outbox, draft: Draft, error: unknown): void {
  outbox.inFlight -= 1;
  if (neverSent(error) || isRefusal(error)) {
    enqueue(outbox, draft);
    if (isRefusal(error)) outbox.commands.replaceSession(error as Error);
  } else if (isErrorReply(error) || error instanceof TypeError) {
    // node-redis throws a TypeError for an argument that it cannot encode, before it writes anything.
    draft.reject(rejected(`publish to ${draft.topic}: ${errorText(error)}`, { cause: error }));
  } else if (outbox.phase === "closed") {
    rejectAsDoubtful(draft, "the bus was closed");
  } else {
    draft.floor = outbox.newestIds.get(draft.key) ?? outbox.sessionFloor;
    outbox.doubtful.push(draft);
    armExpiry(outbox);
  }
}

function enqueue(outbox: Outbox, draft: Draft): void {
  if (outbox.phase === "closed") {
    draft.reject(rejected(`publish to ${draft.topic}: the bus was closed before it was sent`));
    return;
  }
  outbox.waiting.push(draft);
  armExpiry(outbox);
}

async function reopen(outbox: Outbox, session: RedisSession): Promise<void> {
  try {
    if (outbox.doubtful.length > 0) await resolveDoubts(outbox, session);
  } catch (error) {
    // A lost connection brings a new session, and this is tried again there.
    session.end(error as Error);
    return;
  }
  if (outbox.commands.session !== session || outbox.phase === "closed") return;
  outbox.sessionFloor = `${session.startedAtServerMs - 1}-0`;
  if (outbox.newestIds.size > maxRememberedKeys) outbox.newestIds.clear();
  outbox.phase = "open";
  const drafts = outbox.waiting.splice(0).toSorted((left, right) => left.sequence - right.sequence);
  for (const draft of drafts) transmit(outbox, draft);
}

/**
 * Settles every doubtful draft: it is found in its stream, or sent again before the waiting ones, or
 * rejected as in doubt if the stream does not tell.
 */
async function resolveDoubts(outbox: Outbox, session: RedisSession): Promise<void> {
  for (const [key, drafts] of Map.groupBy(outbox.doubtful, (draft) => draft.key)) {
    const stored = await lookForStored(outbox, session, drafts);
    outbox.doubtful = outbox.doubtful.filter((draft) => draft.key !== key);
    for (const draft of drafts) {
      if (draft.settled) continue;
      const streamId = stored?.get(draft.messageId);
      if (streamId !== undefined) draft.resolve(streamId);
      else if (stored) enqueue(outbox, draft);
      else rejectAsDoubtful(draft, "Redis does not let us find out");
    }
  }
}

/** Returns `undefined` if the stream cannot be read, or if Redis may still store a late copy after this read. */
async function lookForStored(outbox: Outbox, session: RedisSession, drafts: readonly Draft[]) {
  if (!session.predecessorFenced) return undefined;
  try {
    return await outbox.parts.findStored(session, drafts);
  } catch (error) {
    if (isErrorReply(error) && !isRefusal(error)) return undefined;
    throw error;
  }
}

function armExpiry(outbox: Outbox): void {
  if (outbox.expiryTimer !== undefined) return;
  const soonestMs = Math.min(
    outbox.waiting[0]?.expiresAtMs ?? Infinity,
    outbox.doubtful[0]?.expiresAtMs ?? Infinity,
  );
  if (soonestMs === Infinity) return;
  const expire = () => {
    outbox.expiryTimer = undefined;
    expireDrafts(outbox, nowMs());
    armExpiry(outbox);
  };
  outbox.expiryTimer = setTimeout(expire, Math.max(1, soonestMs - nowMs()));
}

function expireDrafts(outbox: Outbox, atMs: number): void {
  const isExpired = (draft: Draft) => draft.expiresAtMs <= atMs;
  for (const draft of outbox.waiting.filter(isExpired)) {
    draft.reject(
      rejected(`publish to ${draft.topic}: Redis accepted no work for ${outbox.limitMs} ms`, {
        hint: "Look whether Redis runs, is loading, or is a read-only replica.",
      }),
    );
  }
  for (const draft of outbox.doubtful.filter(isExpired)) {
    draft.settled = true;
    rejectAsDoubtful(draft, `Redis was away for ${outbox.limitMs} ms`);
  }
  outbox.waiting = outbox.waiting.filter((draft) => !isExpired(draft));
  outbox.doubtful = outbox.doubtful.filter((draft) => !isExpired(draft));
}

function rejectAsDoubtful(draft: Draft, why: string): void {
  draft.reject(
    inDoubt(`publish to ${draft.topic}: no reply before the connection broke, and ${why}`),
  );
}
