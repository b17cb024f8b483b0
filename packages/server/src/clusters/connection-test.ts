/** Tests a connection to a Flink REST endpoint step by step, so that the first thing that is wrong is named. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { ClusterTest } from '@liusu/contract/cluster';

import type { RestEndpoint } from '../drivers/driver.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import type { Clock } from '../lib/clock.ts';
import { hasCode, messageOf } from '../lib/errors.ts';
import type { HandleFactories } from './cluster-directory.ts';

type Check = ClusterTest['checks'][number];
type CheckName = Check['name'];

const timeoutMs = 5_000;

/** Oldest versions without the SQL injection of CVE-2026-35194, by minor version. */
const oldestPatch: Readonly<Record<string, number>> = { '1.20': 4, '2.0': 2, '2.1': 2, '2.2': 1 };

/** Stops at the first check that fails. `engineVersion`: minor version the engine stands for, such as 2.2. */
export async function testConnection(
  endpoint: RestEndpoint,
  deps: { createRest: HandleFactories['createRest']; clock: Clock; engineVersion: string | undefined },
): Promise<ClusterTest> {
  const checks: Check[] = [];
  let flinkVersion: string | null = null;
  async function check(name: CheckName, work: () => Promise<string>): Promise<boolean> {
    const beganMs = deps.clock.nowMs();
    try {
      const message = await work();
      checks.push({ name, ok: true, message, ms: deps.clock.nowMs() - beganMs });
      return true;
    } catch (error) {
      checks.push({ name, ok: false, message: messageOf(error), ms: deps.clock.nowMs() - beganMs });
      return false;
    }
  }
  const rest = deps.createRest(() => endpoint);
  try {
    const isOk = await runChecks();
    return { ok: isOk, checks, flinkVersion };
  } finally {
    await rest.close();
  }

  async function runChecks(): Promise<boolean> {
    const url = new URL(endpoint.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    if (!(await check('resolve', async () => `${host} is ${(await lookup(host)).address}`))) return false;
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
      return endpoint.authorization === undefined ? 'no credentials are set, and none were asked for' : 'accepted';
    });
    if (!isAuthorised) return false;
    const isFlink = await check('flink', async () => {
      if (overview === undefined) throw failure;
      await rest.jobs({ timeoutMs });
      return 'answers as a Flink REST endpoint';
    });
    if (!isFlink || overview === undefined) return false;
    const { flinkVersion: version, slotsTotal, slotsFree, taskManagers } = overview;
    flinkVersion = version;
    if (!(await check('version', async () => judgeVersion(version, deps.engineVersion)))) return false;
    return check('slots', async () => {
      if (slotsTotal === 0) return 'no TaskManager is registered now; jobs wait until one is';
      return `${slotsFree} of ${slotsTotal} slots free on ${taskManagers} TaskManagers`;
    });
  }
}

/** Throws when the platform cannot, or should not, drive this version. */
export function judgeVersion(version: string, engineVersion: string | undefined): string {
  const [major, minor, patch] = version.split('.').map((part) => Number.parseInt(part, 10));
  const line = `${major ?? 0}.${minor ?? 0}`;
  if (engineVersion !== undefined && engineVersion !== line) {
    throw new Error(`the cluster runs Flink ${version}, the chosen engine is for Flink ${engineVersion}`);
  }
  const oldest = oldestPatch[line];
  if (oldest !== undefined && (patch ?? 0) < oldest) {
    return `Flink ${version}; SQL can run code on it (CVE-2026-35194): upgrade to ${line}.${oldest} or later`;
  }
  return `Flink ${version}`;
}

function connects(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, timeout: timeoutMs });
    socket.once('connect', () => {
      socket.destroy();
      resolve(`port ${port} accepts connections`);
    });
    socket.once('timeout', () => socket.destroy(new Error(`port ${port} does not answer within ${timeoutMs} ms`)));
    socket.once('error', reject);
  });
}

function handshakes(host: string, port: number, endpoint: RestEndpoint): Promise<string> {
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
        ? `${socket.getProtocol() ?? 'TLS'}, certificate trusted`
        : 'certificate NOT checked';
      socket.destroy();
      resolve(message);
    });
    socket.once('timeout', () => socket.destroy(new Error(`no TLS handshake within ${timeoutMs} ms`)));
    socket.once('error', reject);
  });
}
