import type { ClientCommand, ConversationListener } from "../../../resp/pairing/conversation.ts";
import { createConversation } from "../../../resp/pairing/create-conversation.ts";
import type { ConnectionStrikes } from "./connection-strikes.ts";
import { createRefusalDecision } from "./refusal-decision.ts";
import type { StrikeContext } from "./strike-barriers.ts";
import type { TrackedCommand } from "./tracked-command.ts";
import { standingFault } from "./waiting-faults.ts";

/** A finder of the positions of commands and replies in the bytes of a connection. */
export interface ConversationFollower {
  sent(chunk: Buffer): void;
  received(chunk: Buffer, atMs: number): void;
}

export interface FollowerOptions extends StrikeContext {
  readonly strikes: ConnectionStrikes;
  track(command: ClientCommand, requestEnd: number): TrackedCommand;
}

export function followConversation(options: FollowerOptions): ConversationFollower {
  const { waiting, observation, progress, strikes, track } = options;
  const refusalOf = createRefusalDecision(waiting.refusing);
  let receivedMs = 0;
  /** The positions of the first byte of the chunk that is scanned now. */
  let sentBefore = 0;
  let receivedBefore = 0;

  const listener: ConversationListener = {
    command: (command, endsAt) => {
      const start = progress.requestEnd;
      const end = sentBefore + endsAt;
      progress.requestEnd = end;
      const tracked = track(command, end);
      for (const armed of waiting.take(tracked.point)) strikes.add(armed, tracked, { start, end });
      const error = refusalOf(command.name);
      if (error) strikes.add(standingFault(tracked.point, error), tracked, { start, end });
      observation.came(tracked);
    },
    // oxlint-disable-next-line max-params -- the signature of ConversationListener
    reply: (command, reply, endsAt, executed) => {
      const start = progress.replyEnd;
      const end = receivedBefore + endsAt;
      progress.replyEnd = end;
      progress.answerEnd = end;
      if (!strikes.isEmpty()) strikes.answered(command.sequence, { start, end });
      observation.answered(command, { reply, end, executed, atMs: receivedMs });
    },
    unanswered: (command) => {
      strikes.unanswered(command.sequence);
      observation.unanswered(command);
    },
    push: (frame, endsAt) => {
      progress.replyEnd = receivedBefore + endsAt;
      observation.pushed(frame, progress.replyEnd);
    },
    opaque: (reason) => {
      progress.isOpaque = true;
      strikes.giveUp();
      observation.opaque(reason);
    },
  };
  const conversation = createConversation(listener);

  return {
    sent: (chunk) => {
      sentBefore = progress.sentBytes;
      progress.sentBytes += chunk.length;
      progress.isScanning = true;
      conversation.sent(chunk);
      progress.isScanning = false;
    },
    received: (chunk, atMs) => {
      receivedMs = atMs;
      receivedBefore = progress.receivedBytes;
      progress.receivedBytes += chunk.length;
      progress.isScanning = true;
      conversation.received(chunk);
      progress.isScanning = false;
    },
  };
}
