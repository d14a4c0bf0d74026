/** A retry delay of a day: within a run the bus hands out a failed message again only as Redis does. */
export const neverAgainHereMs = 86_400_000;
