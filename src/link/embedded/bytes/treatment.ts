import type { ByteFault, Direction } from "../../contract/network-fault.ts";

/** The treatment of the bytes of one direction of a connection. */
export type Treatment =
  | { readonly kind: "pass" | "hold" | "drop" }
  | { readonly kind: "delay"; readonly delayMs: number };

/** Returns what the faults do together: losing outranks holding, holding outranks delays, delays add up. */
export function combineFaults(
  faults: readonly ByteFault[],
  direction: Exclude<Direction, "both">,
): Treatment {
  return faults
    .filter((fault) => fault.direction === direction || fault.direction === "both")
    .map(treatmentBy)
    .reduce(together, { kind: "pass" });
}

function treatmentBy(fault: ByteFault): Treatment {
  switch (fault.kind) {
    case "blackhole":
      return { kind: "drop" };
    case "stall":
      return { kind: "hold" };
    case "latency":
      return fault.delayMs > 0 ? { kind: "delay", delayMs: fault.delayMs } : { kind: "pass" };
  }
}

function together(one: Treatment, other: Treatment): Treatment {
  if (one.kind === "delay" && other.kind === "delay") {
    return { kind: "delay", delayMs: one.delayMs + other.delayMs };
  }
  return stronger(one, other);
}

const rank = { pass: 0, delay: 1, hold: 2, drop: 3 } as const;

/** Returns the one of the two that withholds more. */
function stronger(one: Treatment, other: Treatment): Treatment {
  return rank[other.kind] > rank[one.kind] ? other : one;
}

export function isWithholding({ kind }: Treatment): boolean {
  return kind === "hold" || kind === "drop";
}

/** A fault of the link acts on all bytes. A fault at a command acts on the bytes after it. */
export type TreatmentCause = "link" | "command";

export interface CombinedTreatment {
  current(): Treatment;
  set(cause: TreatmentCause, next: Treatment): void;
}

/** Combines the faults of the link with the fault at a command: the stronger treatment applies. */
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
