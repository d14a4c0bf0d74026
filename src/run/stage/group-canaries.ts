import { nowMs } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { OpenGroup } from "../watch/ledger-groups.ts";
import type { Ledger } from "../watch/ledger.ts";

/** An open group, and whether it handled one of the canaries that were sent to it. */
export interface CanaryCheck {
  readonly group: OpenGroup;
  readonly handledOne: boolean;
}

export interface GroupCanariesOptions {
  readonly ledger: Pick<Ledger, "openGroups">;
  readonly publishers: Pick<Publishers, "sendCanaries">;
}

/** Canaries that are sent until every open group handled one. */
export interface GroupCanaries {
  /**
   * Sends more canaries if a group still needs one, every 250 ms at most. Returns the open groups, or
   * an empty list if there is no publisher to send a canary.
   */
  check(): readonly CanaryCheck[];
}

const canaryIntervalMs = 250;

/** A bus that may lose messages loses some canaries, so one round of them is not enough. */
export function createGroupCanaries({ ledger, publishers }: GroupCanariesOptions): GroupCanaries {
  const sent: MessageKey[] = [];
  let lastSentMs = -Infinity;
  return {
    check() {
      const checks = ledger
        .openGroups()
        .map((group) => ({ group, handledOne: group.handledAnyOf(sent) }));
      const allHandled = sent.length > 0 && checks.every(({ handledOne }) => handledOne);
      if (!allHandled && nowMs() - lastSentMs >= canaryIntervalMs) {
        lastSentMs = nowMs();
        sent.push(...publishers.sendCanaries());
      }
      return sent.length === 0 ? [] : checks;
    },
  };
}
