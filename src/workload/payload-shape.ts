import type { MessageKey } from "../history/operations/operation-base.ts";
import type { PayloadOptions } from "./payload.ts";

/**
 * The payloads of a workload: those that every bus gets, or also those that only some buses can carry, or also such that
 * several messages have.
 */
export type PayloadKind = "usual" | "odd" | "equal";

type PayloadShape = Pick<PayloadOptions, "bytes" | "filling">;

/** Characters of two, three and four bytes that JSON and HTML leave as they are. */
const beyondAscii = "é€漢😀";
const longBytes = 10_000;

/**
 * Returns the shape of a message's payload. Most are plain and of the usual length; one in eight holds
 * characters beyond ASCII; one in 64 is 10 000 characters long. A bus may cut or recode only such
 * payloads. Odd payloads also hold, one in eight, characters that a text format escapes or ends at; one in 64 is
 * longer than 64 KiB, and one has a length of 1 MiB.
 */
export function payloadShape(
  sequence: number,
  usualBytes: number,
  kind: PayloadKind = "usual",
): PayloadShape {
  return (
    (kind === "odd" ? oddShape(sequence, usualBytes) : undefined) ??
    usualShape(sequence, usualBytes)
  );
}

function usualShape(sequence: number, usualBytes: number): PayloadShape {
  if (sequence % 64 === 9) return { bytes: longBytes };
  return sequence % 8 === 5 ? { bytes: usualBytes, filling: beyondAscii } : { bytes: usualBytes };
}

/** A length of 16 bits ends before it. */
const longerBytes = 70_000;
const megabyte = 1024 * 1024;
const megabyteAt = 41;
/** Quotes and backslashes, line breaks and tabs, control characters from NUL on, and the marks of JSON, HTML and SQL. */
const escaped = ["\"\\'`", "\r\n\t", "\u0000\u0001\u001b\u007f", '{"a":[1,{}&<b>%s%00;--'] as const;

function oddShape(sequence: number, usualBytes: number): PayloadShape | undefined {
  if (sequence === megabyteAt) return { bytes: megabyte };
  if (sequence % 64 === 9) return { bytes: longerBytes };
  const filling = sequence % 8 === 3 ? escaped[((sequence - 3) / 8) % escaped.length] : undefined;
  return filling === undefined ? undefined : { bytes: usualBytes, filling };
}

/** Returns the only message whose payload is the empty text; `undefined` if no message has it. */
export function emptyMessageOf(kind: PayloadKind): MessageKey | undefined {
  return kind === "odd" ? "publisher-0/33" : undefined;
}

/** Four messages in a row of every 32 have one payload: a bus may look back at the last one, or at more. */
export const equalRun = { every: 32, from: 16, count: 4 } as const;

/**
 * Returns the number of the payload that a message has in common with its neighbours, or `undefined` if its payload is its
 * own. Messages 16 to 19 of a publisher have payload 0, messages 48 to 51 payload 1, and so on.
 */
export function equalPayloadOf(sequence: number, kind: PayloadKind): number | undefined {
  const { every, from, count } = equalRun;
  const place = sequence % every;
  const isEqual = kind === "equal" && place >= from && place < from + count;
  return isEqual ? Math.floor(sequence / every) : undefined;
}
