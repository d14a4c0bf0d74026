import { connect } from "node:net";
import type { Socket } from "node:net";

import { nowMs } from "../../clock.ts";
import { EnvironmentError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/redis/redis.ts";

const openTimeoutMs = 2_000;
const lineFeed = 10;
const ping = Buffer.from("*1\r\n$4\r\nPING\r\n");

/** What came of a PING. Any reply counts as an answer, an error such as NOAUTH too. */
type PingResult =
  | { readonly kind: "answer"; readonly roundTripMs: number }
  /** Neither an answer nor a close within the limit. */
  | { readonly kind: "no-answer" }
  /** The connection was there and is closed. */
  | { readonly kind: "closed" };

/** What came of a new connection and a PING on it. */
export type ProbeResult = PingResult | { readonly kind: "refused" };

interface ProbeState {
  readonly open: boolean;
  /** How the other side closed it; missing while it is open, and if it went in another way. */
  readonly closedBy?: "fin" | "rst";
  /** Of the last PING that was answered. */
  readonly roundTripMs?: number;
}

/** What the harness's own connections add to the traffic of a link. */
interface ProbeTraffic {
  connections: number;
  bytesSent: number;
  bytesReceived: number;
}

/**
 * A connection of the harness itself, without any driver, so that what a link does to connections can
 * be seen and not only believed.
 */
export interface ProbeConnection {
  state(): ProbeState;
  ping(options: { timeoutMs: number }): Promise<PingResult>;
  close(): void;
}

export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Added to with every connection and byte. */
  readonly traffic?: ProbeTraffic | undefined;
}

/** Opens a connection and has a PING answered on it. The caller closes it. */
export async function openProbeConnection(
  endpoint: Endpoint,
  options: ProbeOptions,
): Promise<ProbeConnection> {
  const witness = createProbeConnection(endpoint, options);
  const first = await witness.ping({ timeoutMs: openTimeoutMs });
  options.signal?.throwIfAborted();
  if (first.kind === "answer") return witness;
  witness.close();
  const where = `${endpoint.host}:${endpoint.port}`;
  throw new EnvironmentError(`no PING through ${where} before the fault: ${first.kind}`, {
    hint: "The path has to be whole before a fault is laid on it; see whether Redis answers.",
  });
}

/** Opens a new connection, sends one PING, and closes it again. */
export async function probeConnect(
  endpoint: Endpoint,
  { timeoutMs, ...options }: ProbeOptions & { timeoutMs: number },
): Promise<ProbeResult> {
  const witness = createProbeConnection(endpoint, options);
  try {
    const result = await witness.ping({ timeoutMs });
    options.signal?.throwIfAborted();
    return result.kind === "closed" && witness.wasRefused() ? { kind: "refused" } : result;
  } finally {
    witness.close();
  }
}

interface OpeningProbe extends ProbeConnection {
  wasRefused(): boolean;
}

function createProbeConnection(
  endpoint: Endpoint,
  { signal, traffic = { connections: 0, bytesSent: 0, bytesReceived: 0 } }: ProbeOptions,
): OpeningProbe {
  signal?.throwIfAborted();
  const socket = connect({ ...endpoint, noDelay: true });
  const closing = watchClose(socket);
  /** Answers come in the order of the questions, also those that nobody waits for any more. */
  const asked: PendingPing[] = [];
  let roundTripMs: number | undefined;

  socket.once("connect", () => (traffic.connections += 1));
  socket.on("data", (chunk) => {
    traffic.bytesReceived += chunk.length;
    for (let line = countLines(chunk); line > 0; line -= 1) asked.shift()?.("answer");
  });
  socket.once("close", () => {
    for (const settle of asked.splice(0)) settle("closed");
  });
  const abort = () => socket.destroy();
  signal?.addEventListener("abort", abort, { once: true });

  return {
    state: () => ({
      open: !closing.closed(),
      ...optional("closedBy", closing.closedBy()),
      ...optional("roundTripMs", roundTripMs),
    }),
    ping: async ({ timeoutMs }) => {
      if (closing.closed()) return { kind: "closed" };
      const sentMs = nowMs();
      traffic.bytesSent += ping.length;
      socket.write(ping);
      const kind = await ask(asked, timeoutMs);
      if (kind !== "answer") return { kind };
      roundTripMs = nowMs() - sentMs;
      return { kind, roundTripMs };
    },
    wasRefused: closing.wasRefused,
    close: () => {
      signal?.removeEventListener("abort", abort);
      socket.destroy();
    },
  };
}

type PendingPing = (outcome: PingResult["kind"]) => void;

function ask(asked: PendingPing[], timeoutMs: number): Promise<PingResult["kind"]> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve("no-answer"), timeoutMs);
    asked.push((outcome) => {
      clearTimeout(limit);
      resolve(outcome);
    });
  });
}

/** Replies to PING are one line each, errors too. */
function countLines(chunk: Buffer): number {
  return chunk.reduce((lines, byte) => lines + (byte === lineFeed ? 1 : 0), 0);
}

function watchClose(socket: Socket) {
  let closed = false;
  let closedBy: "fin" | "rst" | undefined;
  let refused = false;
  socket.once("end", () => (closedBy = "fin"));
  socket.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED") refused = true;
    if (error.code === "ECONNRESET" || error.code === "EPIPE") closedBy ??= "rst";
  });
  for (const event of ["end", "close"]) socket.once(event, () => (closed = true));
  return { closed: () => closed, closedBy: () => closedBy, wasRefused: () => refused };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
