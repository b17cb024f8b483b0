/** Where a name is declared in the script: the table's CREATE, an alias, a sub-query of WITH. */
import { emptyView } from './catalog-view.ts';
import { findAt, type Place } from './names-at.ts';

/** Undefined when the script does not declare what stands there. */
export function definitionAt(script: string, offset: number): Place | undefined {
  const found = findAt(script, offset, emptyView);
  switch (found?.kind) {
    case 'table':
      if (found.meaning.kind === 'declared') return placeOf(found.meaning.declaration);
      return found.meaning.kind === 'cte' ? placeOf(found.meaning.cte) : undefined;
    case 'alias':
      return placeOf(found.relation);
    case 'column':
      return found.target === undefined ? undefined : placeOf(found.target);
    case 'model':
      return placeOf(found.declaration);
    case 'function':
      return found.declaration === undefined ? undefined : placeOf(found.declaration);
    case 'cte':
    case 'option':
    case 'variable':
    case undefined:
      return undefined;
  }
}

function placeOf({ start, end }: Place): Place {
  return { start, end };
}
