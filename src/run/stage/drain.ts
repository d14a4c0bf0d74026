import { nowMs, sleep, waitUntil } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Drain } from "../../history/operations/run-operations.ts";
import { findGroup } from "../../judging/facts/names-in-redis.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { Auditor, GroupBacklog } from "../redis/auditor.ts";
import type { Ledger, OpenGroup } from "../watch/ledger.ts";

/** How the drain ended, as it is recorded. */
export type DrainOutcome = Pick<Drain, "outcome" | "detail">;

export interface DrainOptions {
  readonly ledger: Ledger;
  readonly publishers: Publishers;
  readonly auditor: Auditor;
  /** The stream key of a topic, where the bus names one. */
  readonly streamKey: ((topic: string) => string) | undefined;
  readonly atLeastOnce: boolean;
  /** Nothing moved for so long: what is left will not come. */
  readonly stallLimitMs: number;
  readonly signal: AbortSignal;
}

const sampleIntervalMs = 20;
/** So many equal looks in a row, for a message can be between two places in a single one. */
const calmSamplesNeeded = 3;
const canaryIntervalMs = 250;
/** A backlog that still shrinks is given so many times the stall limit. */
const progressFactor = 2;

interface Look {
  /** The auditor failed, so that nothing is known. */
  readonly blind: boolean;
  /** Nothing is left anywhere, canaries included. */
  readonly done: boolean;
  /** How much of each kind is left. A kind that falls below its lowest so far is progress. */
  readonly amounts: readonly number[];
  /** How much was handled so far, if some group's messages lie where nobody can look. */
  readonly handled: number;
  readonly left: string;
}

const unlooked: Look = {
  blind: true,
  done: false,
  amounts: [],
  handled: 0,
  left: "nothing was looked at",
};

/**
 * Waits, after the last heal, until the bus's own consumers emptied the backlog. The harness consumes
 * nothing for them. A look that fails counts as "not done", never as "empty".
 */
export async function drain(options: DrainOptions): Promise<DrainOutcome> {
  const { signal, stallLimitMs } = options;
  const canaries = keepSendingCanaries(options);
  const startMs = nowMs();
  let movedMs = startMs;
  let calmSamples = 0;
  let last = unlooked;
  const lowest: number[] = [];
  while (!signal.aborted) {
    const look = await lookOnce(options, canaries.next()).catch((error) => failedLook(last, error));
    if (lowers(lowest, look.amounts)) movedMs = nowMs();
    // Where nobody can look, what is still being handled is all that shows a backlog.
    const isQuiet = look.handled === last.handled;
    last = look;
    calmSamples = look.done && isQuiet ? calmSamples + 1 : 0;
    if (calmSamples >= calmSamplesNeeded) return { outcome: "complete", detail: last.left };
    if (nowMs() - movedMs > stallLimitMs) break;
    if (nowMs() - startMs > stallLimitMs * progressFactor) break;
    await sleep(sampleIntervalMs, signal);
  }
  // What can't be looked at may still be moving, and decides nothing.
  const stalled = !last.blind && nowMs() - movedMs > stallLimitMs;
  return { outcome: stalled ? "stalled" : "progressing", detail: last.left };
}

/** A look that fails shows nothing; above all it does not show an empty stream. */
function failedLook(last: Look, error: unknown): Look {
  return {
    ...last,
    blind: true,
    done: false,
    left: `the auditor could not look: ${errorText(error)}`,
  };
}

/** Canaries come and go all the time, so what merely changes is no progress. */
function lowers(lowest: number[], amounts: readonly number[]): boolean {
  let lower = false;
  for (const [at, amount] of amounts.entries()) {
    if (amount >= (lowest[at] ?? Infinity)) continue;
    lowest[at] = amount;
    lower = true;
  }
  return lower;
}

/** Resolves when every open group handled a canary, or says false at the limit. */
export async function proveDelivery(
  options: Pick<DrainOptions, "ledger" | "publishers" | "signal">,
  limitMs: number,
): Promise<boolean> {
  const canaries = keepSendingCanaries(options);
  const endMs = nowMs() + limitMs;
  while (nowMs() < endMs) {
    const hearings = canaries.next();
    if (hearings.length > 0 && hearings.every(({ heard }) => heard)) return true;
    await sleep(sampleIntervalMs, options.signal);
  }
  return false;
}

/** Resolves when nothing is unread or unacknowledged in Redis any more, or says false at the limit. */
export async function proveAcknowledged(options: DrainOptions, limitMs: number): Promise<boolean> {
  const { ledger, signal } = options;
  const isDone = async (): Promise<boolean> => {
    const hearings = ledger.openGroups().map((group) => ({ group, heard: true }));
    return (await lookOnce(options, hearings)).done;
  };
  const wait = { what: "everything to be acknowledged", timeoutMs: limitMs, signal };
  return waitUntil(isDone, { ...wait, intervalMs: sampleIntervalMs }).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

interface GroupHearing {
  readonly group: OpenGroup;
  readonly heard: boolean;
}

/** Sends canaries until every group handled one; a bus that may lose messages loses some of them. */
function keepSendingCanaries({ ledger, publishers }: Pick<DrainOptions, "ledger" | "publishers">): {
  next(): readonly GroupHearing[];
} {
  const sent: MessageKey[] = [];
  let lastSentMs = -Infinity;
  return {
    next() {
      const hearings = ledger
        .openGroups()
        .map((group) => ({ group, heard: group.handledAnyOf(sent) }));
      const allHeard = sent.length > 0 && hearings.every(({ heard }) => heard);
      if (!allHeard && nowMs() - lastSentMs >= canaryIntervalMs) {
        lastSentMs = nowMs();
        sent.push(...publishers.sendCanaries());
      }
      return sent.length === 0 ? [] : hearings;
    },
  };
}

async function lookOnce(options: DrainOptions, hearings: readonly GroupHearing[]): Promise<Look> {
  const { ledger, atLeastOnce } = options;
  const deaf = hearings.filter(({ heard }) => !heard).length;
  const backlogs = await readBacklogs(options, hearings);
  const inStream = sumOf(backlogs.values(), ({ pending, unread }) => pending + Number(unread));
  const groups = atLeastOnce ? hearings.map(({ group }) => group) : [];
  const outstanding = sumOf(groups, (group) => group.outstanding());
  // An empty stream has nothing left to deliver: what is outstanding then is lost, not late. Of a
  // group that can't be seen in a stream only the ledger knows, and of its messages in doubt nobody
  // knows more than that they get fewer.
  const unseen = groups.filter((group) => !backlogs.has(group));
  const unhandled = sumOf(unseen, (group) => group.unhandled());
  const emptied = inStream === 0 && unseen.every((group) => group.outstanding() === 0);
  const hidden = unseen.length > 0 ? `, ${unhandled} unhandled where nobody can look` : "";
  const moving = ledger.unsettled() + ledger.running();
  return {
    blind: false,
    done: deaf === 0 && moving === 0 && emptied,
    amounts: [outstanding, inStream, moving, deaf, unhandled],
    handled: unseen.length > 0 ? ledger.counts.delivered : 0,
    left: `${outstanding} not handled, ${inStream} pending or unread, ${moving} in progress, ${deaf} groups without a canary${hidden}`,
  };
}

/** What the auditor sees of each group. Empty for a bus whose messages live in no stream. */
async function readBacklogs(
  { streamKey, auditor }: DrainOptions,
  hearings: readonly GroupHearing[],
): Promise<ReadonlyMap<OpenGroup, GroupBacklog>> {
  const found = new Map<OpenGroup, GroupBacklog>();
  if (!streamKey) return found;
  for (const topic of new Set(hearings.map(({ group }) => group.topic))) {
    const backlog = await auditor.backlog(streamKey(topic));
    const groups = new Map(backlog?.groups.map((each) => [each.name, each]));
    for (const { group } of hearings) {
      const seen = findGroup(groups, group.group);
      if (seen && group.topic === topic) found.set(group, seen);
    }
  }
  return found;
}

function sumOf<Item>(items: Iterable<Item>, amountOf: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += amountOf(item);
  return sum;
}
