/** Tests a connection to a Flink REST endpoint step by step, so that the first thing that is wrong is named. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { ClusterTest } from '@liusu/contract/cluster';

import type { RestEndpoint } from '../drivers/driver.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import type { Clock } from '../lib/clock.ts';
import { hasCode, LiusuError, messageOf } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import type { HandleFactories } from './cluster-directory.ts';
import { engineFor, type EngineLine, judgeVersion } from './engine-choice.ts';

type Check = ClusterTest['checks'][number];
type CheckName = Check['name'];

const timeoutMs = 5_000;

export interface ConnectionTestDeps {
  createRest: HandleFactories['createRest'];
  clock: Clock;
  /** What there is to choose from. */
  engines: readonly EngineLine[];
}

/** Stops at the first check that fails. `asked`: id of the engine that is to be used; undefined: the one that fits the cluster. */
export async function testConnection(
  endpoint: RestEndpoint,
  asked: string | undefined,
  deps: ConnectionTestDeps,
): Promise<ClusterTest> {
  const checks: Check[] = [];
  let flinkVersion: string | null = null;
  let engine: string | null = asked ?? null;
  async function check(name: CheckName, work: () => Promise<Words>): Promise<boolean> {
    const beganMs = deps.clock.nowMs();
    try {
      const { zh, en } = await work();
      checks.push({ name, ok: true, message: en, zh, ms: deps.clock.nowMs() - beganMs });
      return true;
    } catch (error) {
      const zh = error instanceof LiusuError ? error.zh : undefined;
      const told = { message: messageOf(error), ...(zh === undefined ? {} : { zh }) };
      checks.push({ name, ok: false, ...told, ms: deps.clock.nowMs() - beganMs });
      return false;
    }
  }
  const rest = deps.createRest(() => endpoint);
  try {
    const isOk = await runChecks();
    return { ok: isOk, checks, flinkVersion, engine };
  } finally {
    await rest.close();
  }

  async function runChecks(): Promise<boolean> {
    const url = new URL(endpoint.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const isFound = await check('resolve', async () => {
      const { address } = await lookup(host);
      return words(`${host} 是 ${address}`, `${host} is ${address}`);
    });
    if (!isFound) return false;
    if (!(await check('connect', () => connects(host, port)))) return false;
    if (url.protocol === 'https:' && !(await check('tls', () => handshakes(host, port, endpoint)))) return false;
    let overview: Awaited<ReturnType<FlinkRest['overview']>> | undefined;
    let failure: unknown;
    try {
      overview = await rest.overview({ timeoutMs });
    } catch (error) {
      failure = error;
    }
    const isRefused = hasCode(failure, 'CLUSTER_AUTH_FAILED');
    const isAuthorised = await check('auth', async () => {
      if (isRefused) throw failure;
      return endpoint.authorization === undefined
        ? words('没有设置凭据，集群也没有要求', 'no credentials are set, and none were asked for')
        : words('凭据被接受', 'accepted');
    });
    if (!isAuthorised) return false;
    const isFlink = await check('flink', async () => {
      if (overview === undefined) throw failure;
      await rest.jobs({ timeoutMs });
      return words('应答是 Flink REST 接口', 'answers as a Flink REST endpoint');
    });
    if (!isFlink || overview === undefined) return false;
    const { flinkVersion: version, slotsTotal, slotsFree, taskManagers } = overview;
    flinkVersion = version;
    const fits = await check('version', async () => {
      const chosen = asked ?? engineFor(version, deps.engines);
      const told = judgeVersion(version, deps.engines.find(({ id }) => id === chosen)?.line ?? '');
      engine = chosen;
      return words(`${told.zh}；引擎 ${chosen}`, `${told.en}; engine ${chosen}`);
    });
    if (!fits) return false;
    return check('slots', async () => {
      if (slotsTotal === 0)
        return words(
          '目前没有注册的 TaskManager；作业会等到有为止',
          'no TaskManager is registered now; jobs wait until one is',
        );
      return words(
        `${taskManagers} 个 TaskManager，${slotsTotal} 个槽中空闲 ${slotsFree} 个`,
        `${slotsFree} of ${slotsTotal} slots free on ${taskManagers} TaskManagers`,
      );
    });
  }
}

function noAnswer(told: Words): LiusuError {
  return new LiusuError('FLINK_UNREACHABLE', told);
}

function connects(host: string, port: number): Promise<Words> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, timeout: timeoutMs });
    socket.once('connect', () => {
      socket.destroy();
      resolve(words(`端口 ${port} 接受连接`, `port ${port} accepts connections`));
    });
    socket.once('timeout', () =>
      socket.destroy(
        noAnswer(
          words(`端口 ${port} 在 ${timeoutMs} 毫秒内没有应答`, `port ${port} does not answer within ${timeoutMs} ms`),
        ),
      ),
    );
    socket.once('error', reject);
  });
}

function handshakes(host: string, port: number, endpoint: RestEndpoint): Promise<Words> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port,
      servername: /^[\d.:]+$/.test(host) ? '' : host,
      timeout: timeoutMs,
      rejectUnauthorized: endpoint.tlsInsecure !== true,
      ...(endpoint.caPem === undefined ? {} : { ca: endpoint.caPem }),
    });
    socket.once('secureConnect', () => {
      const message = socket.authorized
        ? words(`${socket.getProtocol() ?? 'TLS'}，证书可信`, `${socket.getProtocol() ?? 'TLS'}, certificate trusted`)
        : words('没有校验证书', 'certificate NOT checked');
      socket.destroy();
      resolve(message);
    });
    socket.once('timeout', () =>
      socket.destroy(
        noAnswer(words(`${timeoutMs} 毫秒内没有完成 TLS 握手`, `no TLS handshake within ${timeoutMs} ms`)),
      ),
    );
    socket.once('error', reject);
  });
}
