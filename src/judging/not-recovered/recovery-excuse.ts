import { durationText } from "../../wording.ts";
import { starvedMs } from "../facts/harness-delay.ts";
import type { RuleId } from "../finding/finding.ts";
import type { ProcessRecovery } from "./measure-recovery.ts";
import { decide } from "./recovery-decision.ts";

/** If the harness sent more than 1 % of the load late, it was short of CPU, and so was the bus. */
const lateShareAllowed = 0.01;

/** Fewer than 3 late calls are no sign of a short CPU: in an idle run a single one is more than 1 %. */
const leastLateCalls = 3;

/**
 * A participant that got nothing at all since the heal is not slow for lack of CPU. Only a harness that
 * sent more than 90 % of the load late leaves that open.
 */
const lateShareAllowedIfDeaf = 0.9;

/** Why a participant that did not recover in time may not be the fault of the bus. */
export interface RecoveryExcuse {
  readonly rule: RuleId;
  readonly text: string;
}

/**
 * Returns the excuse for a participant that did not recover in time, or `undefined` if it has no excuse.
 *
 *     before the fault, 400 messages a second were published, and subscriber-0 handled 100 a second
 *     10 s after the heal subscriber-0 still handles 100 a second, all of them late
 *     → not-recovered/load-too-high: it could not keep up before the fault either
 */
export function excuseOf(
  recovery: ProcessRecovery,
  limitMs: number,
  harnessDelayMs: number,
): RecoveryExcuse | undefined {
  const { process, pace, isDeaf, lateShare, lateCalls, lowerMs, upperMs } = recovery;
  const { offeredPerSecond, settledPerSecond, judgedPerSecond } = pace;
  const [offered, settled, judged] = [offeredPerSecond, settledPerSecond, judgedPerSecond].map(
    Math.round,
  );
  if (pace.fellBehind && judgedPerSecond > 0) {
    return {
      rule: "not-recovered/load-too-high",
      text: `${process} kept up with only ${settled} of ${offered} messages a second before the fault; try a lower --rate`,
    };
  }
  if (pace.isCatchingUp) {
    const before = offeredPerSecond > 0 ? `, after ${settled} before the fault` : "";
    return {
      rule: "not-recovered/load-too-high",
      text: `${process} was still working off its backlog with ${judged} messages a second${before}; try a lower --rate`,
    };
  }
  const isLate = lateShare > (isDeaf ? lateShareAllowedIfDeaf : lateShareAllowed);
  if (isLate && lateCalls >= leastLateCalls) {
    return starved(`sent ${Math.ceil(lateShare * 100)} % of the load since the heal too late`);
  }
  // Without the time in which the harness stood still, a participant may still have been too slow.
  const ownMs = { lowerMs: lowerMs - harnessDelayMs, upperMs };
  const isTooSlowAnyway = decide(ownMs, limitMs) === "not-recovered";
  if (harnessDelayMs > starvedMs && !isDeaf && !isTooSlowAnyway)
    return starved(`stood still for ${durationText(harnessDelayMs)}`);
  return undefined;
}

function starved(how: string): RecoveryExcuse {
  return {
    rule: "not-recovered/harness-starved",
    text: `the harness itself ${how}; repeat the run on a machine with less to do`,
  };
}
