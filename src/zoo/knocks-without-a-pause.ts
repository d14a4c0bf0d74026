import { connect } from "node:net";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

const streams = createStreamsBus(referenceParts, { name: "knocks-without-a-pause" });

const connections = 8;

/**
 * Tries the port of Redis with each connection of a pool, and again as soon as an attempt has failed, to be
 * back early. Its own client pauses as it should.
 */
export const bus: PlantedBug = {
  ...streams,
  async open(context) {
    const { hostname, port } = new URL(context.url);
    let knocking = 0;
    const watch = watchOffline({
      ...context,
      notify(notice) {
        context.notify(notice);
        if (notice.kind !== "disconnected") return;
        for (let each = 0; each < connections; each += 1) knock();
      },
    });

    function knock(): void {
      if (knocking === connections) return;
      knocking += 1;
      const socket = connect(Number(port), hostname);
      socket.once("connect", () => socket.destroy());
      socket.once("error", () => socket.destroy());
      socket.once("close", (hadError) => {
        knocking -= 1;
        if (hadError && !context.signal.aborted) knock();
      });
    }
    return await streams.open(watch.context);
  },
  foundBy: [
    {
      run: "partition/refuse",
      mustFind: ["overload"],
      summaryIncludes: "tried to connect",
    },
    {
      run: "overload/while-away",
      mustFind: ["overload"],
      summaryIncludes: "tried to connect",
    },
  ],
};
