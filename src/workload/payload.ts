import { crc32 } from "node:zlib";

import type { MessageKey } from "../history/operations/operation-base.ts";

/** The content of a payload: its message, and the topic on which it was published. */
export interface PayloadContent {
  readonly message: MessageKey;
  readonly topic: string;
}

export interface PayloadOptions {
  readonly runId: string;
  readonly publisher: string;
  readonly sequence: number;
  readonly topic: string;
  /** Length in characters. A payload whose content needs more is longer. */
  readonly bytes: number;
  /** Text that fills the payload up, as often as it fits whole; `x` by default. */
  readonly filling?: string | undefined;
}

/** The beginning of every payload. Parts separated by colons follow, and a checksum at the end. */
const opening = "[bus-chaos:";
const closing = "]";
const checksumDigits = 8;

/** Returns a printable text that JSON and HTML leave as it is, and that can be found in a longer text. */
export function createPayload(options: PayloadOptions): string {
  const { runId, publisher, sequence, topic, bytes, filling = "" } = options;
  const parts = [runId, publisher, String(sequence), topic].map(encodeURIComponent);
  const head = `${opening}${parts.join(":")}:`;
  const padding = Math.max(0, bytes - head.length - checksumDigits - closing.length - 1);
  const filled = filling.repeat(Math.floor(padding / (filling.length || 1)));
  const body = `${head}${filled.padEnd(padding, "x")}:`;
  return `${body}${checksumOf(body)}${closing}`;
}

/**
 * Returns a payload that several messages of a publisher have. It names no message, so
 * `readPayload` and `createPayloadFinder` find no message in it. A changed one is taken for corrupt, because it names the run.
 */
export function createEqualPayload(
  options: Pick<PayloadOptions, "runId" | "publisher" | "topic" | "bytes">,
  number: number,
): string {
  const { runId, publisher, topic, bytes } = options;
  const parts = [runId, publisher, topic, String(number)].map(encodeURIComponent);
  return `[equal:${parts.join(":")}:`.padEnd(bytes - closing.length, "x") + closing;
}

/**
 * Reads a payload that a bus delivered. `foreign`: a payload of another run, or a text that never was
 * a payload. `corrupt`: a text that shows that it was a payload of this run, or an empty text.
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

/**
 * Returns a function that finds the messages of a run whose undamaged payloads are anywhere in a text,
 * in order. The text can be a field of a stream entry, or the bytes of a command or a reply, read as
 * latin1. It does not find a payload that is compressed or in another encoding.
 */
export function createPayloadFinder(runId: string): (text: string) => MessageKey[] {
  const wanted = `${opening}${encodeURIComponent(runId)}:`;
  return (text) => {
    const found: MessageKey[] = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const end = text.indexOf(closing, at);
      if (end < 0) break;
      if (isIntact(text, at, end)) found.push(messageAt(text, at + wanted.length));
    }
    return found;
  };
}

function isIntact(text: string, at: number, end: number): boolean {
  return isSound(text, at, end) || isSoundAsBytes(text, at, end) || isSoundInJson(text, at, end);
}

/** As `isSound`, for a payload inside of a JSON text, or of a JSON text in a JSON text, in which characters are escaped. */
function isSoundInJson(text: string, at: number, end: number): boolean {
  let slice = text.slice(at, end);
  for (let depth = 0; depth < deepestJson && slice.includes("\\"); depth++) {
    const unescaped = unescapeJson(slice);
    if (unescaped === undefined) return false;
    if (isSound(unescaped, 0, unescaped.length)) return true;
    if (isSoundAsBytes(unescaped, 0, unescaped.length)) return true;
    slice = unescaped;
  }
  return false;
}

const deepestJson = 2;

function unescapeJson(text: string): string | undefined {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return undefined;
  }
}

/** Whether the payload from its opening to its closing has the right checksum. */
function isSound(text: string, at: number, end: number): boolean {
  const checksumAt = end - checksumDigits;
  return checksumAt > at && checksumOf(text.slice(at, checksumAt)) === text.slice(checksumAt, end);
}

/** As `isSound`, for bytes of UTF-8 that were read as latin1. */
function isSoundAsBytes(text: string, at: number, end: number): boolean {
  const bytes = Buffer.from(text.slice(at, end), "latin1").toString();
  return isSound(bytes, 0, bytes.length);
}

function messageAt(text: string, publisherAt: number): MessageKey {
  const publisherEnd = text.indexOf(":", publisherAt);
  const sequenceEnd = text.indexOf(":", publisherEnd + 1);
  const publisher = decodeURIComponent(text.slice(publisherAt, publisherEnd));
  return `${publisher}/${text.slice(publisherEnd + 1, sequenceEnd)}`;
}

interface Token {
  readonly runId: string;
  readonly content: PayloadContent;
}

function readToken(text: string): Token | undefined {
  if (!text.startsWith(opening) || !text.endsWith(closing)) return undefined;
  if (!isSound(text, 0, text.length - closing.length)) return undefined;
  const [runId, publisher, sequence, topic] = text.slice(opening.length).split(":");
  if (runId === undefined || publisher === undefined || topic === undefined) return undefined;
  return {
    runId: decodeURIComponent(runId),
    content: {
      message: `${decodeURIComponent(publisher)}/${sequence}`,
      topic: decodeURIComponent(topic),
    },
  };
}

function checksumOf(body: string): string {
  return crc32(body).toString(16).padStart(checksumDigits, "0");
}
