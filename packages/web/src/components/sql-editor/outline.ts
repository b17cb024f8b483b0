/** The statements of a script as an outline, with the columns of what they create. */
import { readScript } from './script-model.ts';
import type { DeclarationKind } from './declarations.ts';

export interface OutlineEntry {
  name: string;
  detail: string;
  kind: DeclarationKind | 'insert' | 'query' | 'other' | 'column';
  start: number;
  end: number;
  /** What is selected when the entry is chosen. */
  nameStart: number;
  nameEnd: number;
  children: OutlineEntry[];
}

export function outlineOf(script: string): OutlineEntry[] {
  const model = readScript(script);
  return model.statements.map((statement, index) => {
    const declaration = model.declarations.find((each) => each.statement === index);
    const { start, end } = statement;
    if (declaration === undefined) {
      const kind = statement.role === 'insert' || statement.role === 'query' ? statement.role : 'other';
      const firstEnd = statement.tokens[0]?.end ?? end;
      return { name: statement.title, detail: '', kind, start, end, nameStart: start, nameEnd: firstEnd, children: [] };
    }
    const connector = declaration.options.find(({ key }) => key === 'connector')?.value ?? '';
    return {
      name: declaration.path.join('.'),
      detail: [declaration.kind.replace('-', ' '), connector].filter((part) => part !== '').join(' · '),
      kind: declaration.kind,
      start,
      end,
      nameStart: declaration.start,
      nameEnd: declaration.end,
      children: declaration.columns.map((column) => ({
        name: column.name,
        detail: column.type,
        kind: 'column' as const,
        start: column.start,
        end: column.end,
        nameStart: column.start,
        nameEnd: column.end,
        children: [],
      })),
    };
  });
}
