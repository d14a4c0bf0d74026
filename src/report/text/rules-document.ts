/** The page that explains the rule ids of a report. */
export const rulesDocument = "docs/findings.md";
