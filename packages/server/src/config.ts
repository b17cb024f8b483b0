/**
 * The configuration, read once at start: the environment, then `<data>/config.json`. The only place that reads process.env.
 * Every problem is found before any is reported.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { ModuleId } from '@liusu/contract/overview';
import { z } from 'zod';

import { defaultSources } from './engines/artifact-source.ts';
import { DatabaseUrl } from './db/database-url.ts';
import { fieldWords } from './http/field-words.ts';
import { readFileIfPresent } from './lib/data-folder.ts';
import { LiusuError, messageOf } from './lib/errors.ts';
import { parseMasterKey } from './lib/vault.ts';
import { words } from './lib/words.ts';

export interface Config {
  /** Absolute. */
  dataDir: string;
  cacheDir: string;
  host: string;
  /** 0: a free one is chosen and kept for the next start. */
  port: number;
  /** Undefined: the one the data folder is bound to, else the default. */
  engine: string | undefined;
  /** False: no Flink is fetched or started on this machine. Jobs of connected clusters are looked after; SQL has no gateway. */
  localEngine: boolean;
  mavenUrl: string;
  pypiUrl: string;
  flinkHome: string | undefined;
  javaHome: string | undefined;
  logLevel: string;
  /** Write the log to standard output too. */
  logToStdout: boolean;
  modules: ReadonlySet<ModuleId>;
  /** Folders, beyond the scenarios' own, that scripts may name in `file:` paths. */
  sqlPaths: string[];
  /** A PostgreSQL database, password and all: never to be shown. Undefined: the SQLite file in the data folder. */
  databaseUrl: string | undefined;
  /** How long the clusters of a process that is not heard of stay with it. */
  leaseMs: number;
  /** Undefined: the key file in the data folder. */
  masterKey: Buffer | undefined;
  /** PATH, for the search of Java. */
  searchPath: string;
}

export const productVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;

/** Where the repository's own folders (engines, scenarios, the built console) are. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

const allModules = ModuleId.options;
const Flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();
const Url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const ModuleList = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .pipe(z.array(ModuleId));

const Environment = z.object({
  LIUSU_DATA: optionalText,
  LIUSU_CACHE: optionalText,
  XDG_CACHE_HOME: optionalText,
  LIUSU_HOST: z.string().min(1).default('127.0.0.1'),
  LIUSU_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LIUSU_ENGINE: optionalText,
  LIUSU_LOCAL_ENGINE: Flag.default(true),
  LIUSU_MAVEN_URL: Url.default(defaultSources.mavenUrl),
  LIUSU_PYPI_URL: Url.default(defaultSources.pypiFilesUrl),
  FLINK_HOME: optionalText,
  JAVA_HOME: optionalText,
  LIUSU_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LIUSU_LOG_STDOUT: Flag.optional(),
  LIUSU_MODULES: ModuleList.optional(),
  /** Folders, separated as in PATH. */
  LIUSU_SQL_PATHS: optionalText,
  LIUSU_DATABASE_URL: optionalText.pipe(DatabaseUrl.optional()),
  LIUSU_LEASE_SECONDS: z.coerce.number().min(2).max(600).default(12),
  LIUSU_MASTER_KEY: optionalText,
  LIUSU_MASTER_KEY_FILE: optionalText,
  PATH: z.string().default(''),
});

/** `<data>/config.json`. Modules not named are on. */
const ConfigFile = z.strictObject({
  modules: z.partialRecord(ModuleId, z.boolean()).default({}),
  sqlPaths: z.array(z.string()).default([]),
});

/** Throws INVALID_INPUT with every problem in `fields`. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const problems: ConfigProblem[] = [];
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) problems.push(...issuesOf(parsed.error, environment));
  const dataDir = resolve(environment['LIUSU_DATA'] || join(repositoryRoot, '.liusu'));
  const file = readConfigFile(join(dataDir, 'config.json'), problems);
  const masterKey = readMasterKey(environment, problems);
  if (!parsed.success || file === undefined || problems.length > 0) throw invalidConfig(problems);
  const env = parsed.data;
  const cacheRoot = env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return {
    dataDir,
    cacheDir: resolve(env.LIUSU_CACHE ?? join(cacheRoot, 'liusu')),
    host: env.LIUSU_HOST,
    port: env.LIUSU_PORT,
    engine: env.LIUSU_ENGINE,
    localEngine: env.LIUSU_LOCAL_ENGINE,
    mavenUrl: env.LIUSU_MAVEN_URL,
    pypiUrl: env.LIUSU_PYPI_URL,
    flinkHome: env.FLINK_HOME,
    javaHome: env.JAVA_HOME,
    logLevel: env.LIUSU_LOG_LEVEL,
    logToStdout: env.LIUSU_LOG_STDOUT ?? false,
    modules: new Set(env.LIUSU_MODULES ?? allModules.filter((id) => file.modules[id] !== false)),
    sqlPaths: [...(env.LIUSU_SQL_PATHS?.split(':').filter((path) => path !== '') ?? []), ...file.sqlPaths].map((path) =>
      resolve(path),
    ),
    databaseUrl: env.LIUSU_DATABASE_URL,
    leaseMs: env.LIUSU_LEASE_SECONDS * 1000,
    masterKey,
    searchPath: env.PATH,
  };
}

interface ConfigProblem {
  path: string;
  message: string;
  zh: string;
}

function invalidConfig(problems: ConfigProblem[]): LiusuError {
  const zh = problems.map((problem) => `${problem.path}：${problem.zh}`).join('；');
  const en = problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ');
  return new LiusuError('INVALID_INPUT', words(`配置不正确：${zh}`, `the configuration is not valid: ${en}`), {
    fields: problems,
  });
}

function issuesOf(error: z.ZodError, value: unknown, prefix = ''): ConfigProblem[] {
  return error.issues.map((issue) => {
    const { zh, en } = fieldWords(issue, value);
    return { path: prefix + issue.path.join('.'), message: en, zh };
  });
}

function thrownAt(path: string, error: unknown): ConfigProblem {
  const message = messageOf(error);
  return { path, message, zh: (error instanceof LiusuError ? error.zh : undefined) ?? message };
}

function readConfigFile(path: string, problems: ConfigProblem[]): z.infer<typeof ConfigFile> | undefined {
  const text = readFileIfPresent(path);
  let json: unknown = {};
  try {
    json = text === undefined ? {} : JSON.parse(text);
  } catch (error) {
    problems.push(thrownAt(path, error));
    return undefined;
  }
  const parsed = ConfigFile.safeParse(json);
  if (parsed.success) return parsed.data;
  problems.push(...issuesOf(parsed.error, json, `${path}: `));
  return undefined;
}

function readMasterKey(environment: Record<string, string | undefined>, problems: ConfigProblem[]): Buffer | undefined {
  const inline = environment['LIUSU_MASTER_KEY'];
  const file = environment['LIUSU_MASTER_KEY_FILE'];
  if (!inline && !file) return undefined;
  const name = inline ? 'LIUSU_MASTER_KEY' : 'LIUSU_MASTER_KEY_FILE';
  try {
    return parseMasterKey(inline || readFileSync(file ?? '', 'utf8'));
  } catch (error) {
    problems.push(thrownAt(name, error));
    return undefined;
  }
}
