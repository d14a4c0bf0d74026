import { isStreamId } from "../metrics/stream-id.ts";

const shortReplyBytes = 64;
const errorChars = 200;
const lineEnd = "\r\n";

/**
 * A reply that fits into a few words: a status, a number, a stream id, `nil`. Other texts are
 * somebody's data and of no use here.
 */
export function shortReplyOf(reply: Buffer): string | undefined {
  const line = firstLine(reply);
  const text = line.slice(1);
  switch (line[0]) {
    case "_":
      return "nil";
    case "*":
      return text === "-1" ? "nil" : undefined;
    case "$":
      return text === "-1" ? "nil" : streamIdAfter(reply, line);
    case "+":
    case ":":
    case "#":
      return text.length <= shortReplyBytes ? text : undefined;
    default:
      return undefined;
  }
}

/** The text of an error reply, without the arguments that Redis repeats in some. */
export function errorTextOf(reply: Buffer): string {
  const line = firstLine(reply);
  const text = line.startsWith("!") ? secondLine(reply, line) : line.slice(1);
  const [told = ""] = text.split(", with args beginning with");
  return told.slice(0, errorChars);
}

function streamIdAfter(reply: Buffer, line: string): string | undefined {
  const length = Number(line.slice(1));
  if (length > shortReplyBytes) return undefined;
  const text = secondLine(reply, line);
  return isStreamId(text) ? text : undefined;
}

function firstLine(reply: Buffer): string {
  return lineFrom(reply, 0);
}

function secondLine(reply: Buffer, first: string): string {
  return lineFrom(reply, first.length + lineEnd.length);
}

const longestLineBytes = 1024;

function lineFrom(reply: Buffer, start: number): string {
  const text = reply.toString("latin1", start, start + longestLineBytes);
  const end = text.indexOf(lineEnd);
  return end < 0 ? text : text.slice(0, end);
}
