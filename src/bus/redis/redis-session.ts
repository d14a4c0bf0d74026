import { createClient } from "redis";

import { sleep, withDeadline } from "../../clock.ts";
import { ChaosError } from "../../errors.ts";
import type { StartWatchdog, Watchdog } from "./connection-watchdog.ts";
import { isErrorReply, isRefusal } from "./redis-errors.ts";

export type RedisClient = ReturnType<typeof createRedisClient>;

/** How Redis names a connection. Redis never uses the same pair again, not even after a restart. */
export interface SessionIdentity {
  readonly clientId: string;
  readonly address: string;
}

/**
 * A TCP connection on which Redis has accepted work. It holds the node-redis client, the only one of a
 * bus, and never reconnects: connection.ts opens the next session.
 */
export interface RedisSession {
  /** `undefined` if the server does not allow CLIENT INFO. */
  readonly identity: SessionIdentity | undefined;
  readonly runId: string | undefined;
  /** The server's own clock when the session began, in Unix milliseconds. */
  readonly startedAtServerMs: number;
  /** True if Redis can no longer execute commands that were sent over the session before. */
  readonly predecessorFenced: boolean;
  send(command: readonly string[]): Promise<unknown>;
  end(reason: Error): void;
}

export interface SessionOptions {
  readonly url: string;
  /** Shown in CLIENT LIST. */
  readonly name: string;
  readonly stallMs: number;
  readonly startWatchdog: StartWatchdog;
  /** Proves that Redis accepts the work of this connection. Called again while Redis refuses it. */
  prepare(client: RedisClient): Promise<unknown>;
}

export interface SessionStart {
  /** The session before. Its bytes may still be on the way to the server. */
  readonly predecessor: SessionIdentity | undefined;
  readonly signal: AbortSignal;
  /** Called exactly once if the session was established, as soon as it is lost or ended. */
  onEnd(reason: Error): void;
}

const tcpConnectLimitMs = 1000;
/** Limit for TCP connect, handshake and readiness together. node-redis has no limit for a HELLO without a reply. */
const establishLimitMs = 2000;
const readinessIntervalMs = 120;

/** The state of one session. */
interface SessionState {
  readonly client: RedisClient;
  readonly options: SessionOptions;
  readonly start: SessionStart;
  /** Rejects when the session ends, for any reason. */
  readonly ended: PromiseWithResolvers<never>;
  readonly abort: () => void;
  phase: "establishing" | "established" | "ended";
  watchdog: Watchdog | undefined;
}

/** Rejects if no session can be established within 2 s, and then closes the socket of the attempt. */
export async function openSession(
  options: SessionOptions,
  start: SessionStart,
): Promise<RedisSession> {
  const session = beginSession(options, start);
  try {
    const facts = await withDeadline(
      Promise.race([establish(session), session.ended.promise]),
      `Redis to accept the connection ${options.name}`,
      establishLimitMs,
    );
    session.phase = "established";
    session.watchdog = watch(session);
    return {
      ...facts,
      send: (command) => send(session, command),
      end: (reason) => end(session, reason),
    };
  } catch (error) {
    end(session, error as Error);
    throw error;
  }
}

function beginSession(options: SessionOptions, start: SessionStart): SessionState {
  start.signal.throwIfAborted();
  const session: SessionState = {
    client: createRedisClient(options),
    options,
    start,
    ended: Promise.withResolvers<never>(),
    abort: () => end(session, new ChaosError(`${options.name} was closed`)),
    phase: "establishing",
    watchdog: undefined,
  };
  session.ended.promise.catch(() => undefined);
  start.signal.addEventListener("abort", session.abort, { once: true });
  session.client.on("error", (error: Error) => end(session, error));
  // node-redis cannot destroy a socket while it connects, so this waits until it has connected.
  session.client.on("connect", () => {
    if (session.phase === "ended") session.client.destroy();
  });
  return session;
}

function end(session: SessionState, reason: Error): void {
  if (session.phase === "ended") return;
  const wasEstablished = session.phase === "established";
  session.phase = "ended";
  session.watchdog?.stop();
  session.start.signal.removeEventListener("abort", session.abort);
  // Only after node-redis has rejected the pending commands, so that their callers get the real reason.
  queueMicrotask(() => session.client.destroy());
  session.ended.reject(reason);
  if (wasEstablished) session.start.onEnd(reason);
}

function watch(session: SessionState): Watchdog {
  const { name, stallMs, startWatchdog } = session.options;
  return startWatchdog({
    stallMs,
    ping: () => void send(session, ["PING"]).catch(() => undefined), // A lost PING shows as a stall.
    stalled: () => end(session, new ChaosError(`no reply on ${name} for ${stallMs} ms`)),
  });
}

function send({ client, watchdog }: SessionState, command: readonly string[]): Promise<unknown> {
  watchdog?.sent();
  const reply = client.sendCommand(command);
  void reply.then(watchdog?.answered, watchdog?.answered); // The caller handles the rejection.
  return reply;
}

/** Never connected, only duplicated: createClient builds a new class each time, duplicate does not. */
const clientTemplate = createClient({
  RESP: 3,
  disableOfflineQueue: true,
  maintNotifications: "disabled",
  disableClientInfo: true,
  // The limit of node-redis covers only the time before a command is written.
  commandOptions: { timeout: 0 },
});

function createRedisClient({ url, name }: Pick<SessionOptions, "url" | "name">) {
  // A new socket record each time, because node-redis writes host, port and TLS of the URL into it.
  return clientTemplate.duplicate({
    url,
    name,
    socket: { reconnectStrategy: false, connectTimeout: tcpConnectLimitMs, keepAlive: true },
  });
}

async function establish({ client, options, start }: SessionState) {
  await client.connect();
  return untilAccepted(async () => {
    const [identity, runId, startedAtServerMs, predecessorFenced] = await Promise.all([
      readIdentity(client),
      readRunId(client),
      readServerTimeMs(client),
      fence(client, start.predecessor),
      options.prepare(client),
    ]);
    return { identity, runId, startedAtServerMs, predecessorFenced };
  }, start.signal);
}

/** Repeats `work` while Redis refuses it. The limit of the whole attempt ends it by destroying the client. */
async function untilAccepted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await sleep(readinessIntervalMs, signal);
    }
  }
}

/** Returns the command that ends a session. With the address too, because after a restart another client may have the id. */
export function killCommand({ clientId, address }: SessionIdentity): string[] {
  return ["CLIENT", "KILL", "ID", clientId, "ADDR", address];
}

/** Ends the previous session on the server, so that Redis cannot execute bytes of it that arrive late. */
async function fence(
  client: RedisClient,
  predecessor: SessionIdentity | undefined,
): Promise<boolean> {
  if (predecessor === undefined) return false;
  return (await unlessRefused(client, killCommand(predecessor))) !== undefined;
}

async function readIdentity(client: RedisClient): Promise<SessionIdentity | undefined> {
  const info = await unlessRefused(client, ["CLIENT", "INFO"]);
  const clientId = /\bid=(\d+)/.exec(String(info))?.[1];
  const address = /\baddr=(\S+)/.exec(String(info))?.[1];
  return clientId !== undefined && address !== undefined ? { clientId, address } : undefined;
}

async function readRunId(client: RedisClient): Promise<string | undefined> {
  return /run_id:(\w+)/.exec(String(await unlessRefused(client, ["INFO", "server"])))?.[1];
}

async function readServerTimeMs(client: RedisClient): Promise<number> {
  const [seconds, microseconds] = (await client.sendCommand(["TIME"])) as unknown as string[];
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

/** Returns the reply, or `undefined` if the server does not know the command or does not allow it. */
async function unlessRefused(client: RedisClient, command: string[]): Promise<unknown> {
  try {
    return await client.sendCommand(command);
  } catch (error) {
    if (isErrorReply(error) && !isRefusal(error)) return undefined;
    throw error;
  }
}
