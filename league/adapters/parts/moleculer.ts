import { createRequire } from "node:module";

import type { BusContext } from "../../../src/bus/contract.ts";

const { ServiceBroker } = createRequire(import.meta.url)("moleculer") as typeof import("moleculer");

type Broker = import("moleculer").ServiceBroker;
type BrokerOptions = import("moleculer").BrokerOptions;
type ServiceSchema = import("moleculer").ServiceSchema;

/** The brokers of a role: moleculer needs one for the publisher, and one for each subscription. */
export interface Brokers {
  create(): Broker;
  /** Starts a broker with this service. */
  serve(service: ServiceSchema): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** Numbers the brokers of the process, because moleculer ends a process that uses a node id twice. */
let brokersCreated = 0;

/** Creates brokers with the same options. `more` is called for each broker, because a middleware belongs to a single broker. */
export function createBrokers(
  { role, namespace }: Pick<BusContext, "role" | "namespace">,
  more: () => BrokerOptions,
): Brokers {
  const brokers = new Set<Broker>();

  function create(): Broker {
    const broker = new ServiceBroker({
      nodeID: `${role}-${++brokersCreated}`,
      namespace,
      logger: false,
      skipProcessEventRegistration: true,
      ...more(),
    });
    brokers.add(broker);
    return broker;
  }

  return {
    create,
    async serve(service) {
      const broker = create();
      broker.createService(service);
      await broker.start();
      return {
        async close() {
          brokers.delete(broker);
          await broker.stop();
        },
      };
    },
    async close() {
      await Promise.all([...brokers].map((broker) => broker.stop()));
    },
  };
}
