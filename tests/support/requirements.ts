export type Part = "redis" | "toxiproxy" | "docker" | "netns";

/**
 * Decides what a test that needs a part of the machine does without it: skip, with the reason in
 * its title, or fail where `BUS_CHAOS_REQUIRE` (a comma-separated list) says the part must be there.
 *
 * @returns the title to use and whether to skip.
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
