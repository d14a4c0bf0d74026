import type { Connection } from "../connection.ts";
import type { BusContext, MessageHandler, SubscribeOptions, StartPosition } from "../contract.ts";
import { type Acknowledgements, createAcknowledgements } from "./acknowledgements.ts";
import type { Checkpoint } from "./group.ts";
import type { StreamsParts } from "./parts.ts";
import { createWorkInProgress, type WorkInProgress } from "./work-in-progress.ts";

/** One subscription: a named consumer of one group on one stream, and all it knows. */
export interface Consumer {
  readonly parts: StreamsParts;
  readonly context: BusContext;
  readonly topic: string;
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly from: StartPosition;
  readonly handler: MessageHandler;
  /** Carries nothing but this consumer's reads, since a blocked read blocks what is behind it. */
  readonly reader: Connection;
  /** Shared by the whole bus. */
  readonly commands: Connection;
  readonly blockMs: number;
  readonly work: WorkInProgress;
  readonly acknowledgements: Acknowledgements;
  readonly closing: AbortController;
  /** No message taken up so far has a greater id. */
  newestId: string;
  /** From then on the handler is never called. */
  closed: boolean;
  checkpoint: Checkpoint | undefined;
  /** Settles when the read loop has ended. */
  reading: Promise<void>;
  upkeepTimer: NodeJS.Timeout | undefined;
  stopListening: () => void;
}

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
