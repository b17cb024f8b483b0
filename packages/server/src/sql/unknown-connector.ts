/** A connector, format or catalog that an engine cannot serve, as the engine's own check tells it. Pure. */
import type { UnknownName } from '@liusu/contract/sql';

import type { LiusuError } from '../lib/errors.ts';

const kinds = ['connector', 'format', 'catalog'] as const;
type Kind = (typeof kinds)[number];

/** Which name an error of the check is about, what comes near and where else it is; undefined for other errors. */
export function unknownConnector(error: LiusuError): (UnknownName & { kind: Kind }) | undefined {
  if (error.code !== 'SQL_CONNECTOR_MISSING' && error.code !== 'SQL_CONNECTOR_NOT_ON_ENGINE') return undefined;
  const { kind, type, engines, nearest } = error.details.params ?? {};
  if (!isKind(kind) || typeof type !== 'string') return undefined;
  return { kind, name: type, near: listOf(nearest), engines: listOf(engines) };
}

function isKind(kind: unknown): kind is Kind {
  return kinds.some((one) => one === kind);
}

function listOf(names: unknown): string[] {
  return typeof names === 'string' && names !== '' ? names.split(', ') : [];
}
