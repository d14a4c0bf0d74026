import type { Direction, NetworkFault } from "../../contract/link.ts";

/** What happens to the bytes of one direction of one connection. */
export type Treatment =
  | { readonly kind: "pass" | "hold" | "drop" }
  | { readonly kind: "delay"; readonly delayMs: number };

/** The faults that act on bytes, as opposed to those that act on connections. */
export type ByteFault = Extract<NetworkFault, { direction: Direction }>;

/** The faults together: losing outranks holding, holding outranks delays, and delays add up. */
export function combineFaults(
  faults: readonly ByteFault[],
  direction: Exclude<Direction, "both">,
): Treatment {
  const here = faults.filter(
    (fault) => fault.direction === direction || fault.direction === "both",
  );
  if (here.some((fault) => fault.kind === "blackhole")) return { kind: "drop" };
  if (here.some((fault) => fault.kind === "stall")) return { kind: "hold" };
  const delayMs = here.reduce(
    (sum, fault) => sum + (fault.kind === "latency" ? fault.delayMs : 0),
    0,
  );
  return delayMs > 0 ? { kind: "delay", delayMs } : { kind: "pass" };
}

const rank = { pass: 0, delay: 1, hold: 2, drop: 3 } as const;

/** That of two which withholds more. */
function stronger(one: Treatment, other: Treatment): Treatment {
  return rank[other.kind] > rank[one.kind] ? other : one;
}

export function isWithholding({ kind }: Treatment): boolean {
  return kind === "hold" || kind === "drop";
}

/** Faults of the link act on all bytes, a fault at a command on those behind it. */
export type TreatmentCause = "link" | "command";

export interface CombinedTreatment {
  current(): Treatment;
  set(cause: TreatmentCause, next: Treatment): void;
}

/** What the faults of the link and one at a command do together: the stronger of the two. */
export function createCombinedTreatment(): CombinedTreatment {
  const parts: Record<TreatmentCause, Treatment> = {
    link: { kind: "pass" },
    command: { kind: "pass" },
  };
  let current = parts.link;
  return {
    current: () => current,
    set: (cause, next) => {
      parts[cause] = next;
      current = stronger(parts.link, parts.command);
    },
  };
}
