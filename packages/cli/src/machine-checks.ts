/** What `up` and `doctor` look at before anything is started: each failure names its remedy by its code. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname } from 'node:path';

import type { ErrorCode } from '@liusu/contract/error-code';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { freeDiskBytes, readMachine } from '@liusu/server/src/lib/machine.ts';

import { type Text, text } from './language.ts';
import { bytesText } from './units.ts';

export interface MachineCheck {
  name: 'platform' | 'memory' | 'data-folder' | 'cache-folder' | 'disk' | 'loopback' | 'port' | 'java';
  title: Text;
  ok: boolean;
  message: Text;
  /** Set when `ok` is false and nothing should be started. */
  code?: ErrorCode;
}

/** JobManager, TaskManager, gateway and platform together. */
const minimumMemoryBytes = 3 * 1024 ** 3;
/** The Flink distribution, packed and unpacked, with connectors and the first data. */
const minimumCacheBytes = 2.5 * 1024 ** 3;
const minimumDataBytes = 512 * 1024 ** 2;
const loopbackTimeoutMs = 3_000;

export interface MachineQuestions {
  dataDir: string;
  cacheDir: string;
  /** Undefined: a free one is chosen, nothing to check. */
  port: number | undefined;
  host: string;
  /** The engine is already in the cache: little more is needed there. */
  engineCached: boolean;
}

export async function checkMachine(questions: MachineQuestions): Promise<MachineCheck[]> {
  const machine = readMachine();
  const checks: MachineCheck[] = [
    {
      name: 'memory',
      title: text('内存', 'memory'),
      ok: machine.memoryBytes >= minimumMemoryBytes,
      message: text(
        `${bytesText(machine.memoryBytes)}，${machine.cores} 核`,
        `${bytesText(machine.memoryBytes)}, ${machine.cores} cores`,
      ),
    },
    folderCheck('data-folder', text('数据目录', 'data folder'), questions.dataDir),
    folderCheck('cache-folder', text('缓存目录', 'cache folder'), questions.cacheDir),
    await diskCheck(questions.dataDir, minimumDataBytes),
    await diskCheck(questions.cacheDir, questions.engineCached ? minimumDataBytes : minimumCacheBytes),
    await loopbackCheck(),
  ];
  if (questions.port !== undefined && questions.port !== 0)
    checks.push(await portCheck(questions.host, questions.port));
  return checks;
}

/** Throws the first failure that forbids a start. */
export function refuseIfFailed(checks: MachineCheck[]): void {
  for (const check of checks) if (check.code !== undefined) throw new LiusuError(check.code, check.message);
}

function folderCheck(name: 'data-folder' | 'cache-folder', title: Text, path: string): MachineCheck {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    if (existing === path) mkdirSync(path, { recursive: true });
    return { name, title, ok: true, message: text(path, path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = text(`${path} 写不进去：${reason}`, `${path} cannot be written: ${reason}`);
    return { name, title, ok: false, code: 'FOLDER_NOT_WRITABLE', message };
  }
}

async function diskCheck(path: string, neededBytes: number): Promise<MachineCheck> {
  const freeBytes = await freeDiskBytes(path);
  const free = bytesText(freeBytes);
  const message = text(`${path} 剩余 ${free}`, `${free} free at ${path}`);
  const needed = bytesText(neededBytes);
  const base = { name: 'disk' as const, title: text('磁盘', 'disk') };
  return freeBytes >= neededBytes
    ? { ...base, ok: true, message }
    : {
        ...base,
        ok: false,
        code: 'DISK_FULL',
        message: text(`${message.zh}；需要 ${needed}`, `${message.en}; ${needed} are needed`),
      };
}

/** The platform and its Flink speak to each other over it. */
export function loopbackCheck(host = '127.0.0.1'): Promise<MachineCheck> {
  const base = { name: 'loopback' as const, title: text('回环网络', 'loopback') };
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    const end = (failure: string | undefined) => {
      server.close();
      if (failure === undefined) return resolve({ ...base, ok: true, message: text(host, host) });
      const message = text(`无法连接 ${host}：${failure}`, `${host} cannot be reached: ${failure}`);
      resolve({ ...base, ok: false, code: 'LOOPBACK_DOWN', message });
    };
    server.once('error', (error) => end(error.message));
    server.listen({ host, port: 0 }, () => {
      const socket = connect({ host, port: (server.address() as AddressInfo).port });
      socket.setTimeout(loopbackTimeoutMs, () => socket.destroy(new Error('no answer')));
      socket.once('error', (error) => end(error.message));
      socket.once('connect', () => {
        socket.destroy();
        end(undefined);
      });
    });
  });
}

/** Takes the port for a moment: the only way to know. */
export function portCheck(host: string, port: number): Promise<MachineCheck> {
  const base = { name: 'port' as const, title: text('端口', 'port') };
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = text(`${host}:${port}：${error.message}`, `${host}:${port}: ${error.message}`);
      resolve({ ...base, ok: false, code: 'PORT_TAKEN', message });
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve({ ...base, ok: true, message: text(`${host}:${port}`, `${host}:${port}`) }));
    });
  });
}
