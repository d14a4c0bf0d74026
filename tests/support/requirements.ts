/** A part of the machine that a test needs. */
export type Part = "redis" | "toxiproxy" | "docker" | "netns" | "registry";

/**
 * Decides whether to skip tests that need a part of the machine. If the part is missing, the tests are
 * skipped, with the reason in the title.
 *
 * @returns the title to use and whether to skip.
 * @throws Error if `BUS_CHAOS_REQUIRE`, a comma-separated list, says that the missing part must be there.
 */
export function requirement(
  part: Part,
  title: string,
  missing: string | undefined,
): { title: string; skip: boolean } {
  if (missing === undefined) return { title, skip: false };
  const required = (process.env["BUS_CHAOS_REQUIRE"] ?? "").split(",");
  if (required.includes(part)) throw new Error(`${part} is required here but missing: ${missing}`);
  return { title: `${title} (skipped: ${missing})`, skip: true };
}
