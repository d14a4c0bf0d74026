import { errorText } from "../../errors.ts";
import type { BusContext } from "../contract.ts";
import type { Connection } from "./connection.ts";

/**
 * Tells the harness whenever the connection is lost and when it is back, not when it is first there.
 * Without a topic it concerns the whole bus. Returns the way to stop.
 */
export function announceChanges(
  connection: Connection,
  { notify }: Pick<BusContext, "notify">,
  topic?: string,
): () => void {
  const where = topic === undefined ? {} : { topic };
  let wasLost = false;
  return connection.onChange({
    lost: (reason) => {
      wasLost = true;
      notify({ kind: "disconnected", ...where, detail: errorText(reason) });
    },
    ready: () => {
      if (wasLost) notify({ kind: "connected", ...where });
    },
  });
}
