import { nowMs, sleep } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import type { BusLogger } from "../contract.ts";
import type { ReconnectDelay } from "./backoff.ts";
import { NotConnectedError } from "./redis-errors.ts";
import {
  openSession,
  type RedisSession,
  type SessionIdentity,
  type SessionOptions,
} from "./redis-session.ts";

/**
 * A connection to Redis that reconnects by itself until it is closed. It is no client: each time it
 * opens a RedisSession, which holds the client. Commands in flight when it breaks are rejected and never
 * sent again, because only their sender knows whether that would be right.
 */
export interface Connection {
  readonly name: string;
  /** The current session; `undefined` while Redis is away or refuses work. */
  readonly session: RedisSession | undefined;
  /** Rejects with `NotConnectedError` if there is no session; otherwise as Redis answers. */
  send(command: readonly string[]): Promise<unknown>;
  /** Rejects with `NotConnectedError` once the connection is closed or has given up. */
  whenReady(): Promise<RedisSession>;
  /** Ends the session because Redis refused work on it. The next session waits until Redis accepts work. */
  replaceSession(reason: Error): void;
  /** Returns a function that removes the listener. */
  onChange(listener: ConnectionListener): () => void;
  /** Returns at once, also while Redis is away. */
  close(): Promise<void>;
}

interface ConnectionListener {
  ready?(session: RedisSession): void;
  lost?(reason: Error): void;
}

export interface RedisConnectionOptions extends SessionOptions {
  readonly reconnectDelayMs: ReconnectDelay;
  readonly logger: BusLogger;
}

interface ConnectionState {
  readonly options: RedisConnectionOptions;
  readonly closing: AbortController;
  readonly listeners: Set<ConnectionListener>;
  session: RedisSession | undefined;
  /** The last session that was ready. The next one makes sure that its commands can no longer be executed. */
  lastIdentity: SessionIdentity | undefined;
  /** Resolves with the current session, or with the next one. */
  nextReady: PromiseWithResolvers<RedisSession>;
}

export function openConnection(options: RedisConnectionOptions): Connection {
  const state: ConnectionState = {
    options,
    closing: new AbortController(),
    listeners: new Set(),
    session: undefined,
    lastIdentity: undefined,
    nextReady: createReadiness(),
  };
  const supervised = supervise(state);
  return {
    name: options.name,
    get session() {
      return state.session;
    },
    send: (command) => state.session?.send(command) ?? Promise.reject(notConnected(state)),
    whenReady: () => state.nextReady.promise,
    replaceSession: (reason) => state.session?.end(reason),
    onChange: (listener) => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    close: async () => {
      state.closing.abort();
      await supervised;
      // Node closes the file descriptor of a destroyed socket in the next turn of the event loop.
      await new Promise((resolve) => void setImmediate(resolve));
    },
  };
}

/** Returns a name for CLIENT SETNAME, which accepts no blanks. */
export function connectionName(role: string, purpose: string): string {
  return `${role}:${purpose}`.replaceAll(/[^!-~]/g, "-");
}

/** Opens one session after the other until the connection is closed or gives up. */
async function supervise(state: ConnectionState): Promise<void> {
  const { options, closing } = state;
  const random = createRandom(`${options.name}/${process.pid}`);
  let attempt = 0;
  let outageStartedAtMs = nowMs();
  while (!closing.signal.aborted) {
    const outageMs = nowMs() - outageStartedAtMs;
    const delayMs =
      attempt === 0 ? 0 : options.reconnectDelayMs({ number: attempt, outageMs, random });
    if (delayMs === undefined) break;
    attempt += 1;
    try {
      await sleep(delayMs, closing.signal);
      await runOneSession(state);
      attempt = 1;
      outageStartedAtMs = nowMs();
    } catch (error) {
      if (closing.signal.aborted) break;
      options.logger.debug(`${options.name}: no connection yet`, { reason: errorText(error) });
    }
  }
  state.nextReady.reject(notConnected(state));
  state.listeners.clear();
}

/** Resolves when the session is lost; rejects if none could be established. */
async function runOneSession(state: ConnectionState): Promise<void> {
  const lost = Promise.withResolvers<void>();
  let ended = false;
  const session = await openSession(state.options, {
    predecessor: state.lastIdentity,
    signal: state.closing.signal,
    onEnd: (reason) => {
      ended = true;
      if (state.session) loseSession(state, reason);
      lost.resolve();
    },
  });
  if (ended) return;
  state.session = session;
  state.lastIdentity = session.identity;
  state.nextReady.resolve(session);
  for (const listener of state.listeners) listener.ready?.(session);
  await lost.promise;
}

function loseSession(state: ConnectionState, reason: Error): void {
  state.session = undefined;
  state.nextReady = createReadiness();
  if (state.closing.signal.aborted) return;
  state.options.logger.warn(`${state.options.name}: lost its connection`, {
    reason: errorText(reason),
  });
  for (const listener of state.listeners) listener.lost?.(reason);
}

function createReadiness(): PromiseWithResolvers<RedisSession> {
  const readiness = Promise.withResolvers<RedisSession>();
  // It may be rejected while nothing waits for it, when the connection is closed.
  readiness.promise.catch(() => undefined);
  return readiness;
}

function notConnected(state: ConnectionState): NotConnectedError {
  const why = state.closing.signal.aborted ? "is closed" : "has no connection to Redis";
  return new NotConnectedError(`${state.options.name} ${why}`);
}
