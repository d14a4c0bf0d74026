import type { BusContext, MessageHandler, SubscribeOptions } from "../contract.ts";
import type { Connection } from "../redis/connection.ts";
import { createAcknowledgements } from "./acknowledgements.ts";
import type { Consumer, StreamsParts } from "./consumer.ts";
import { createWorkInProgress } from "./work-in-progress.ts";

export interface ConsumerOptions {
  readonly parts: StreamsParts;
  readonly context: BusContext;
  readonly topic: string;
  readonly key: string;
  readonly options: SubscribeOptions;
  readonly handler: MessageHandler;
  readonly reader: Connection;
  readonly commands: Connection;
  readonly blockMs: number;
}

/** Returns the state of a consumer that has not read anything yet. */
export function createConsumer({ options, ...rest }: ConsumerOptions): Consumer {
  return {
    ...rest,
    group: options.group,
    name: rest.parts.consumerName(options),
    from: options.from ?? "new",
    work: createWorkInProgress(),
    acknowledgements: createAcknowledgements(),
    closing: new AbortController(),
    newestId: "0-0",
    closed: false,
    checkpoint: undefined,
    reading: Promise.resolve(),
    upkeepTimer: undefined,
    stopListening: () => undefined,
  };
}
