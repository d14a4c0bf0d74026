/** The ids of one XACK. */
export type Batch = readonly string[];

/**
 * The ids of the messages that a consumer has handled. They stay in the batches in which they are
 * acknowledged, because adding an id is on the path of every message. A single id is looked up only if
 * a message may come again.
 */
export interface Acknowledgements {
  /** Not sent yet; the next XACK sends them. */
  queue: string[];
  /** Sent without a reply yet; sent again on every new connection. */
  readonly sent: Set<Batch>;
  unconfirmedCount: number;
  flushing: boolean;
  /** Confirmed since the last checkpoint. Together with `earlier` it serves to recognise a replay. */
  recent: Batch[];
  recentCount: number;
  /** Confirmed between the two checkpoints before. */
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

/** All ids that are remembered. */
export function handledIds({ queue, sent, recent, earlier }: Acknowledgements): Set<string> {
  return new Set([queue, ...sent, ...recent, ...earlier].flat());
}

/**
 * Forgets the ids that were confirmed before the previous checkpoint. A healed group starts at the last
 * checkpoint, so such a message comes again only if an older one is still being handled. That is rare
 * and not worth the memory.
 */
export function forgetOlderThanCheckpoint(acknowledgements: Acknowledgements): void {
  acknowledgements.earlier = acknowledgements.recent;
  acknowledgements.recent = [];
  acknowledgements.recentCount = 0;
}
