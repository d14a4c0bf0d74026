/**
 * Makes text harmless for terminals, logs and pages. It may come from a payload or an error of the bus
 * under test, and must neither steer a terminal nor give commands to a CI runner.
 */

/** Control characters (C0 and C1), line separators, and marks that reverse the reading direction. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const steering = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

const escapeSequence =
  // oxlint-disable-next-line no-control-regex -- escape sequences start with a control character
  /(?:\u001b\[|\u009b)[0-9;:?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/gu;

const longestText = 2_000;

/** Returns untrusted text as one harmless line of at most 2 000 characters. */
export function oneLine(text: string): string {
  const cut = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  const flat = cut.replaceAll(escapeSequence, "").replaceAll(steering, " ").trim();
  return withoutCommands(flat.isWellFormed() ? flat : flat.toWellFormed());
}

/**
 * Breaks the commands of CI runners: `::name` at the start of a line on GitHub, and anywhere in a line
 * `##[name` and `##vso[name` on GitHub and Azure, `##teamcity[name` on TeamCity.
 */
export function withoutCommands(text: string): string {
  return text
    .replaceAll(/^(\s*):(?=:)/gmu, "$1: ")
    .replaceAll(/##(?=\[|vso\[|teamcity\[)/giu, "# #");
}
