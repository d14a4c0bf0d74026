import type { Socket } from "node:net";

import { nowMs } from "../../clock.ts";
import { EnvironmentError } from "../../errors.ts";
import { connectTo } from "../../fixtures/connect-to.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { withPatience } from "../../patience.ts";

const openTimeoutMs = 2_000;
const lineFeed = 10;
const ping = Buffer.from("*1\r\n$4\r\nPING\r\n");

/** The result of a PING. Any reply counts as an answer, also an error such as NOAUTH. */
type PingResult =
  | { readonly kind: "answer"; readonly roundTripMs: number }
  /** Neither an answer nor a close came within the limit. */
  | { readonly kind: "no-answer" }
  /** The connection was open before and is closed now. */
  | { readonly kind: "closed" };

/** The result of a new connection and a PING on it. */
export type ProbeResult = PingResult | { readonly kind: "refused" };

interface ProbeState {
  readonly open: boolean;
  /** How the other side closed it. Missing while it is open, and if it ended in another way. */
  readonly closedBy?: "fin" | "rst";
  /** The round trip of the last PING that was answered. */
  readonly roundTripMs?: number;
}

/** The traffic that the harness's probe connections add to a link. */
interface ProbeTraffic {
  connections: number;
  bytesSent: number;
  bytesReceived: number;
}

/**
 * A plain TCP connection of the harness, without a Redis client, that shows what really happens to the
 * connections of a link.
 */
export interface ProbeConnection {
  state(): ProbeState;
  ping(options: { timeoutMs: number }): Promise<PingResult>;
  close(): void;
}

export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Counts every connection and byte of the probe, if given. */
  readonly traffic?: ProbeTraffic | undefined;
  /** Called with the local port when the connection is open. */
  onConnected?(localPort: number): void;
}

/** Opens a connection and waits for the answer to a PING. The caller closes the connection. */
export async function openProbeConnection(
  endpoint: Endpoint,
  options: ProbeOptions,
): Promise<ProbeConnection> {
  const probe = createProbeConnection(endpoint, options);
  const first = await probe.ping({ timeoutMs: openTimeoutMs });
  options.signal?.throwIfAborted();
  if (first.kind === "answer") return probe;
  probe.close();
  const where = `${endpoint.host}:${endpoint.port}`;
  throw new EnvironmentError(
    `the path through ${where} did not answer a PING before the fault: ${first.kind}`,
    {
      hint: "The path must work before a fault is injected. Check whether Redis answers.",
    },
  );
}

/** Opens a new connection, sends one PING, and closes it again. */
export async function probeConnect(
  endpoint: Endpoint,
  { timeoutMs, ...options }: ProbeOptions & { timeoutMs: number },
): Promise<ProbeResult> {
  const probe = createProbeConnection(endpoint, options);
  try {
    const result = await probe.ping({ timeoutMs });
    options.signal?.throwIfAborted();
    return result.kind === "closed" && probe.wasRefused() ? { kind: "refused" } : result;
  } finally {
    probe.close();
  }
}

interface OpeningProbe extends ProbeConnection {
  wasRefused(): boolean;
}

function createProbeConnection(
  endpoint: Endpoint,
  {
    signal,
    traffic = { connections: 0, bytesSent: 0, bytesReceived: 0 },
    ...options
  }: ProbeOptions,
): OpeningProbe {
  signal?.throwIfAborted();
  const socket = connectTo(endpoint);
  const closing = watchClose(socket);
  /** The PINGs without an answer so far, in order, also after their limit has passed. */
  const pending: PendingPing[] = [];
  let roundTripMs: number | undefined;

  socket.once("connect", () => {
    traffic.connections += 1;
    options.onConnected?.(socket.localPort ?? 0);
  });
  socket.on("data", (chunk) => {
    traffic.bytesReceived += chunk.length;
    for (let line = countLines(chunk); line > 0; line -= 1) pending.shift()?.("answer");
  });
  socket.once("close", () => {
    for (const settle of pending.splice(0)) settle("closed");
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
      const kind = await outcomeOf(pending, timeoutMs);
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

function outcomeOf(pending: PendingPing[], timeoutMs: number): Promise<PingResult["kind"]> {
  const { promise, resolve } = Promise.withResolvers<PingResult["kind"]>();
  pending.push(resolve);
  return withPatience(promise, "the answer to a PING", timeoutMs).catch(() => "no-answer");
}

/** Counts the replies: each reply to PING is one line, also an error. */
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
