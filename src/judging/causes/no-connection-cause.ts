import type { IndexedHistory } from "../../history/indexed-history.ts";
import { bytesToServerValue, trafficSample } from "../../history/sample-names.ts";
import { listed } from "../../wording.ts";
import type { Cause } from "../finding/finding.ts";

/** Finds roles whose call never returned and of which nothing went through their link. */
export function noConnectionCause(
  { samples }: IndexedHistory,
  waiting: ReadonlySet<string>,
): Cause | undefined {
  const unseen = samples
    .filter(({ sample, process }) => sample === trafficSample && waiting.has(process))
    .filter(({ values }) => values[bytesToServerValue] === 0)
    .map(({ process }) => process);
  if (unseen.length === 0) return undefined;
  return {
    name: "its link saw no connection",
    text: `the link of ${listed(unseen)} saw no command, so the bus did not connect to \`context.url\``,
    advice:
      "Connect to the URL that open gets in `context.url`: look for an address in the code, in the environment or in a default of the client.",
  };
}
