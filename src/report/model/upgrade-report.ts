/** A value from a stored file, whose fields are not checked yet. */
type Stored = Readonly<Record<string, unknown>>;

/**
 * Gives a report of schema version 1 the fields of version 2. Version 1 did not record which rule reported a
 * finding, so the rule ends with `not-recorded`. Returns any other value as it is.
 */
export function upgradeReport(stored: unknown): unknown {
  if (!isObject(stored) || stored["schemaVersion"] !== 1) return stored;
  const results = Array.isArray(stored["results"]) ? stored["results"].map(upgradeResult) : [];
  return { ...stored, schemaVersion: 2, results };
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
