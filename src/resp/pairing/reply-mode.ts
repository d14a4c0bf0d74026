import { argumentCount, wordAt } from "../scan/request.ts";
import type { Request } from "../scan/request.ts";
import type { CommandKind } from "./command-kind.ts";

/**
 * Creates a function that follows CLIENT REPLY. Call it for every command of a connection, in order. It
 * returns whether Redis will answer that command.
 */
export function createReplyMode(): (kind: CommandKind, request: Request) => boolean {
  let off = false;
  let skipsNext = false;
  return ({ effect }, request) => {
    const skipped = skipsNext;
    skipsNext = false;
    if (effect === undefined) return !off && !skipped;
    const mode = effect === "reply mode" ? modeOf(request) : "";
    if (mode === "ON") {
      off = false;
      return true;
    }
    if (mode === "SKIP") {
      skipsNext = !off;
      return false;
    }
    if (mode === "OFF") off = true;
    if (effect === "reset") off = false;
    return !off && !skipped;
  };
}

function modeOf(request: Request): string {
  return argumentCount(request) === 3 ? wordAt(request, 2) : "";
}
