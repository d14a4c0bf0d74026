import { waitPatiently } from "../../patience.ts";
import type { Stage } from "../stage.ts";

/** The cuts of one leak run, one in each round. */
export interface LeakCuts {
  /**
   * Cuts the connections of both roles: all of the subscriber's, and only one of the publisher's where
   * that is possible. Resolves with a function that waits until both roles have as many connections as
   * before, for 1 s each at most.
   */
  cut(stage: Stage): Promise<() => Promise<void>>;
}

export interface LeakCutRoles {
  readonly subscriber: string;
  readonly publisher: string;
}

const fin = { kind: "cut", how: "fin" } as const;
/** A bus that opens connections only when it needs them may not have all of them back by then. */
const reconnectLimitMs = 1000;

export function createLeakCuts({ subscriber, publisher }: LeakCutRoles): LeakCuts {
  const breakPublisher = createPublisherBreak(publisher);
  return {
    async cut(stage) {
      const ofSubscriber = await stage.connections(subscriber);
      const ofPublisher = await stage.connections(publisher);
      await cutAll(stage, subscriber);
      await breakPublisher(stage, ofPublisher);
      return async () => {
        await awaitConnections(stage, subscriber, ofSubscriber);
        await awaitConnections(stage, publisher, ofPublisher);
      };
    },
  };
}

/** Waits for reconnects, because a connection that comes back after the census would look like growth. */
async function awaitConnections(stage: Stage, role: string, wanted: number): Promise<void> {
  const areBack = async (): Promise<boolean> => (await stage.connections(role)) >= wanted;
  const wait = { what: `the connections of ${role}`, timeoutMs: reconnectLimitMs };
  await waitPatiently(areBack, { ...wait, signal: stage.signal }).catch(() =>
    stage.signal.throwIfAborted(),
  );
}

async function cutAll(stage: Stage, role: string): Promise<void> {
  const heal = await stage.inject({ kind: "network", role, fault: fin });
  await heal();
}

/**
 * Returns a function that breaks one connection of the publisher in each round: the only one at first,
 * and then the one that replaced it. If it cut all connections, it would close those that a reconnect
 * left behind, before they add up. If it cannot tell which connection is the new one, it cuts all.
 */
function createPublisherBreak(role: string): (stage: Stage, open: number) => Promise<void> {
  let openBefore = 0;
  return async (stage, open) => {
    // Connections are in order of opening: first the ones that survived the last cut, then its
    // replacement.
    const position = open === 1 ? 0 : openBefore - 1;
    const canBeTold = position >= 0 && position < open;
    openBefore = canBeTold ? open : 0;
    if (canBeTold) await breakOne(stage, role, position);
    else await cutAll(stage, role);
  };
}

const answerLimitMs = 50;
const publishIntervalMs = 10;

/** Drops all bytes on one connection, and then closes it. */
async function breakOne(stage: Stage, role: string, position: number): Promise<void> {
  const dropped = { kind: "blackhole", direction: "both", scope: "existing" } as const;
  const fault = { ...dropped, connections: [position] };
  let isInForce = false;
  const injecting = stage
    .inject({ kind: "network", role, fault })
    .finally(() => (isInForce = true));
  const [heal] = await Promise.all([injecting, keepPublishing(stage, () => isInForce)]);
  await heal();
}

/**
 * Publishes until the fault is in force. `inject` waits for evidence, and only bytes that the fault
 * dropped are evidence. It has a time limit of its own.
 */
async function keepPublishing(stage: Stage, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await stage.publish(answerLimitMs);
    await stage.pause(publishIntervalMs);
  }
}
