import { nowMs } from "../../../clock.ts";
import type { CommandActKind } from "../../../history/struck-command.ts";
import type { Treatment } from "../bytes/treatment.ts";
import type { PlannedStrike } from "./planned-strike.ts";
import type { StrikeContext } from "./strike-barriers.ts";
import type { WaitingFault } from "./waiting-faults.ts";

export interface StrikeActsOptions extends StrikeContext {
  readonly connection: number;
  /** Closes the connection once the passed bytes have left. Resolves when the client was told. */
  cut(how: "fin" | "rst"): Promise<void>;
  /** Ends the strike: the bytes that it held may pass. */
  lift(strike: PlannedStrike): void;
}

export interface StrikeActs {
  perform(strike: PlannedStrike): void;
  heal(strike: PlannedStrike): Promise<void>;
  clientLeft(): void;
  clear(): void;
}

/** How a connection ends that lost bytes. A killed Redis resets its connections. */
const cutAtHeal: { readonly [Kind in CommandActKind]?: "fin" | "rst" } = {
  blackhole: "fin",
  kill: "fin",
  "kill-redis": "rst",
};

export function createStrikeActs(options: StrikeActsOptions): StrikeActs {
  const { connection, requests, replies, progress } = options;
  const struck: WaitingFault[] = [];
  let timer: NodeJS.Timeout | undefined;

  function treatBoth(kind: "hold" | "drop"): void {
    const treatment: Treatment = { kind };
    requests.treat(treatment, "command");
    replies.treat(treatment, "command");
  }

  function clientLeft(): void {
    for (const armed of struck) armed.abandoned.resolve();
  }

  function perform(strike: PlannedStrike): void {
    strike.hasStruck = true;
    if (!strike.armed.isStanding) struck.push(strike.armed);
    strike.armed.struck.resolve({ atMs: nowMs(), connection, point: strike.tracked.point });
    if (progress.hasClientLeft) clientLeft();
    const { act } = strike.armed.fault;
    switch (act.kind) {
      case "fin":
      case "rst":
        treatBoth("hold");
        // No caller waits for the strike. The client sees the close.
        void options.cut(act.kind).then(clientLeft);
        return;
      case "blackhole":
      case "kill":
      case "kill-redis":
        return treatBoth("drop");
      case "stall":
        return treatBoth("hold");
      case "delay":
        timer = setTimeout(() => options.lift(strike), act.delayMs);
        return;
      case "error":
        return refuse(strike);
    }
  }

  function refuse(strike: PlannedStrike): void {
    const { answer, tracked } = strike;
    if (answer === undefined || tracked.refusal === undefined) return;
    replies.replaceNext(answer.end - answer.start, tracked.refusal);
    options.lift(strike);
  }

  async function heal(strike: PlannedStrike): Promise<void> {
    const { kind } = strike.armed.fault.act;
    const how = cutAtHeal[kind];
    if (how !== undefined) return await options.cut(how);
    if (kind !== "stall" && kind !== "delay") return;
    clearTimeout(timer);
    options.lift(strike);
  }

  return { perform, heal, clientLeft, clear: () => clearTimeout(timer) };
}
