import type { StrikeCommand } from "../history/strike-moment.ts";
import { formatToken } from "./token.ts";

/** In a run of the exploration each command that serves its ten messages comes at least this often. */
const occurrence = 5;

/**
 * Returns the token for `explore --point` that repeats a strike of a run at the same command of the small
 * run of the exploration, or `undefined` if no act at one command does the same.
 */
export function pointOfStrike(strike: StrikeCommand): string | undefined {
  const { connectionName: connection, command, key, position, act } = strike;
  if (act === undefined || act === "delay" || act === "error") return undefined;
  // The exploration has one publisher and one subscriber.
  const role = strike.role.replace(/-\d+$/u, "-0");
  const point = { role, connection, command, key, occurrence };
  return formatToken([{ point, position, act: { kind: act } }]);
}
