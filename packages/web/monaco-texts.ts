/**
 * Chinese for Monaco's own labels (search, quick fixes, outline). The package has them by number, for a build of its own that this
 * console does not use; its modules name their English texts. This joins the two when the console is built: `virtual:monaco-zh` is
 * a table from English to Chinese, and the modules look their labels up through src/components/sql-editor/monaco-nls.ts. Under the
 * development server Monaco is bundled ahead and stays English.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Plugin } from 'vite';

const tableId = 'virtual:monaco-zh';
const nls = join(import.meta.dirname, 'src/components/sql-editor/monaco-nls.ts');
/** A string of JavaScript, in any of its quotes. */
const literal = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60(?:[^\x60\\]|\\.)*\x60)`;
/** Descriptions of settings, which this console never shows. */
const isSetting = /^(?:Controls |Enable |Enables |Disable |Configure)/;

export function monacoTexts(): Plugin {
  return {
    name: 'liusu-monaco-texts',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === tableId) return `\0${tableId}`;
      const isMonaco = importer?.replaceAll('\\', '/').includes('/monaco-editor/esm/') === true;
      return isMonaco && /(?:^|\/)nls\.js$/.test(source) ? nls : null;
    },
    load(id) {
      return id === `\0${tableId}` ? `export default ${JSON.stringify(chineseTexts())};` : null;
    },
  };
}

/** From each English text of Monaco's modules to the Chinese one, with `{0}` where a value goes. Throws when Monaco has none. */
export function chineseTexts(): Record<string, string> {
  const folder = dirname(createRequire(import.meta.url).resolve('monaco-editor/package.json'));
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const list = /_VSCODE_NLS_MESSAGES=\[(.*)\]/s.exec(read('min/vs/nls.messages.zh-cn.js'))?.[1] ?? '';
  const messages = Array.from(list.matchAll(new RegExp(`${literal}|null`, 'gs')), ([each]) =>
    each === 'null' ? undefined : textOf(each),
  );
  const table: Record<string, string> = {};
  const call = new RegExp(`\\.localize2?\\((\\d+),(${literal})`, 'gs');
  for (const [, number, english = ''] of read('min/vs/editor/editor.main.js').matchAll(call)) {
    const key = textOf(english);
    const message = messages[Number(number)];
    if (message !== undefined && message !== key && !isSetting.test(key)) table[key] ??= message;
  }
  if (Object.keys(table).length < 100) throw new Error('monaco-editor has no Chinese texts where they were before');
  return table;
}

/** What a literal of JavaScript stands for. */
function textOf(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_, unicode, hex, plain: string) => {
      const code = (unicode ?? hex) as string | undefined;
      return code === undefined ? (escapes[plain] ?? plain) : String.fromCharCode(Number.parseInt(code, 16));
    });
}
