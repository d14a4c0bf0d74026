// @ts-check
// Every file in this folder runs on Node 18 and newer: no newer syntax, and no imports of the rest of src.

/** The oldest Node that runs the program: it has `using`, and it runs TypeScript without a build. */
export const oldestNode = 24;

/**
 * Returns true if this version of Node runs the program.
 *
 * @param {string} version such as `24.21.0` or `v24.21.0`.
 */
export function isFitting(version) {
  return Number.parseInt(version.replace(/^v/u, ""), 10) >= oldestNode;
}

/** Says what is needed and what is there. */
export function versionText() {
  return `bus-chaos needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}`;
}
