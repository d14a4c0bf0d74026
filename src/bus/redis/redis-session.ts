import { createClient } from "redis";

import { sleep, withDeadline } from "../../clock.ts";
import { ChaosError } from "../../errors.ts";
import type { StartWatchdog, Watchdog } from "./connection-watchdog.ts";
import { isErrorReply, isRefusal } from "./redis-errors.ts";

export type RedisClient = ReturnType<typeof createRedisClient>;

/** How the server knows a connection; both together are never reused, not even by a restart. */
export interface SessionIdentity {
  readonly clientId: string;
  readonly address: string;
}

/** One TCP connection that Redis has accepted work on. It never reconnects. */
export interface RedisSession {
  /** `undefined` where the server does not let us ask. */
  readonly identity: SessionIdentity | undefined;
  readonly runId: string | undefined;
  /** The server's own clock when the session began, in Unix milliseconds. */
  readonly startedAtServerMs: number;
  /** Nothing sent over the predecessor can be executed any more. */
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
  /** Proves that Redis accepts this connection's kind of work; tried again while it refuses. */
  prepare(client: RedisClient): Promise<unknown>;
}

export interface SessionStart {
  /** The session before, whose bytes may still be held on the way to the server. */
  readonly predecessor: SessionIdentity | undefined;
  readonly signal: AbortSignal;
  /** Called exactly once if the session was established, as soon as it is lost or ended. */
  onEnd(reason: Error): void;
}

const tcpConnectLimitMs = 1000;
/** For TCP, handshake and readiness together: a hung HELLO would otherwise hang for ever. */
const establishLimitMs = 2000;
const readinessIntervalMs = 120;

interface Life {
  readonly client: RedisClient;
  readonly options: SessionOptions;
  readonly start: SessionStart;
  /** Rejects when the session ends, for whatever reason. */
  readonly ended: PromiseWithResolvers<never>;
  readonly abort: () => void;
  phase: "establishing" | "established" | "ended";
  watchdog: Watchdog | undefined;
}

/** Rejects if no session can be established within 2 s; nothing of the attempt is left then. */
export async function openSession(
  options: SessionOptions,
  start: SessionStart,
): Promise<RedisSession> {
  const life = beginLife(options, start);
  try {
    const facts = await withDeadline(
      Promise.race([establish(life), life.ended.promise]),
      `Redis to accept the connection ${options.name}`,
      establishLimitMs,
    );
    life.phase = "established";
    life.watchdog = watch(life);
    return {
      ...facts,
      send: (command) => send(life, command),
      end: (reason) => end(life, reason),
    };
  } catch (error) {
    end(life, error as Error);
    throw error;
  }
}

function beginLife(options: SessionOptions, start: SessionStart): Life {
  start.signal.throwIfAborted();
  const life: Life = {
    client: createRedisClient(options),
    options,
    start,
    ended: Promise.withResolvers<never>(),
    abort: () => end(life, new ChaosError(`${options.name} was closed`)),
    phase: "establishing",
    watchdog: undefined,
  };
  life.ended.promise.catch(() => undefined);
  start.signal.addEventListener("abort", life.abort, { once: true });
  life.client.on("error", (error: Error) => end(life, error));
  // node-redis cannot destroy a socket that is still connecting, so it is done once it has.
  life.client.on("connect", () => {
    if (life.phase === "ended") life.client.destroy();
  });
  return life;
}

function end(life: Life, reason: Error): void {
  if (life.phase === "ended") return;
  const wasEstablished = life.phase === "established";
  life.phase = "ended";
  life.watchdog?.stop();
  life.start.signal.removeEventListener("abort", life.abort);
  // After node-redis has rejected what is pending, so that the callers learn the real reason.
  queueMicrotask(() => life.client.destroy());
  life.ended.reject(reason);
  if (wasEstablished) life.start.onEnd(reason);
}

function watch(life: Life): Watchdog {
  const { name, stallMs, startWatchdog } = life.options;
  return startWatchdog({
    stallMs,
    ping: () => void send(life, ["PING"]).catch(() => undefined), // A lost PING shows as a stall.
    stalled: () => end(life, new ChaosError(`no reply on ${name} for ${stallMs} ms`)),
  });
}

function send({ client, watchdog }: Life, command: readonly string[]): Promise<unknown> {
  watchdog?.sent();
  const reply = client.sendCommand(command);
  void reply.then(watchdog?.answered, watchdog?.answered); // The caller handles the rejection.
  return reply;
}

/** Never connected. createClient makes a whole class each time, which every attempt would pay. */
const blueprint = createClient({
  RESP: 3,
  disableOfflineQueue: true,
  maintNotifications: "disabled",
  disableClientInfo: true,
  // node-redis' own limit covers only the time before a command is written.
  commandOptions: { timeout: 0 },
});

function createRedisClient({ url, name }: Pick<SessionOptions, "url" | "name">) {
  // A socket record of its own, since node-redis writes host, port and TLS of the URL into it.
  return blueprint.duplicate({
    url,
    name,
    socket: { reconnectStrategy: false, connectTimeout: tcpConnectLimitMs, keepAlive: true },
  });
}

async function establish({ client, options, start }: Life) {
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

/** Bounded by the limit of the whole attempt, which destroys the client. */
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

/** Naming the address too spares a stranger who got the same id after a restart. */
export function killCommand({ clientId, address }: SessionIdentity): string[] {
  return ["CLIENT", "KILL", "ID", clientId, "ADDR", address];
}

/** Ends the server's side of the predecessor: bytes held on the way can never be executed then. */
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

/** The reply, or `undefined` where the server does not know the command or does not allow it. */
async function unlessRefused(client: RedisClient, command: string[]): Promise<unknown> {
  try {
    return await client.sendCommand(command);
  } catch (error) {
    if (isErrorReply(error) && !isRefusal(error)) return undefined;
    throw error;
  }
}
