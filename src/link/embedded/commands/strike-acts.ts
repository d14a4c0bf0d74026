import { nowMs } from "../../../clock.ts";
import type { Treatment } from "../bytes/treatment.ts";
import type { PlannedStrike } from "./planned-strike.ts";
import type { StrikeContext } from "./strike-barriers.ts";
import type { WaitingFault } from "./waiting-faults.ts";

export interface StrikeActsOptions extends StrikeContext {
  readonly connection: number;
  /** Closes the connection when what was passed on is out; resolves when the client was told. */
  cut(how: "fin" | "rst"): Promise<void>;
  /** The strike is over; what it held may go on. */
  lift(strike: PlannedStrike): void;
}

export interface StrikeActs {
  perform(strike: PlannedStrike): void;
  heal(strike: PlannedStrike): Promise<void>;
  clientLeft(): void;
  clear(): void;
}

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
    for (const rule of struck) rule.abandoned.resolve();
  }

  function perform(strike: PlannedStrike): void {
    strike.hasStruck = true;
    struck.push(strike.rule);
    strike.rule.struck.resolve({ atMs: nowMs(), connection });
    if (progress.hasClientLeft) clientLeft();
    const { act } = strike.rule.fault;
    switch (act.kind) {
      case "fin":
      case "rst":
        treatBoth("hold");
        // The client hears of it by itself, and nobody waits for a fault to strike.
        void options.cut(act.kind).then(clientLeft);
        return;
      case "blackhole":
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
    switch (strike.rule.fault.act.kind) {
      case "blackhole":
        return await options.cut("fin");
      case "stall":
      case "delay":
        clearTimeout(timer);
        return options.lift(strike);
      case "fin":
      case "rst":
      case "error":
        return;
    }
  }

  return { perform, heal, clientLeft, clear: () => clearTimeout(timer) };
}
