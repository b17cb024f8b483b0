/** Two languages, complete. */
import type { Finding, Rule } from '../source-file.ts';
import { findAll, isTest, lineAt } from '../source-file.ts';

/** Keys of `defineTexts('…', { zh }, { en })`: both languages have the same. English may add `key_one` for a count of one. */
export const localeRule: Rule = ({ path, text }) => {
  if (!/^packages\/web\/src\/.*\.tsx?$/.test(path)) return [];
  const findings: Finding[] = [];
  for (const start of text.matchAll(/defineTexts\(/g)) {
    const [chinese, english] = objectsAfter(text, start.index);
    if (chinese === undefined || english === undefined) continue;
    const line = lineAt(text, start.index);
    const report = (key: string, language: string) =>
      findings.push({ path, line, rule: 'locale', message: `${key} is missing in ${language}` });
    for (const key of chinese) if (!english.has(key)) report(key, 'English');
    for (const key of english) if (!chinese.has(key.replace(/_one$/, ''))) report(key, 'Chinese');
  }
  return findings;
};

/** What an error says has both languages (ADR 0024), but for bugs: what those say stands in the log alone. */
export const errorWordsRule: Rule = (file) =>
  /^packages\/(server|cli)\/src\//.test(file.path) && !isTest(file.path) && !file.path.includes('/jobs/model/')
    ? findAll(
        file,
        /\bnew LiusuError\((?!\s*'INTERNAL')\s*[^,()]+,\s*['"`]/g,
        'error-words',
        'an error that people meet is told in both languages: words(zh, en), in the CLI text(zh, en)',
      )
    : [];

/** Keys of the first two object literals after an offset; values are strings, so braces inside quotes are passed over. */
function objectsAfter(text: string, offset: number): (Set<string> | undefined)[] {
  const objects: Set<string>[] = [];
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[{}()]|[\w$]+(?=\s*:)/g;
  token.lastIndex = text.indexOf('(', offset) + 1;
  let depth = 0;
  let keys = new Set<string>();
  for (let match = token.exec(text); match !== null && objects.length < 2; match = token.exec(text)) {
    const word = match[0];
    if (word === ')' && depth === 0) break;
    if (word === '{') {
      if (depth === 0) keys = new Set();
      depth += 1;
    } else if (word === '}') {
      depth -= 1;
      if (depth === 0) objects.push(keys);
    } else if (depth === 1 && word !== '(' && word !== ')' && /^\s*:/.test(text.slice(token.lastIndex))) {
      keys.add(word.replace(/^['"]|['"]$/g, ''));
    }
  }
  return objects;
}
