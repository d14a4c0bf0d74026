import { z } from "zod";

const count = z.int().nonnegative();

/** The part of a report that only `explore` writes: the outcome of a fault at every command. */
export const explorationSchema = z.object({
  depth: z.union([z.literal(1), z.literal(2)]),
  /** Points whose fault took effect and whose run was judged. */
  explored: count,
  total: count,
  failed: count,
  /** Points whose run was judged `unknown`. */
  unknown: count,
  /** Points whose command did not come in any attempt. */
  unreached: count,
  /** Points that were not begun, because the budget was used up or the user interrupted. */
  skipped: count,
  /** Commands without a fault of their own, because they do not come in every fault-free run. */
  irreproducible: count,
  /** The same commands by kind. With a kind that is `left-out`, the verdict is at best `unknown`. */
  unsteady: z
    .array(
      z.object({
        command: z.string(),
        count,
        treatment: z.enum(["tried", "repeated", "left-out"]),
        reason: z.string(),
      }),
    )
    .optional(),
  /** Pairs of faults that were left out because the second command never came. */
  irreproduciblePairs: count,
  /** Pairs of faults that were left out because another pair tests the same. */
  pruned: count,
  pointsPerSecond: z.number().nonnegative(),
  durationMs: z.number().nonnegative(),
  /**
   * A row for each command, with the outcome of each `position/act`. Pairs of faults have a row for each
   * second command.
   */
  rows: z.array(
    z.object({
      point: z.string(),
      cells: z.record(z.string(), z.enum(["pass", "fail", "unknown", "unreached", "skipped"])),
    }),
  ),
});

export type ExplorationReport = z.infer<typeof explorationSchema>;
export type ExplorationRow = ExplorationReport["rows"][number];
