/** Kafka brokers of the tables a preview reads: Flink waits for them in silence, for longer than a preview lasts. */
import type { Samples } from '@liusu/contract/sample';

import { LiusuError } from '../lib/errors.ts';
import { reachPort } from '../sources/reach.ts';
import { optionsOf } from './options.ts';
import type { PreviewPlan } from './preview-plan.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isReplaced } from './sample-tables.ts';
import { createdNameOf } from './table-shadow.ts';
import { words } from './words.ts';

export interface BrokerUse {
  table: string;
  /** As the option has them, parted by commas. */
  servers: string;
  statement: PreparedStatement;
  /** Offsets of the option's value in the statement. */
  start: number;
  end: number;
}

const connectTimeoutMs = 2_000;

/** Brokers of the tables that a plan's query reads, directly or through views, and no sample stands in for. Pure. */
export function brokersOf({ before, query }: Pick<PreviewPlan, 'before' | 'query'>, samples: Samples): BrokerUse[] {
  const views = before.filter(({ kind }) => kind === 'CREATE_VIEW' || kind === 'CREATE_TEMPORARY_VIEW');
  const read = new Set([query, ...views].flatMap(namesIn));
  return before.flatMap((statement) => {
    const table = createdNameOf(statement)?.parts.at(-1);
    const options = optionsOf(statement.tokens);
    const connector = options.find(({ key }) => key === 'connector')?.value ?? '';
    const servers = options.find(({ key }) => key === 'properties.bootstrap.servers');
    if (table === undefined || servers === undefined || !/^(?:upsert-)?kafka$/.test(connector)) return [];
    if (!read.has(table) || isReplaced(statement, samples)) return [];
    const { start, end } = servers.token;
    return [{ table, servers: servers.value, statement, start, end }];
  });
}

function namesIn({ tokens, text }: PreparedStatement): string[] {
  return tokens.flatMap(({ kind, value, start, end }) =>
    kind === 'identifier' ? [value] : kind === 'word' ? [text.text.slice(start, end)] : [],
  );
}

/** Throws SQL_QUERY_FAILED for a table of which no broker takes a connection from here. Of use where the cluster is on this machine. */
export async function requireBrokers(
  plan: Pick<PreviewPlan, 'before' | 'query' | 'script'>,
  samples: Samples,
  signal: AbortSignal,
): Promise<void> {
  for (const { table, servers, statement, start, end } of brokersOf(plan, samples)) {
    if (await isReached(servers, signal)) continue;
    const told = words(
      `连不上表 ${table} 的 Kafka：${servers} 都不接受连接。`,
      `Kafka of the table ${table} could not be reached: ${servers} takes no connection.`,
    );
    const remedy = words(
      "核对 'properties.bootstrap.servers' 的主机和端口，确认 Kafka 在运行、网络可通；没有 Kafka 时可用样本数据预览。",
      "Check host and port in 'properties.bootstrap.servers', and that Kafka runs and can be reached; without Kafka, preview with sample rows.",
    );
    const origin = statement.text.originOf(start, end);
    const position = plan.script.lines.rangeOf(statement.index, origin.start, origin.end);
    throw new LiusuError('SQL_QUERY_FAILED', told, {
      positions: [{ ...position, message: told.en, zh: told.zh, remedy }],
    });
  }
}

async function isReached(servers: string, signal: AbortSignal): Promise<boolean> {
  const reached = await Promise.all(
    servers.split(',').map(async (server) => {
      const place = placeOf(server);
      if (place === undefined) return false;
      try {
        await reachPort(place, { signal, timeoutMs: connectTimeoutMs });
        return true;
      } catch {
        return false;
      }
    }),
  );
  return reached.includes(true);
}

function placeOf(server: string): { host: string; port: number } | undefined {
  const found = /^\s*(?:\w+:\/\/)?\[?([^\]\s]+?)\]?:(\d{1,5})\s*$/.exec(server);
  return found === null ? undefined : { host: found[1] ?? '', port: Number(found[2]) };
}
