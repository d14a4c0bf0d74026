/** A value from a stored file, whose fields are not checked yet. */
type Stored = Readonly<Record<string, unknown>>;

/** Counts that older reports do not have. */
const addedCounts = { lostAllowed: 0, duplicatesAllowed: 0, canaries: 0 };

/**
 * Gives a report of schema version 1 the fields of version 2, and an older report of version 2 the counts that
 * were added to it. Version 1 did not record which rule reported a finding, so the rule ends with
 * `not-recorded`. Returns any other value as it is.
 */
export function upgradeReport(stored: unknown): unknown {
  if (!isObject(stored) || !Array.isArray(stored["results"])) return stored;
  const results = stored["results"].map(addCounts);
  const isSame = results.every((result, at) => result === (stored["results"] as unknown[])[at]);
  if (stored["schemaVersion"] !== 1) return isSame ? stored : { ...stored, results };
  return { ...stored, schemaVersion: 2, results: results.map(upgradeResult) };
}

function addCounts(result: unknown): unknown {
  if (!isObject(result) || !isObject(result["counts"])) return result;
  if (Object.keys(addedCounts).every((name) => name in (result["counts"] as Stored))) return result;
  return { ...result, counts: { ...addedCounts, ...result["counts"] } };
}

function upgradeResult(result: unknown): unknown {
  if (!isObject(result) || !Array.isArray(result["findings"])) return result;
  return { ...result, findings: result["findings"].map(upgradeFinding) };
}

function upgradeFinding(finding: unknown): unknown {
  return isObject(finding)
    ? { ...finding, rule: `${String(finding["kind"])}/not-recorded` }
    : finding;
}

function isObject(value: unknown): value is Stored {
  return typeof value === "object" && value !== null;
}
