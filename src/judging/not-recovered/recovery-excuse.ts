import { durationText } from "../../wording.ts";
import { starvedMs } from "../facts/harness-delay.ts";
import type { ProcessRecovery } from "./measure-recovery.ts";

/** A harness that was late itself cannot say who else was, nor one that was too late with more than this share of the load … */
const starvedShare = 0.01;
/** … but only with nearly all of it late, nothing can be said of somebody who never came back. */
const starvedThroughoutShare = 0.9;

/** Why somebody who was slow can't be called so; `undefined` if nothing speaks for it. */
export function excuseOf(
  { process, pace, isDeaf, heldUpShare }: ProcessRecovery,
  harnessDelayMs: number,
): string | undefined {
  const { offeredPerSecond, settledPerSecond, judgedPerSecond } = pace;
  const [offered, settled, judged] = [offeredPerSecond, settledPerSecond, judgedPerSecond].map(
    Math.round,
  );
  if (pace.fellBehind && judgedPerSecond > 0) {
    return `${process} kept up with ${settled} of ${offered} messages a second before the fault; try a lower --rate`;
  }
  if (pace.isCatchingUp) {
    const before = offeredPerSecond > 0 ? `, after ${settled} before the fault` : "";
    return `${process} was still catching up with ${judged} messages a second${before}; try a lower --rate`;
  }
  if (heldUpShare > (isDeaf ? starvedThroughoutShare : starvedShare)) {
    return `the harness itself was late with ${Math.ceil(heldUpShare * 100)} % of the load since the heal`;
  }
  if (harnessDelayMs > starvedMs && !isDeaf) {
    return `the harness itself was held up for ${durationText(harnessDelayMs)}`;
  }
  return undefined;
}
