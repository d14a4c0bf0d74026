import type { BusModule } from "../../src/bus/contract.ts";
import { socketioStreams } from "./parts/socketio-streams.ts";

/** Socket.IO over Redis streams, where publish waits for the XADD that the adapter sends. */
export const bus: BusModule = socketioStreams("socketio-streams-confirmed", {
  confirms: true,
  blockMs: 1000,
});
