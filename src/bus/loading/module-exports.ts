/** The exports of a module, by their names. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Returns the default export; `undefined` if the module has no default export. A CommonJS module that was compiled from an ES module, such
 * as a TypeScript file in a project without `"type": "module"`, has its own default export inside.
 */
export function defaultExportOf(exports: ModuleExports): unknown {
  const outer = exports["default"];
  if (typeof outer !== "object" || outer === null || !("__esModule" in outer)) return outer;
  return "default" in outer ? outer.default : undefined;
}
