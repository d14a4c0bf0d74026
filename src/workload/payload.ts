import { crc32 } from "node:zlib";

import type { MessageKey } from "../history/operation.ts";

/** What a payload says of itself. Its topic is the one it was published on. */
export interface PayloadContent {
  readonly message: MessageKey;
  readonly topic: string;
}

export interface PayloadOptions {
  readonly runId: string;
  readonly publisher: string;
  readonly sequence: number;
  readonly topic: string;
  /** Padded up to this length; one that is longer by itself stays longer. */
  readonly bytes: number;
}

/** Begins every payload; its parts follow with a colon between, and the checksum closes it. */
const opening = "[bus-chaos:";
const closing = "]";
const checksumDigits = 8;

/** Printable ASCII that survives JSON and HTML unchanged and can be found inside a longer text. */
export function createPayload(options: PayloadOptions): string {
  const { runId, publisher, sequence, topic, bytes } = options;
  const parts = [runId, publisher, String(sequence), topic].map(encodeURIComponent);
  const head = `${opening}${parts.join(":")}:`;
  const padding = bytes - head.length - checksumDigits - closing.length - 1;
  const body = `${head}${"x".repeat(Math.max(0, padding))}:`;
  return `${body}${checksumOf(body)}${closing}`;
}

/**
 * Reads a payload that was delivered. `foreign` is a sound one of another run, or a text that never
 * was a payload; `corrupt` is whatever still shows that it once was one of ours.
 */
export function readPayload(
  text: string,
  runId: string,
): PayloadContent | { readonly damage: "corrupt" | "foreign" } {
  const token = readToken(text);
  if (token) return token.runId === runId ? token.content : { damage: "foreign" };
  const ours = text === "" || text.includes(opening.slice(1)) || text.includes(runId);
  return { damage: ours ? "corrupt" : "foreign" };
}

/** The message whose sound payload is somewhere inside `text`, such as in a field of an entry. */
export function findPayload(text: string, runId: string): MessageKey | undefined {
  const wanted = `${opening}${encodeURIComponent(runId)}:`;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = text.indexOf(closing, at);
    const token = end < 0 ? undefined : readToken(text.slice(at, end + 1));
    if (token) return token.content.message;
  }
  return undefined;
}

/**
 * Finds the messages of a run whose sound payloads are anywhere in some bytes, in order, such as in a
 * command or a reply. One that was compressed or encoded otherwise is not seen.
 */
export function createPayloadFinder(runId: string): (bytes: Buffer) => MessageKey[] {
  const wanted = Buffer.from(`${opening}${encodeURIComponent(runId)}:`);
  return (bytes) => {
    const found: MessageKey[] = [];
    if (bytes.length < wanted.length) return found;
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + wanted.length)) {
      const end = bytes.indexOf(closingByte, at);
      if (end >= 0 && isSound(bytes, at, end)) found.push(messageAt(bytes, at + wanted.length));
    }
    return found;
  };
}

const closingByte = closing.charCodeAt(0);
const colonByte = ":".charCodeAt(0);

/** The rest of this file reads texts; here every byte of a run comes by, so none is copied. */
function isSound(bytes: Buffer, at: number, end: number): boolean {
  const checksumAt = end - checksumDigits;
  if (checksumAt <= at) return false;
  return checksumOf(bytes.subarray(at, checksumAt)) === bytes.toString("latin1", checksumAt, end);
}

function messageAt(bytes: Buffer, publisherAt: number): MessageKey {
  const publisherEnd = bytes.indexOf(colonByte, publisherAt);
  const sequenceAt = publisherEnd + 1;
  const sequenceEnd = bytes.indexOf(colonByte, sequenceAt);
  const publisher = decodeURIComponent(bytes.toString("latin1", publisherAt, publisherEnd));
  return `${publisher}/${bytes.toString("latin1", sequenceAt, sequenceEnd)}`;
}

interface Token {
  readonly runId: string;
  readonly content: PayloadContent;
}

function readToken(text: string): Token | undefined {
  if (!text.startsWith(opening) || !text.endsWith(closing)) return undefined;
  const checksumAt = text.length - closing.length - checksumDigits;
  const body = text.slice(0, checksumAt);
  if (checksumOf(body) !== text.slice(checksumAt, -closing.length)) return undefined;
  const [runId, publisher, sequence, topic] = body.slice(opening.length).split(":");
  if (runId === undefined || publisher === undefined || topic === undefined) return undefined;
  return {
    runId: decodeURIComponent(runId),
    content: {
      message: `${decodeURIComponent(publisher)}/${sequence}`,
      topic: decodeURIComponent(topic),
    },
  };
}

function checksumOf(body: string | Buffer): string {
  return crc32(body).toString(16).padStart(checksumDigits, "0");
}
