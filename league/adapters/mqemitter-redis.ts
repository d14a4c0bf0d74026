import { createRequire } from "node:module";

import type { BusModule } from "../../src/bus/contract.ts";

type Done = (error?: Error | null) => void;
type Listener = (message: { payload: string }, done: () => void) => void;

/** The types of the package lack `state`. */
interface Emitter {
  readonly state: {
    on(event: "error", listener: (error: Error) => void): void;
    on(event: "subConnect", listener: () => void): void;
  };
  emit(message: { topic: string; payload: string }, done: Done): void;
  on(topic: string, listener: Listener, done: Done): void;
  removeListener(topic: string, listener: Listener, done: Done): void;
  close(done: Done): void;
}

const createEmitter = createRequire(import.meta.url)("mqemitter-redis") as (options: {
  connectionString: string;
}) => Emitter;

/** mqemitter-redis, the emitter of the MQTT broker aedes. Publishes have no ids. */
export const bus: BusModule = {
  name: "mqemitter-redis",
  guarantees: { delivery: "at-most-once", sharesWork: false },
  async open({ url, namespace, logger, notify }) {
    const emitter = createEmitter({ connectionString: url });
    emitter.state.on("error", (error) => {
      logger.warn(String(error));
      notify({ kind: "disconnected", detail: String(error) });
    });
    emitter.state.on("subConnect", () => notify({ kind: "connected" }));
    let received = 0;
    return {
      publish: (topic, payload) =>
        settled((done) => emitter.emit({ topic: `${namespace}${topic}`, payload }, done)),
      async subscribe(topic, _options, handler) {
        const channel = `${namespace}${topic}`;
        const listener: Listener = ({ payload }, done) => {
          Promise.resolve(handler({ id: String(++received), topic, payload, attempt: 1 }))
            .catch((error: unknown) => logger.warn(String(error)))
            .finally(done);
        };
        await settled((done) => emitter.on(channel, listener, done));
        return { close: () => settled((done) => emitter.removeListener(channel, listener, done)) };
      },
      close: () => settled((done) => emitter.close(done)),
    };
  },
};

/** Waits for a call that takes a callback. */
function settled(call: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}
