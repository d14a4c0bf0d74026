import type { Socket } from "node:net";

import { connectTo, resetSocket } from "../../fixtures/connect-to.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { createFlow } from "./bytes/flow.ts";
import type { Flow } from "./bytes/flow.ts";
import type { Treatment } from "./bytes/treatment.ts";
import type { FlowTally } from "./bytes/withholding.ts";
import type { WriteBatch } from "./bytes/write-batch.ts";
import type { CommandGate } from "./commands/command-gate.ts";

/** How long the link waits for a client to answer a FIN before it destroys the socket. */
const lingerMs = 1_000;

export interface RelayedOptions {
  readonly upstream: Endpoint;
  readonly toServer: FlowTally;
  readonly toClient: FlowTally;
  readonly heldBytesLimit: number;
  readonly batch: WriteBatch;
  /** Called once. Returns the gate through which the bytes go, if the commands are followed. */
  openGate(flows: { requests: Flow; replies: Flow }): CommandGate | undefined;
  /** Called when the server is reached, with the port of this side. */
  onReached(localPort: number): void;
  /** Called if the server cannot be reached. The client is reset, unless a fault withholds the reset. */
  onUpstreamRefused(): void;
  /** Called if the server closed the connection by itself. The client sees the close when this resolves. */
  onServerGone(): Promise<void>;
  /** Called when both sockets are closed. */
  onClosed(): void;
}

export interface RelayedConnection {
  treat(treatments: { toServer: Treatment; toClient: Treatment }): void;
  /** Resolves when all passed bytes have left this process, or after 1 s. */
  flush(): Promise<void>;
  /** Closes both sides and drops the bytes that are held. Resolves once the close is on its way. */
  cut(how: "fin" | "rst"): Promise<void>;
  /** Closes both sides at once. The operating system decides how. */
  destroy(): void;
}

/**
 * Relays an accepted connection to the server. The client's socket must allow half-open connections,
 * so that a client which has finished sending still gets its replies.
 */
export function relayConnection(client: Socket, options: RelayedOptions): RelayedConnection {
  const { upstream, toServer, toClient, heldBytesLimit, batch } = options;
  const server = connectTo(upstream, { allowHalfOpen: true });
  const shared = { heldBytesLimit, batch };
  const requests = createFlow({
    source: client,
    sink: server,
    tally: toServer,
    ...shared,
    // Redis still works on bytes that were held. If its replies met a reset, it would stop halfway.
    closeSink: () => void server.end().resume(),
    resetSink: () => resetServer(server),
    onProgress: () => gate?.forwarded(),
  });
  const replies = createFlow({
    source: server,
    sink: client,
    tally: toClient,
    ...shared,
    closeSink: () => client.destroySoon(),
    resetSink: () => (gate?.clientReset(), resetNow(client)),
    onProgress: () => gate?.replied(),
  });
  const gate = options.openGate({ requests, replies });
  let cutting = false;
  let reached = false;

  // The close of a server that died reaches the client when the link refuses connections as the server does.
  const passServerClose = (pass: () => void): void =>
    !reached || cutting || hasLeft(client) ? pass() : void options.onServerGone().then(pass);

  feed(client, requests, { onChunk: gate?.sent, onGone: gate?.clientLeft });
  feed(server, replies, { onChunk: gate?.received, passClose: passServerClose });
  onceReachedOrRefused(server, (isReached) => {
    reached = isReached;
    if (isReached && server.localPort !== undefined) options.onReached(server.localPort);
    if (!isReached && !cutting) options.onUpstreamRefused();
  });
  onceAllClosed([client, server], () => (gate?.close(), options.onClosed()));

  function stopFlows(): void {
    cutting = true;
    requests.stop();
    replies.stop();
    gate?.close();
  }

  return {
    treat: ({ toServer: request, toClient: reply }) => {
      requests.treat(request, "link");
      replies.treat(reply, "link");
    },
    flush: async () => void (await Promise.all([flushed(client), flushed(server)])),
    cut: async (how) => {
      if (how === "rst") gate?.clientReset();
      stopFlows();
      server.destroy();
      await (how === "rst" ? reset(client) : finish(client));
    },
    destroy: () => {
      stopFlows();
      server.destroy();
      client.destroy();
    },
  };
}

interface SocketHooks {
  /** Takes the chunks instead of the flow. */
  readonly onChunk?: ((chunk: Buffer) => void) | undefined;
  /** Called when the socket will bring no more bytes, and when it is closed, before the flow is told. */
  readonly onGone?: ((isClosed: boolean) => void) | undefined;
  /** Calls its argument, which passes the close of the socket on, at once or later. */
  readonly passClose?: ((pass: () => void) => void) | undefined;
}

/** Passes the chunks of a socket into the relay. */
function feed(
  source: Socket,
  flow: Flow,
  { onChunk, onGone, passClose = (pass) => pass() }: SocketHooks,
): void {
  let ended = false;
  source.on("data", onChunk ?? flow.accept);
  source.once("end", () => {
    ended = true;
    onGone?.(false);
    passClose(() => flow.accept("end"));
  });
  // Without a listener an error would end the process. The `close` that follows is enough.
  source.on("error", () => {});
  source.once("close", (hadError) => {
    onGone?.(true);
    if (hadError || !ended) passClose(() => flow.acceptReset());
  });
}

function hasLeft(client: Socket): boolean {
  return client.readableEnded || client.destroyed;
}

function onceReachedOrRefused(server: Socket, done: (isReached: boolean) => void): void {
  let isReached = false;
  server.once("connect", () => {
    isReached = true;
    done(true);
  });
  server.once("error", () => {
    if (!isReached) done(false);
  });
}

function onceAllClosed(sockets: readonly Socket[], done: () => void): void {
  let open = sockets.length;
  for (const socket of sockets) {
    socket.once("close", () => {
      open -= 1;
      if (open === 0) done();
    });
  }
}

async function flushed(socket: Socket): Promise<void> {
  if (socket.destroyed || socket.writableLength === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const limit = setTimeout(resolve, lingerMs);
  socket.once("close", () => resolve());
  socket.write("", () => resolve());
  await promise;
  clearTimeout(limit);
}

async function reset(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  resetNow(socket);
  await closed;
}

/**
 * Resets the server's side. A server that was told the end of the requests may still work on them, and a reset
 * would stop it halfway. It closes by itself when it has read them all, so its replies are only dropped.
 */
function resetServer(server: Socket): void {
  if (server.writableEnded) server.resume();
  else resetSocket(server);
}

/**
 * Resets a connection. Once this side has sent its FIN, the operating system takes no reset any more and Node would
 * never close the socket, so a socket that has ended is only destroyed.
 */
function resetNow(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/**
 * Closes by FIN, never by RST. A socket that is closed with unread input sends a reset, so this reads
 * and drops further input until the other side closes too or its time is up.
 */
async function finish(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  const sent = new Promise<void>((resolve) => {
    socket.once("finish", resolve);
    socket.once("close", () => resolve());
  });
  const limit = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(limit));
  socket.end();
  socket.resume();
  await sent;
}
