/** The names and bounds of values that the command line and `chaos.config.ts` share. Bounds are included. */

export const providerNames = ["auto", "process", "docker", "external"] as const;

export const linkNames = ["auto", "embedded", "toxiproxy"] as const;

export const toxiproxyListenNames = ["127.0.0.1", "0.0.0.0"] as const;

/** Which histories stay after a command: those of all runs, or only of runs that did not pass. */
export const keptNames = ["all", "failed"] as const;

export const bounds = {
  seed: { from: 0, to: Number.MAX_SAFE_INTEGER },
  repeat: { from: 1, to: 10_000 },
  messages: { from: 1, to: 10_000_000 },
  ratePerSecond: { from: 1, to: 100_000 },
  subscribers: { from: 1, to: 1_000 },
  keepReports: { from: 0, to: 100_000 },
  /** From a millisecond to an hour. */
  recoveryLimitMs: { from: 1, to: 3_600_000 },
} as const;
