/** `liusu clean`: shows what is there, asks, and leaves nothing but the cache; with `--all` not even that. */
import { existsSync, lstatSync, readdirSync, realpathSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { listInstances } from '@liusu/server/src/lib/instance.ts';

import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { isDataFolder } from '../data-marker.ts';
import { folderBytes, removeFolder } from '../folder-size.ts';
import { endProcesses, findInstanceProcesses, type InstanceProcess } from '../instance-processes.ts';
import { text } from '../language.ts';
import { processTable } from '../run-process.ts';
import { bytesText } from '../units.ts';

export interface CleanOptions {
  all?: boolean;
  yes?: boolean;
}

interface Removal {
  path: string;
  bytes: number;
}

export async function clean(context: CommandContext, options: CleanOptions): Promise<void> {
  const folder = dataFolderAt(context.dataDir);
  if (existsSync(context.dataDir) && !isDataFolder(context.dataDir) && readdirSync(context.dataDir).length > 0)
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        `${context.dataDir} 不是流溯的数据目录；什么也没有删除`,
        `${context.dataDir} is no data folder of Liusu; nothing was removed`,
      ),
    );
  const processes = findInstanceProcesses(folder, processTable);
  if (options.all === true) refuseWhileCacheIsUsed(context, processes);
  const removals = plan(context, options);
  if (processes.length === 0 && removals.length === 0) {
    printResult(context, { removed: [], processes: [], freedBytes: 0 }, () => [
      inWords(context, text('没有需要清理的内容。', 'there is nothing to remove.')),
    ]);
    return;
  }
  show(context, processes, removals);
  if (options.yes !== true) await confirm(context);
  // The data goes with the processes: no savepoint is worth the wait.
  await endProcesses(processes, processTable, 5000);
  await endProcesses(findInstanceProcesses(folder, processTable), processTable, 5000);
  for (const removal of removals) remove(removal.path);
  const freedBytes = removals.reduce((sum, { bytes }) => sum + bytes, 0);
  printResult(
    context,
    { removed: removals, processes: processes.map(({ name, identity }) => ({ name, pid: identity.pid })), freedBytes },
    () => [
      inWords(context, text(`已清理，释放 ${bytesText(freedBytes)}。`, `removed; ${bytesText(freedBytes)} freed.`)),
    ],
  );
}

function plan(context: CommandContext, options: CleanOptions): Removal[] {
  const { root } = context.environment;
  const paths = [
    context.dataDir,
    ...(options.all === true
      ? [join(root, 'packages', 'web', 'dist'), ...cachePaths(context.cacheDir), join(root, 'node_modules')]
      : []),
  ];
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, bytes: folderBytes(realpathSync(path)) }));
}

/**
 * The cache as a whole when the launcher made it; else only what is ours in it: LIUSU_CACHE may have been pointed at a folder
 * with other things.
 */
function cachePaths(cacheDir: string): string[] {
  if (existsSync(join(cacheDir, '.liusu-cache'))) return [cacheDir];
  return cacheEntries.map((name) => join(cacheDir, name));
}

const cacheEntries = [
  'node',
  'npm-cli',
  'npm',
  'tmp',
  'locks',
  'instances',
  'artifacts',
  'engines',
  'java',
  'dialects',
  'data',
  'compiled',
];

/** Another instance, or engine processes of one whose platform was killed, would lose the files they run from. */
function refuseWhileCacheIsUsed(context: CommandContext, ours: InstanceProcess[]): void {
  if (!existsSync(context.cacheDir)) return;
  const own = new Set(ours.map(({ identity }) => identity.pid));
  const others = listInstances(context.cacheDir, processTable)
    .filter((instance) => !own.has(instance.pid))
    .map((instance) => `${instance.dataDir} (pid ${instance.pid})`);
  for (const pid of processTable.findByCommandLine('-Dliusu.instance=')) {
    if (!own.has(pid) && processTable.commandLine(pid)?.includes(context.cacheDir) === true) others.push(`pid ${pid}`);
  }
  if (others.length > 0)
    throw new LiusuError(
      'CACHE_IN_USE',
      text(
        `缓存 ${context.cacheDir} 正被使用：${others.join('、')}`,
        `the cache ${context.cacheDir} is used by ${others.join(', ')}`,
      ),
    );
}

function show(context: CommandContext, processes: InstanceProcess[], removals: Removal[]): void {
  say(context, text('将清理：', 'this will remove:'));
  for (const { name, identity } of processes)
    say(context, text(`  进程 ${identity.pid}  ${name}`, `  process ${identity.pid}  ${name}`));
  for (const { path, bytes } of removals)
    say(context, text(`  ${path}  ${bytesText(bytes)}`, `  ${path}  ${bytesText(bytes)}`));
}

/** Throws INVALID_INPUT when nobody is there to answer, CONFLICT when the answer is no. */
async function confirm(context: CommandContext): Promise<void> {
  if (process.stdin.isTTY !== true)
    throw new LiusuError(
      'INVALID_INPUT',
      text('没有终端可供确认；请加 --yes', 'nobody is at a terminal to confirm; add --yes'),
    );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(
      inWords(context, text('确定吗？输入 yes 继续：', 'Sure? Type yes to go on: ')),
    );
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new LiusuError('CONFLICT', text('没有确认；什么也没有删除', 'not confirmed; nothing was removed'));
  } finally {
    prompt.close();
  }
}

/** A folder given as a link: the folder goes, and the link that would point to nothing. */
function remove(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    removeFolder(realpathSync(path));
    unlinkSync(path);
    return;
  }
  removeFolder(path);
}
