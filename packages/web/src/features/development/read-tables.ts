/** Which tables a script reads, by their names as written: those that sample rows can stand in for. Pure. */
import { keywordOf, nameOf, type SqlToken } from '../../components/sql-editor/sql-scanner.ts';
import { splitStatements } from '../../components/sql-editor/statements.ts';

/** Names in order of their first use. Views and common tables are not among them. */
export function readTables(script: string): string[] {
  const statements = splitStatements(script);
  const made = new Set<string>();
  for (const { tokens } of statements) {
    for (const [i, token] of tokens.entries()) {
      // WITH a AS (…), b AS (…), and CREATE VIEW v.
      if (keywordOf(token) === 'AS' && tokens[i + 1]?.text === '(') add(made, nameOf(tokens[i - 1]));
      if (keywordOf(token) === 'VIEW') add(made, readPath(tokens, skipExists(tokens, i + 1)));
    }
  }
  const found = new Set<string>();
  for (const { tokens, role } of statements) {
    if (
      role === 'declaration' &&
      !/\bVIEW\b/i.test(
        tokens
          .slice(0, 4)
          .map(({ text }) => text)
          .join(' '),
      )
    )
      continue;
    for (const [i, token] of tokens.entries()) {
      const keyword = keywordOf(token);
      const isTableArgument = keyword === 'TABLE' && tokens[i - 1]?.text !== 'FROM' && tokens[i + 1]?.text !== '(';
      if (keyword !== 'FROM' && keyword !== 'JOIN' && !isTableArgument) continue;
      const path = readPath(tokens, i + 1);
      if (path !== undefined && !made.has(path.toLowerCase()) && !isKeyword(path)) found.add(path);
    }
  }
  return [...found];
}

function add(names: Set<string>, name: string | undefined): void {
  if (name !== undefined) names.add(name.toLowerCase());
}

function isKeyword(path: string): boolean {
  return /^(?:TABLE|LATERAL|UNNEST|VALUES|SELECT)$/i.test(path);
}

function skipExists(tokens: readonly SqlToken[], at: number): number {
  return keywordOf(tokens[at]) === 'IF' ? at + 3 : at;
}

function readPath(tokens: readonly SqlToken[], at: number): string | undefined {
  let path = '';
  for (let i = at; i < tokens.length; i += 2) {
    const name = nameOf(tokens[i]);
    if (name === undefined) return path === '' ? undefined : path;
    path += tokens[i]?.text ?? '';
    if (tokens[i + 1]?.text !== '.') return path;
    path += '.';
  }
  return path === '' ? undefined : path.replace(/\.$/, '');
}
