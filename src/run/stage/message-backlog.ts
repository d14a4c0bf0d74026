import { findGroup } from "../../judging/facts/names-in-redis.ts";
import type { Auditor, GroupBacklog } from "../redis/auditor.ts";
import type { OpenGroup } from "../watch/ledger-groups.ts";
import type { Ledger } from "../watch/ledger.ts";
import type { CanaryCheck } from "./group-canaries.ts";

export interface MessageBacklogOptions {
  readonly ledger: Ledger;
  readonly auditor: Pick<Auditor, "backlog">;
  /** The stream key of a topic; `undefined` if the bus names no stream. */
  readonly streamKey: ((topic: string) => string) | undefined;
  /** Whether the bus promises that every acknowledged message is handled. */
  readonly atLeastOnce: boolean;
  /**
   * Whether the bus claims to hand a message out again within a stated time. Such a message can be outside
   * of the stream meanwhile, so the drain waits for it although the stream is empty.
   */
  readonly redelivers?: boolean;
  /**
   * Whether the bus claims dead letters. Then the drain waits until it gave up each message with which the handler
   * never succeeds. If it does not, such messages may stay pending.
   */
  readonly deadLetters?: boolean;
}

/** The messages and calls that are left at one moment. */
export interface BacklogLook {
  /** Whether nothing is left anywhere, and every group handled a canary. */
  readonly done: boolean;
  /** How much of each kind is left. */
  readonly amounts: readonly number[];
  /** Messages handled until now, if a group is in no stream that the auditor sees; otherwise 0. */
  readonly handled: number;
  /** The amounts in words, for the history. */
  readonly left: string;
}

/** Looks once at what is left: in the streams, in the ledger and in calls that have not settled. */
export async function lookAtBacklog(
  options: MessageBacklogOptions,
  checks: readonly CanaryCheck[],
): Promise<BacklogLook> {
  const { ledger, atLeastOnce } = options;
  const withoutCanary = checks.filter(({ handledOne }) => !handledOne).length;
  const backlogs = await readBacklogs(options, checks);
  const inStream = sumOf(backlogs, ([group, { pending, unread }]) => {
    const allowed = options.deadLetters ? group.hanging() : group.failing();
    return Math.max(0, pending - allowed) + Number(unread);
  });
  const groups = atLeastOnce ? checks.map(({ group }) => group) : [];
  const outstanding = sumOf(groups, (group) => group.outstanding());
  // If the stream of a group is empty, the messages that it has not handled are lost and not late. If
  // the auditor sees no stream of a group, only the ledger knows what is left. The ledger cannot tell
  // whether a message in doubt is still queued; it can tell that the group handles ever more of them.
  const unseen = groups.filter((group) => !backlogs.has(group));
  const unhandled = sumOf(unseen, (group) => group.unhandled());
  const awaited = options.redelivers ? groups : unseen;
  const emptied = inStream === 0 && awaited.every((group) => group.outstanding() === 0);
  const moving = ledger.unsettled() + ledger.running();
  return {
    done: withoutCanary === 0 && moving === 0 && emptied,
    amounts: [outstanding, inStream, moving, withoutCanary, unhandled],
    handled: unseen.length > 0 ? ledger.counts.delivered : 0,
    left:
      `${outstanding} not handled, ${inStream} pending or unread, ${moving} in progress, ` +
      `${withoutCanary} groups without a canary` +
      (unseen.length > 0 ? `, ${unhandled} not handled by groups that no stream shows` : ""),
  };
}

/** Returns what the auditor sees of each group; nothing for a bus that names no stream. */
async function readBacklogs(
  { streamKey, auditor }: MessageBacklogOptions,
  checks: readonly CanaryCheck[],
): Promise<ReadonlyMap<OpenGroup, GroupBacklog>> {
  const found = new Map<OpenGroup, GroupBacklog>();
  if (!streamKey) return found;
  for (const topic of new Set(checks.map(({ group }) => group.topic))) {
    const backlog = await auditor.backlog(streamKey(topic));
    const groups = new Map(backlog?.map((each) => [each.name, each]));
    for (const { group } of checks) {
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
