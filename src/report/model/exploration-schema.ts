import { z } from "zod";

const count = z.int().nonnegative();

/** What `chaos explore` adds to a report: what came of a fault at every command. */
export const explorationSchema = z.object({
  depth: z.union([z.literal(1), z.literal(2)]),
  /** Points whose fault struck and whose run was judged. */
  explored: count,
  total: count,
  failed: count,
  /** Judged, and the run showed nothing either way. */
  unknown: count,
  /** The command never came, in none of the attempts. */
  unreached: count,
  /** Not begun: the budget was over, or the command was interrupted. */
  skipped: count,
  /** Commands left out because they do not come in every run without a fault. */
  irreproducible: count,
  /** Pairs of faults left out because the second command never came. */
  irreproduciblePairs: count,
  /** Pairs of faults that another pair stands for. */
  pruned: count,
  pointsPerSecond: z.number().nonnegative(),
  durationMs: z.number().nonnegative(),
  /** One for each command, with what came of each `position/act`; a pair is a row for each second command. */
  rows: z.array(
    z.object({
      point: z.string(),
      cells: z.record(z.string(), z.enum(["pass", "fail", "unknown", "unreached", "skipped"])),
    }),
  ),
});

export type ExplorationReport = z.infer<typeof explorationSchema>;
export type ExplorationRow = ExplorationReport["rows"][number];
