/** The language in which files are written for a project. */
export interface SourceStyle {
  readonly typescript: boolean;
  /** True for JavaScript that uses `require`. TypeScript always has `import`. */
  readonly commonJs: boolean;
}

/**
 * Returns the text of a source file. The template is TypeScript with `«` and `»` around everything that JavaScript
 * does not have, such as `topic«: string»`.
 */
export function sourceText(template: string, style: SourceStyle): string {
  const text = style.typescript
    ? template.replaceAll(/[«»]/gu, "")
    : template.replaceAll(/«[^»]*»/gu, "");
  const tidy = `${text.trim().replaceAll(/\n{3,}/gu, "\n\n")}\n`;
  return style.commonJs ? commonJsText(tidy) : tidy;
}

/** Rewrites `import … from` and exports, in the few forms that the templates use. */
function commonJsText(text: string): string {
  return text
    .replaceAll(/^import \{ (.+) \} from (".+");$/gmu, "const { $1 } = require($2);")
    .replaceAll(/^import (\w+) from (".+");$/gmu, "const $1 = require($2);")
    .replaceAll(/^export default ([\s\S]+)$/gmu, "module.exports = $1")
    .replaceAll(/^export const bus = /gmu, "const bus = (module.exports.bus = ")
    .replace(/(const bus = \(module\.exports\.bus = [\s\S]*?\n\});/u, "$1);");
}
