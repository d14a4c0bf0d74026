import { nowMs } from "../../../clock.ts";
import { createConnectionStrikes } from "./connection-strikes.ts";
import { followConversation } from "./conversation-follower.ts";
import type { FollowerOptions } from "./conversation-follower.ts";
import type { StrikeActsOptions } from "./strike-acts.ts";
import type { FrameProgress } from "./strike-barriers.ts";

/** The place where the chunks of a connection come in. It finds the commands in them. */
export interface CommandGate {
  /** Takes bytes from the client. */
  sent(chunk: Buffer): void;
  /** Takes bytes from Redis. */
  received(chunk: Buffer): void;
  forwarded(): void;
  replied(): void;
  /** Takes note that the client will send no more and, if its connection is closed, takes no more replies. */
  clientLeft(takesNoReply: boolean): void;
  /** Takes note that the link resets the connection to the client. */
  clientReset(): void;
  /** Takes note that faults were armed or disarmed. */
  faultsChanged(): void;
  /** Ends all open commands, because the connection is closed or is being closed. */
  close(): void;
}

/** The parts of a connection that its gate acts on. */
export type GatedConnection = Pick<
  StrikeActsOptions,
  "connection" | "requests" | "replies" | "heldBytesLimit" | "cut"
>;

export type CommandGateOptions = GatedConnection &
  Pick<FollowerOptions, "waiting" | "observation" | "track">;

export function createCommandGate(options: CommandGateOptions): CommandGate {
  const { requests, replies, waiting, observation } = options;
  const progress = createFrameProgress();
  const strikes = createConnectionStrikes({ ...options, progress });
  const follower = followConversation({ ...options, progress, strikes });
  let isClosed = false;

  return {
    sent: (chunk) => {
      if (isClosed || progress.isOpaque) return requests.accept(chunk);
      if (strikes.isEmpty() && waiting.isEmpty()) {
        // Redis gets the bytes sooner if the commands in them are found afterwards.
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
    clientLeft: (takesNoReply) => {
      progress.hasClientLeft = true;
      strikes.clientLeft();
      // An error reply to a client that is closed would wait for its turn for ever, and the commands behind it too.
      if (takesNoReply && strikes.refuses()) void options.cut("rst");
    },
    clientReset: observation.reset,
    faultsChanged: strikes.settle,
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
