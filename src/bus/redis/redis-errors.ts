import { ClientClosedError, ClientOfflineError, ErrorReply } from "redis";

import { ChaosError } from "../../errors.ts";

/** There is no session at the moment, so the command was not sent. */
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

/** True if Redis answered with an error, so the command certainly did nothing. */
export function isErrorReply(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply;
}

/** True if Redis refuses work for now, as while it loads or as a read-only replica. */
export function isRefusal(error: unknown): boolean {
  return isErrorReply(error) && refusals.has(replyCode(error));
}

/**
 * True if the group is gone, or if Redis unblocked a reader because its stream was deleted. Redis 7.0 and
 * 7.2 use different texts for the same event, so only the code counts.
 */
export function isGroupGone(error: unknown): boolean {
  return isErrorReply(error) && /^(NOGROUP|UNBLOCKED)/.test(error.message);
}

/** True if the command never left this process. */
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
