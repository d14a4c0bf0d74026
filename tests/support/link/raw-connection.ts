import { once } from "node:events";
import { connect } from "node:net";

import type { Endpoint } from "../../../src/fixtures/endpoint.ts";
import { waitPatiently } from "../../../src/patience.ts";

const timeoutMs = 10_000;

/** A TCP connection without a Redis client, for tests that look at bytes and closes. */
export interface RawConnection extends Disposable {
  send(bytes: string | Buffer): void;
  /** Waits for the given number of bytes and takes them. */
  receive(byteCount: number): Promise<Buffer>;
  /** Returns how many bytes have come and were not taken. */
  receivedBytes(): number;
  /** Sends a PING and takes its reply. */
  ping(): Promise<void>;
  isOpen(): boolean;
  /** Waits until the other side closes the connection, and returns how. */
  closed(): Promise<"fin" | "rst">;
  /** Ends sending. Replies can still come. */
  finish(): void;
  /** Closes the connection, as a process does when it ends. */
  close(): void;
  pause(): void;
  resume(): void;
}

export async function openRawConnection(endpoint: Endpoint): Promise<RawConnection> {
  const socket = connect({ ...endpoint, noDelay: true, allowHalfOpen: true });
  let received: Buffer[] = [];
  let byteCount = 0;
  let closedBy: "fin" | "rst" | undefined;
  socket.on("data", (chunk) => {
    received.push(chunk);
    byteCount += chunk.length;
  });
  socket.once("end", () => (closedBy = "fin"));
  await once(socket, "connect");
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET" || error.code === "EPIPE") closedBy ??= "rst";
  });

  async function receive(wanted: number): Promise<Buffer> {
    const what = `${wanted} bytes`;
    await waitPatiently(() => byteCount >= wanted, { what, timeoutMs, intervalMs: 1 });
    const all = Buffer.concat(received);
    received = [all.subarray(wanted)];
    byteCount -= wanted;
    return all.subarray(0, wanted);
  }

  return {
    send: (bytes) => void socket.write(bytes),
    receive,
    receivedBytes: () => byteCount,
    ping: async () => {
      socket.write(encodeCommand("PING"));
      await receive("+PONG\r\n".length);
    },
    isOpen: () => closedBy === undefined && !socket.destroyed,
    closed: () => waitPatiently(() => closedBy, { what: "a close", timeoutMs, intervalMs: 1 }),
    finish: () => void socket.end(),
    close: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** Encodes a Redis command as it travels over a connection. */
export function encodeCommand(...words: readonly (string | Buffer)[]): Buffer {
  const parts = words.flatMap((word) => ["\r\n$", String(Buffer.byteLength(word)), "\r\n", word]);
  return Buffer.concat([`*${words.length}`, ...parts, "\r\n"].map((part) => Buffer.from(part)));
}
