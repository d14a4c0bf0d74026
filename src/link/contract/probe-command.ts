import { once } from "node:events";

import { connectTo } from "../../fixtures/connect-to.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { withPatience } from "../../patience.ts";

interface ProbeCommandOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a new connection without a handshake, sends one command, and closes the connection.
 * Resolves with the first line of the reply, such as `-READONLY You can't write…` or `:0`, or with `undefined` if none came in
 * time.
 */
export async function probeCommand(
  endpoint: Endpoint,
  words: readonly string[],
  { timeoutMs, signal }: ProbeCommandOptions,
): Promise<string | undefined> {
  signal?.throwIfAborted();
  const socket = connectTo(endpoint);
  socket.on("error", () => {});
  const abort = (): void => void socket.destroy();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    socket.write(encode(words));
    const ended = once(socket, "close").then(() => undefined);
    const line = Promise.race([firstLine(socket), ended]);
    const reply = await withPatience(line, `the reply to ${words[0]}`, timeoutMs).catch(
      () => undefined,
    );
    signal?.throwIfAborted();
    return reply;
  } finally {
    signal?.removeEventListener("abort", abort);
    socket.destroy();
  }
}

function encode(words: readonly string[]): string {
  const bulks = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulks.join("")}`;
}

function firstLine(socket: ReturnType<typeof connectTo>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const end = text.indexOf("\r\n");
    if (end >= 0) resolve(text.slice(0, end));
  });
  return promise;
}
