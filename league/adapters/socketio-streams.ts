import type { BusModule } from "../../src/bus/contract.ts";
import { socketioStreams } from "./parts/socketio-streams.ts";

/** Socket.IO over Redis streams as its documents write it: `emit` returns before anything is sent. */
export const bus: BusModule = socketioStreams("socketio-streams", { confirms: false });
