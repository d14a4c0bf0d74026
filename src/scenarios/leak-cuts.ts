import { waitUntil } from "../clock.ts";
import type { Stage } from "./stage.ts";

/** The cuts of one leak run, round by round. */
export interface LeakCuts {
  /**
   * Cuts every connection of the subscriber, and of the publisher one alone where that is possible.
   * Resolves with the way to wait until both roles have as many connections again.
   */
  cut(stage: Stage): Promise<() => Promise<void>>;
}

export interface LeakCutRoles {
  readonly subscriber: string;
  readonly publisher: string;
}

const fin = { kind: "cut", how: "fin" } as const;
/** A bus that opens its connections only when it needs them may not have them back. */
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

/** What comes back after the baseline would look as if it had been added. */
async function awaitConnections(stage: Stage, role: string, wanted: number): Promise<void> {
  const areBack = async (): Promise<boolean> => (await stage.connections(role)) >= wanted;
  const wait = { what: `the connections of ${role}`, timeoutMs: reconnectLimitMs };
  await waitUntil(areBack, { ...wait, signal: stage.signal }).catch(() =>
    stage.signal.throwIfAborted(),
  );
}

async function cutAll(stage: Stage, role: string): Promise<void> {
  const heal = await stage.inject({ kind: "network", role, fault: fin });
  await heal();
}

/**
 * Where the publisher has a single connection, that one is broken in each round, and so is what took
 * its place. Cutting all of them would clear away what a reconnect left behind, before it adds up.
 */
function createPublisherBreak(role: string): (stage: Stage, open: number) => Promise<void> {
  let openBefore = 0;
  return async (stage, open) => {
    // Those that outlived the last break come first, and the replacement right behind them.
    const position = open === 1 ? 0 : openBefore - 1;
    const canBeTold = position >= 0 && position < open;
    openBefore = canBeTold ? open : 0;
    if (canBeTold) await breakOne(stage, role, position);
    else await cutAll(stage, role);
  };
}

const answerLimitMs = 50;
const publishIntervalMs = 10;

/** Loses what is under way on one connection, and then closes it. */
async function breakOne(stage: Stage, role: string, position: number): Promise<void> {
  const lost = { kind: "blackhole", direction: "both", scope: "existing" } as const;
  const fault = { ...lost, connections: [position] };
  let isInForce = false;
  const laying = stage.inject({ kind: "network", role, fault }).finally(() => (isInForce = true));
  const [heal] = await Promise.all([laying, keepPublishing(stage, () => isInForce)]);
  await heal();
}

/** Only what is lost shows that the connection is broken. `inject` has a limit of its own. */
async function keepPublishing(stage: Stage, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await stage.publish(answerLimitMs);
    await stage.pause(publishIntervalMs);
  }
}
