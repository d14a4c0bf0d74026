import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Finding, FindingKind } from "../finding/finding.ts";
import { judge } from "../judge.ts";

/** Judges a history and returns its findings in short, worst first: `lost fail`. Empty for a clean pass. */
export function found(history: IndexedHistory): readonly string[] {
  return judge(history).findings.map(({ kind, verdict }) => `${kind} ${verdict}`);
}

/** Judges a history and returns its only finding of a kind. */
export function findingOf(history: IndexedHistory, kind: FindingKind): Finding {
  const findings = judge(history).findings.filter((finding) => finding.kind === kind);
  const [only] = findings;
  if (!only || findings.length > 1) throw new Error(`${findings.length} findings of kind ${kind}`);
  return only;
}
