/** All that the command line takes from its environment, read once. */
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CliEnvironment {
  /** Root of the clone. */
  root: string;
  dataDir: string;
  cacheDir: string;
  language: string | undefined;
  /** Address and token of a platform elsewhere, instead of the instance of the data folder. */
  url: string | undefined;
  token: string | undefined;
  /** Password of a data source, for scripts that add one. */
  sourcePassword: string | undefined;
  javaHome: string | undefined;
  /** What the launcher did before, `name:ms` by commas. */
  launchStages: string | undefined;
  /** Colours and bars are for people at a terminal who did not turn them off. */
  plain: boolean;
}

export function readCliEnvironment(env: NodeJS.ProcessEnv = process.env): CliEnvironment {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  return {
    root,
    dataDir: resolve(env['LIUSU_DATA'] ?? join(root, '.liusu')),
    cacheDir: resolve(env['LIUSU_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'liusu')),
    language: env['LIUSU_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'],
    url: env['LIUSU_URL'],
    token: env['LIUSU_TOKEN'],
    sourcePassword: env['LIUSU_SOURCE_PASSWORD'],
    javaHome: env['JAVA_HOME'] === '' ? undefined : env['JAVA_HOME'],
    launchStages: env['LIUSU_LAUNCH_STAGES'],
    plain: env['NO_COLOR'] !== undefined || env['TERM'] === 'dumb' || process.stderr.isTTY !== true,
  };
}
