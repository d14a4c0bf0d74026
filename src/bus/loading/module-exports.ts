/** The exports of a module, by their names. */
export type ModuleExports = Readonly<Record<string, unknown>>;
