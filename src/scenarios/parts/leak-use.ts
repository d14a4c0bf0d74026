import type { Stage } from "../stage.ts";
import { createLeakCuts } from "./leak-cuts.ts";

/** The role whose bus opens the subscriptions. */
export const leakSubscriber = "subscriber-0";
const publisher = "publisher-0";
/** Roles that lose connections in each round of a run with cuts. */
export const rolesCut = 2;

/** Uses the open subscriptions. Returns false if they deliver nothing: such a round shows no leak. */
type Use = (stage: Stage) => Promise<boolean>;

/** The use of the subscriptions of one round. */
export interface RoundUse {
  /** For each subscription but the last, if they open one after the other. */
  readonly each: Use;
  /** For the last subscription, or for all of them if they are open at once. */
  readonly last: Use;
}

/** Proves the delivery to subscriptions that have just opened, some of which may come into force only now. */
const proveFirstDelivery: Use = async (stage) =>
  (await stage.ready()) || (await stage.proveDelivery());
const nothing: Use = async () => true;

/** Subscriptions that are opened and closed, and never get a message. */
export const noUse: RoundUse = { each: nothing, last: nothing };

/** Subscriptions that each get a message. */
export const useByMessages: RoundUse = {
  each: proveFirstDelivery,
  last: proveFirstDelivery,
};

/**
 * Returns the use of subscriptions that get a message, lose their connections, and get another message.
 * A reconnect takes its time, so the connections are cut once in a round.
 */
export function createUseAcrossCuts(): RoundUse {
  const cuts = createLeakCuts({ subscriber: leakSubscriber, publisher });
  return {
    each: proveFirstDelivery,
    async last(stage) {
      if (!(await proveFirstDelivery(stage))) return false;
      const reconnected = await cuts.cut(stage);
      const isBack = await stage.proveDelivery();
      await reconnected();
      return isBack;
    },
  };
}
