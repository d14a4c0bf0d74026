import type { Flow } from "../bytes/flow.ts";
import type { CommandObservation } from "./command-observation.ts";
import { mustBeReplaced, needsAnswer, replyStop, requestStop } from "./planned-strike.ts";
import type { PlannedStrike } from "./planned-strike.ts";
import type { WaitingFaults } from "./waiting-faults.ts";

/** The progress of the bytes of a connection, and of the whole frames in them. */
export interface FrameProgress {
  sentBytes: number;
  requestEnd: number;
  receivedBytes: number;
  replyEnd: number;
  /** The position after the last frame that completed the answer to a command. */
  answerEnd: number;
  /** Whether the client will send no more. */
  hasClientLeft: boolean;
  /** Whether the link cannot follow the bytes any more, because they are not Redis protocol. */
  isOpaque: boolean;
  /** Whether a chunk is scanned at this moment, so no bytes may be passed on yet. */
  isScanning: boolean;
}

/** The parts of a connection that its strikes read and act on. */
export interface StrikeContext {
  readonly requests: Flow;
  readonly replies: Flow;
  readonly waiting: WaitingFaults;
  readonly observation: CommandObservation;
  readonly progress: FrameProgress;
  readonly heldBytesLimit: number;
}

/** Places the barriers for the strike that is next, if there is one. */
export function setBarriers(strike: PlannedStrike | undefined, context: StrikeContext): void {
  const { requests, replies } = context;
  requests.setBarrier(Math.min(requestBarrier(strike, context), partialRequest(context)));
  replies.setBarrier(replyBarrier(strike, context));
}

function requestBarrier(strike: PlannedStrike | undefined, { progress }: StrikeContext): number {
  if (strike === undefined) return Infinity;
  const stop = requestStop(strike);
  // If no byte follows the command, the end of the client's sending overtakes no byte.
  const isLast = progress.hasClientLeft && stop === progress.sentBytes;
  return isLast && !strike.hasStruck ? Infinity : stop;
}

/** Stops the first bytes of a command while a fault waits, until the whole command is known. */
function partialRequest({ waiting, progress, heldBytesLimit }: StrikeContext): number {
  const mayMatch = !waiting.isEmpty() && !progress.hasClientLeft && !progress.isOpaque;
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

/** Returns whether all bytes before the strike have passed, so that it is time to strike. */
export function isDue(strike: PlannedStrike, context: StrikeContext): boolean {
  const { requests, replies, observation, progress } = context;
  if (mustBeReplaced(strike) || requests.position() < requestStop(strike)) return false;
  if (!needsAnswer(strike)) {
    const isNext = observation.isAnsweredBefore(strike.tracked);
    return isNext && replies.position() >= progress.answerEnd;
  }
  const stop = replyStop(strike);
  if (stop === undefined || replies.position() < stop) return false;
  return !(strike.isReplaced && replies.isHeld());
}
