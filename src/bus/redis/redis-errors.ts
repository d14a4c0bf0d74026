import { ClientClosedError, ClientOfflineError, ErrorReply } from "redis";

import { ChaosError } from "../../errors.ts";

/** There is no ready connection at the moment, so the command was not even sent. */
export class NotConnectedError extends ChaosError {
  override readonly name = "NotConnectedError";
  override readonly code = "CHAOS_NOT_CONNECTED";
}

/** Redis is up but refuses work for now; it may accept the same command later. */
const refusals = new Set([
  "LOADING",
  "READONLY",
  "MISCONF",
  "NOREPLICAS",
  "MASTERDOWN",
  "CLUSTERDOWN",
  "TRYAGAIN",
  "BUSY",
]);

/** Redis answered with an error, so the command certainly did nothing. */
export function isErrorReply(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply;
}

export function isRefusal(error: unknown): boolean {
  return isErrorReply(error) && refusals.has(replyCode(error));
}

/**
 * The group is gone, or the server let go of a blocked reader. Redis 7.0 and 7.2 word the same
 * event differently, so only the code counts.
 */
export function isGroupGone(error: unknown): boolean {
  return isErrorReply(error) && /^(NOGROUP|UNBLOCKED)/.test(error.message);
}

/** The command never left this process, in contrast to one whose reply was lost. */
export function neverSent(error: unknown): boolean {
  return (
    error instanceof NotConnectedError ||
    error instanceof ClientOfflineError ||
    error instanceof ClientClosedError
  );
}

/** The first word of an error reply, such as `WRONGTYPE`. */
export function replyCode(error: Error): string {
  return error.message.split(" ", 1)[0] ?? "";
}
