/** The name of one run in reports, in progress displays and in its folder. */
export interface RunTitle {
  readonly scenario: string;
  readonly variant: string;
  readonly bus: string;
  readonly seed: number;
  /** Which of the repetitions of this variant it is, from 1. */
  readonly repetition: number;
  /** Position among all runs of this command, from 1. */
  readonly position: number;
  /** How many runs this command makes. `undefined` if a time decides. */
  readonly total: number | undefined;
}
