import { errorText } from "../../errors.ts";
import type { BusContext } from "../contract.ts";
import type { Connection } from "./connection.ts";

/**
 * Sends the notice `disconnected` whenever the connection is lost and `connected` when it is back, but
 * not when it is first made. Without a topic the notices concern the whole bus. Returns a function that
 * stops it.
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
