import type { Flow } from "../bytes/flow.ts";
import type { CommandObservation } from "./command-observation.ts";
import { mustBeReplaced, needsAnswer, replyStop, requestStop } from "./planned-strike.ts";
import type { PlannedStrike } from "./planned-strike.ts";
import type { WaitingFaults } from "./waiting-faults.ts";

/** How far the bytes of a connection have come in, and how far they are whole frames. */
export interface FrameProgress {
  sentBytes: number;
  requestEnd: number;
  receivedBytes: number;
  replyEnd: number;
  /** Behind the last frame that completed the answer to a command. */
  answerEnd: number;
  /** The client will send nothing more. */
  hasClientLeft: boolean;
  /** The bytes are no Redis protocol, so frames are not told apart any more. */
  isOpaque: boolean;
  /** Frames are just being told apart, so nothing may be done about them yet. */
  isScanning: boolean;
}

/** What faults at the commands of one connection go by. */
export interface StrikeContext {
  readonly requests: Flow;
  readonly replies: Flow;
  readonly rules: WaitingFaults;
  readonly observation: CommandObservation;
  readonly progress: FrameProgress;
  readonly heldBytesLimit: number;
}

/** Places the barriers for the strike that is next, if there is one. */
export function setBarriers(strike: PlannedStrike | undefined, ground: StrikeContext): void {
  const { requests, replies } = ground;
  requests.setBarrier(Math.min(requestBarrier(strike, ground), partialRequest(ground)));
  replies.setBarrier(replyBarrier(strike, ground));
}

function requestBarrier(strike: PlannedStrike | undefined, { progress }: StrikeContext): number {
  if (strike === undefined) return Infinity;
  const stop = requestStop(strike);
  // With nothing behind the command, the client's leaving overtakes nothing.
  const isLast = progress.hasClientLeft && stop === progress.sentBytes;
  return isLast && !strike.hasStruck ? Infinity : stop;
}

/** While a fault waits for its command, nothing of a command passes before all of it is known. */
function partialRequest({ rules, progress, heldBytesLimit }: StrikeContext): number {
  const mayMatch = !rules.isEmpty() && !progress.hasClientLeft && !progress.isOpaque;
  const isBounded = progress.sentBytes - progress.requestEnd < heldBytesLimit;
  return mayMatch && isBounded ? progress.requestEnd : Infinity;
}

function replyBarrier(
  strike: PlannedStrike | undefined,
  { progress, heldBytesLimit }: StrikeContext,
): number {
  if (strike === undefined || !needsAnswer(strike)) return Infinity;
  const isBounded = progress.receivedBytes - progress.replyEnd < heldBytesLimit;
  return replyStop(strike) ?? (isBounded ? progress.replyEnd : Infinity);
}

/** All that is to pass before the strike has passed, and nothing of what is not to. */
export function isDue(strike: PlannedStrike, ground: StrikeContext): boolean {
  const { requests, replies, observation, progress } = ground;
  if (mustBeReplaced(strike) || requests.position() < requestStop(strike)) return false;
  if (!needsAnswer(strike)) {
    const isNext = observation.isAnsweredBefore(strike.tracked);
    return isNext && replies.position() >= progress.answerEnd;
  }
  const stop = replyStop(strike);
  if (stop === undefined || replies.position() < stop) return false;
  return !(strike.isReplaced && replies.isHeld());
}
