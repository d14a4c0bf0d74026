import { nowMs } from "../../../clock.ts";
import { createConnectionStrikes } from "./connection-strikes.ts";
import { followConversation } from "./conversation-follower.ts";
import type { FollowerOptions } from "./conversation-follower.ts";
import type { StrikeActsOptions } from "./strike-acts.ts";
import type { FrameProgress } from "./strike-barriers.ts";

/** Stands where the chunks of a connection come in, and tells the commands in them apart. */
export interface CommandGate {
  /** Bytes came from the client. */
  sent(chunk: Buffer): void;
  /** Bytes came from Redis. */
  received(chunk: Buffer): void;
  forwarded(): void;
  replied(): void;
  /** The client will send nothing more. */
  clientLeft(): void;
  /** Faults were armed or disarmed. */
  rulesChanged(): void;
  /** The connection is closed, or is being closed by the link. */
  close(): void;
}

/** What a connection offers to its gate. */
export type GatedConnection = Pick<
  StrikeActsOptions,
  "connection" | "requests" | "replies" | "heldBytesLimit" | "cut"
>;

export type CommandGateOptions = GatedConnection &
  Pick<FollowerOptions, "rules" | "observation" | "track">;

export function createCommandGate(options: CommandGateOptions): CommandGate {
  const { requests, replies, rules, observation } = options;
  const progress = createFrameProgress();
  const strikes = createConnectionStrikes({ ...options, progress });
  const follower = followConversation({ ...options, progress, strikes });
  let isClosed = false;

  return {
    sent: (chunk) => {
      if (isClosed || progress.isOpaque) return requests.accept(chunk);
      if (strikes.isEmpty() && rules.isEmpty()) {
        // Redis has its work sooner if the commands are told apart afterwards.
        requests.accept(chunk);
        return follower.sent(chunk);
      }
      follower.sent(chunk);
      strikes.setBarriers();
      requests.accept(chunk);
      strikes.settle();
    },
    received: (chunk) => {
      if (isClosed || progress.isOpaque) return replies.accept(chunk);
      if (strikes.isEmpty()) {
        const atMs = nowMs();
        replies.accept(chunk);
        follower.received(chunk, atMs);
        if (progress.isOpaque) strikes.settle();
        return;
      }
      follower.received(chunk, nowMs());
      strikes.setBarriers();
      replies.accept(chunk);
      strikes.settle();
    },
    forwarded: () => {
      observation.forwardedTo(requests.position());
      strikes.advance();
    },
    replied: () => {
      observation.repliedTo(replies.position());
      strikes.advance();
    },
    clientLeft: () => {
      progress.hasClientLeft = true;
      strikes.clientLeft();
    },
    rulesChanged: strikes.settle,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      strikes.close();
      observation.endAll();
    },
  };
}

function createFrameProgress(): FrameProgress {
  return {
    sentBytes: 0,
    requestEnd: 0,
    receivedBytes: 0,
    replyEnd: 0,
    answerEnd: 0,
    hasClientLeft: false,
    isOpaque: false,
    isScanning: false,
  };
}
