/** Which connectors, formats and catalogs a script names, so that their jars can be brought along. Pure. */
import type { StatementKind } from './classify.ts';
import { optionsOf } from './options.ts';
import type { Token } from './tokens.ts';

export interface ConnectorUse {
  kind: 'connector' | 'format' | 'catalog';
  name: string;
}

/** Jars (paths or URIs the gateway can read) that a job needs by itself for what it names; none for what the class path already has. */
export type JarResolver = (engine: string, uses: readonly ConnectorUse[]) => Promise<string[]>;

/** What one statement names, without repeats. */
export function connectorsOf(kind: StatementKind, tokens: readonly Token[]): ConnectorUse[] {
  const uses: ConnectorUse[] = [];
  for (const { key, value } of optionsOf(tokens)) {
    if (kind === 'CREATE_CATALOG') {
      if (key === 'type') uses.push({ kind: 'catalog', name: value });
    } else if (key === 'connector') uses.push({ kind: 'connector', name: value });
    else if (key === 'format' || key.endsWith('.format')) uses.push({ kind: 'format', name: value });
  }
  return distinct(uses);
}

export function distinct(uses: readonly ConnectorUse[]): ConnectorUse[] {
  const seen = new Map<string, ConnectorUse>();
  for (const use of uses) seen.set(`${use.kind}:${use.name}`, use);
  return [...seen.values()];
}
