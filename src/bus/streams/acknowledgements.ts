export type Batch = readonly string[];

/**
 * Ids a consumer has handled. Kept in the batches they are acknowledged in, and looked up one by one
 * only where something may come again, since this is on the path of every message.
 */
export interface Acknowledgements {
  /** To go out with the next XACK. */
  queue: string[];
  /** Without a reply yet; sent again on every new connection. */
  readonly sent: Set<Batch>;
  unconfirmedCount: number;
  flushing: boolean;
  /** Confirmed since the last checkpoint, and between the two before: to recognise a replay. */
  recent: Batch[];
  recentCount: number;
  earlier: Batch[];
}

export function createAcknowledgements(): Acknowledgements {
  return {
    queue: [],
    sent: new Set(),
    unconfirmedCount: 0,
    flushing: false,
    recent: [],
    recentCount: 0,
    earlier: [],
  };
}

export function handledIds({ queue, sent, recent, earlier }: Acknowledgements): Set<string> {
  return new Set([queue, ...sent, ...recent, ...earlier].flat());
}

/**
 * A healed group begins at the last checkpoint, so what was confirmed before the one before it
 * comes again only if an older message is still being handled. It is not worth the memory.
 */
export function forgetOlderThanCheckpoint(acknowledgements: Acknowledgements): void {
  acknowledgements.earlier = acknowledgements.recent;
  acknowledgements.recent = [];
  acknowledgements.recentCount = 0;
}
