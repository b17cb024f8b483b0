/** A connector, format or catalog that an engine cannot serve, as the engine's own check tells it. Pure. */
import type { UnknownName } from '@liusu/contract/sql';

import type { LiusuError } from '../lib/errors.ts';

const kinds = { connector: '连接器', format: '格式', catalog: '目录类型' } as const;

/** Which name an error of the check is about, what comes near and where else it is; undefined for other errors. */
export function unknownConnector(error: LiusuError): (UnknownName & { kind: keyof typeof kinds }) | undefined {
  if (error.code !== 'SQL_CONNECTOR_MISSING' && error.code !== 'SQL_CONNECTOR_NOT_ON_ENGINE') return undefined;
  const { kind, type, engines, nearest } = error.details.params ?? {};
  if (!isKind(kind) || typeof type !== 'string') return undefined;
  return { kind, name: type, near: listOf(nearest), engines: listOf(engines) };
}

/** The error in Chinese; undefined for errors of another kind. */
export function unknownConnectorZh(error: LiusuError): string | undefined {
  const unknown = unknownConnector(error);
  const { engine = '', reasonZh } = error.details.params ?? {};
  if (unknown === undefined) return undefined;
  const { kind, name, near, engines } = unknown;
  if (error.code === 'SQL_CONNECTOR_MISSING') {
    const hint = near.length === 0 ? '' : `，是不是想写 ${near.join('、')}`;
    return `引擎 ${engine} 没有名为 ${name} 的${kinds[kind]}${hint}`;
  }
  const instead = engines.length === 0 ? '' : `；${engines.join('、')} 可以`;
  return `引擎 ${engine} 不能使用${kinds[kind]} ${name}：${reasonZh ?? ''}${instead}`;
}

function isKind(kind: unknown): kind is keyof typeof kinds {
  return typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

function listOf(names: unknown): string[] {
  return typeof names === 'string' && names !== '' ? names.split(', ') : [];
}
