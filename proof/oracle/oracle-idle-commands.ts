import { commandsOf, type RecordedCommand } from "../recorded/recorded-commands.ts";
import {
  closeAt,
  delivered,
  drainOf,
  handlingOf,
  ofKind,
  originOf,
  published,
  settledAt,
  subscribed,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

const withinMs = 200;
const tooMany = 100;

/** True if a role sent too many commands without content while there was nothing to do. */
export function isBusyWhileIdle(run: RecordedRun): boolean {
  const drainedMs = drainOf(run)?.timeMs;
  if (drainedMs === undefined) return false;
  const idleMs = idleFrom(run);
  const empty = commandsOf(run).filter(
    (each) => isEmpty(each) && sentAt(each) > idleMs && sentAt(each) < drainedMs,
  );
  return empty.some((first) => {
    const near = empty.filter(
      (each) =>
        each.process === first.process &&
        each.connection === first.connection &&
        sentAt(each) >= sentAt(first) &&
        sentAt(each) - sentAt(first) < withinMs,
    );
    const open = subscribed(run).filter(
      (each) =>
        each.process === first.process &&
        each.timeMs < drainedMs &&
        closeAt(run, each.subscription, "invoke") >= drainedMs,
    );
    return near.length >= tooMany * Math.max(1, open.length);
  });
}

function idleFrom(run: RecordedRun): number {
  const load = published(run).filter(({ canary = false }) => !canary);
  const settled = load.map((each) => settledAt(run, each.message) ?? each.timeMs);
  const handled = delivered(run)
    .filter((each) => originOf(run, each)?.canary !== true && originOf(run, each) !== undefined)
    .map((each) => {
      const { outcome, endMs } = handlingOf(run, each);
      return outcome === "unfinished" ? each.timeMs : endMs;
    });
  const calls = [...ofKind(run, "subscribe"), ...ofKind(run, "close")]
    .filter(({ type }) => type !== "info")
    .map(({ timeMs }) => timeMs)
    .filter((timeMs) => timeMs < (drainOf(run)?.timeMs ?? Infinity));
  return Math.max(0, ...settled, ...handled, ...calls);
}

function isEmpty({ handshake, messages, returned, ids }: RecordedCommand): boolean {
  return handshake !== true && !messages && !returned && !ids;
}

function sentAt({ forwardedMs, timeMs }: RecordedCommand): number {
  return forwardedMs ?? timeMs;
}

/** True if the event loop never rested and used a core for half a second or longer, while there was nothing to do. */
export function isNeverAtRest(run: RecordedRun): boolean {
  const parts = valuesOf(run, "idle-work");
  return parts.some((_, first) =>
    parts.some((__, last) => last >= first && isSpinning(parts.slice(first, last + 1))),
  );
}

type Values = Readonly<Record<string, number>>;

function valuesOf(run: RecordedRun, name: string): readonly Values[] {
  return ofKind(run, "sample")
    .filter(({ sample }) => sample === name)
    .map(({ values }) => values);
}

function isSpinning(parts: readonly Values[]): boolean {
  const total = (name: string): number =>
    parts.map((each) => each[name] ?? 0).reduce((sum, each) => sum + each, 0);
  if (total("spanMs") < 500 || total("processorMs") < total("spanMs") / 2) return false;
  return !parts.some(({ activeMs = 0, spanMs = 0 }) => activeMs < 0.98 * spanMs);
}

/** True if a role tried to connect 100 times and 500 times a second, for each subscription that it has had. */
export function connectsHastily(run: RecordedRun): boolean {
  return ofKind(run, "sample").some(({ sample, process, values }) => {
    if (sample !== "failed-connects") return false;
    const own = subscribed(run).filter((each) => each.process === process);
    const tries = (values["failedConnects"] ?? 0) / Math.max(1, own.length);
    return tries >= 100 && tries >= 0.5 * (values["spanMs"] ?? 0);
  });
}
