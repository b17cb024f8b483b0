/** From options of the command line to the connection of a data source. */
import { SourceConnection, type SourceConnectionInput, type SourceKind } from '@liusu/contract/source';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords } from '../command-context.ts';
import { text } from '../language.ts';
import { readInput } from '../read-input.ts';
import { askPassword, canAsk } from '../read-password.ts';
import type { ProjectOption } from './job-words.ts';

export interface SourceOptions extends ProjectOption {
  kind?: SourceKind;
  host?: string;
  port?: number;
  database?: string;
  servers?: string;
  bucket?: string;
  region?: string;
  pathStyle?: 'on' | 'off';
  username?: string;
  passwordFile?: string;
  /** False by --no-password. */
  password?: boolean;
  sasl?: 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  tls?: 'off' | 'trust' | 'verify';
  ca?: string;
  description?: string;
  check: boolean;
}

/** What was given, over what is kept. Throws INVALID_INPUT with the fields. */
export function connectionOf(
  kind: SourceKind,
  options: SourceOptions,
  kept: Partial<SourceConnectionInput> = {},
): SourceConnection {
  const { host, port, database, servers, bucket, region, pathStyle, username, sasl, tls, ca } = options;
  const given = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(database === undefined ? {} : { database: kind === 'redis' ? Number(database) : database }),
    ...(servers === undefined ? {} : { servers }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { pathStyle: pathStyle === 'on' }),
    ...(username === undefined ? {} : { username }),
    ...(sasl === undefined ? {} : { sasl }),
    ...(tls === undefined ? {} : { tls }),
    ...(ca === undefined ? {} : { caPem: readInput(ca) }),
  };
  const parsed = SourceConnection.safeParse({ ...kept, ...given, kind });
  if (parsed.success) return parsed.data;
  throw new LiusuError(
    'INVALID_INPUT',
    text(`这不是 ${kind} 类型的连接`, `this is no connection of the kind ${kind}`),
    {
      fields: parsed.error.issues.map((issue) => ({ path: `--${issue.path.join('.')}`, message: issue.message })),
    },
  );
}

/**
 * The password from a file, the environment, or the person at the terminal; undefined for none. `isNew`: nobody is asked for one that
 * is kept already.
 */
export async function passwordOf(
  context: CommandContext,
  options: SourceOptions,
  { isNew, hasAccount }: { isNew: boolean; hasAccount: boolean },
): Promise<string | undefined> {
  // In a change, an empty one takes the kept one away.
  if (options.password === false) return isNew ? undefined : '';
  if (options.passwordFile !== undefined) return readInput(options.passwordFile).replace(/\r?\n$/, '');
  const { sourcePassword } = context.environment;
  if (sourcePassword !== undefined && sourcePassword !== '') return sourcePassword;
  if (!isNew || !hasAccount || !canAsk()) return undefined;
  const typed = await askPassword(inWords(context, text('密码：', 'password: ')));
  return typed === '' ? undefined : typed;
}
