import type { MessageKey } from "../history/operations/operation-base.ts";
import type { PayloadOptions } from "./payload.ts";

/** The payloads of a workload: those that every bus gets, or also those that only some buses can carry. */
export type PayloadKind = "usual" | "odd";

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
