/** Starts the platform. The last line of a failed start is a JSON object with `code`, `message` and, where it has one, `zh`; its exit code is below. */
import { join } from 'node:path';
import { exit } from 'node:process';

import { errorCodes } from '@liusu/contract/error-code';

import { startApp } from './app.ts';
import { readConfig, repositoryRoot } from './config.ts';
import { createLocalEngine, createSideGateway } from './drivers/local/create-local-engine.ts';
import { runForOutput } from './drivers/local/spawn.ts';
import { createRemoteDriver } from './drivers/remote/remote-driver.ts';
import type { DownloadProgress } from './engines/download.ts';
import { DownloadReport } from './engines/download-report.ts';
import type { EngineContext, LocalEngine } from './engine-parts.ts';
import { LiusuError, messageOf } from './lib/errors.ts';
import { createProcessTable } from './lib/process-identity.ts';
import { words } from './lib/words.ts';

const answerTimeoutMs = 120_000;

function createEngine({ config, folder, engineId, clock, log, bucketOptions }: EngineContext): LocalEngine {
  const report = new DownloadReport();
  const common = {
    dataDir: folder.root,
    cacheDir: config.cacheDir,
    enginesDir: join(repositoryRoot, 'engines'),
    java: { mode: 'auto' as const, javaHome: config.javaHome, path: config.searchPath },
    sources: { mavenUrl: config.mavenUrl, pypiFilesUrl: config.pypiUrl },
    flinkHome: config.flinkHome,
    log,
    clock,
    bucketOptions,
  };
  const onProgress = (progress: DownloadProgress) => report.add(progress);
  const { driver, gateway, fetch, fetchFileSystems, optionsInForce } = createLocalEngine({
    ...common,
    engineId,
    onProgress,
  });
  return {
    driver,
    gateway,
    fetchFileSystems,
    optionsInForce,
    createGateway: (other) => createSideGateway({ ...common, engineId: other }),
    start: async (stages, signal, { cluster }) => {
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () =>
          reject(new LiusuError('UNAVAILABLE', words('平台正在停止', 'the platform is ending'))),
        );
      });
      // Who waits for it below hears of it; when nobody does any more, nothing is lost.
      aborted.catch(() => undefined);
      const unlessEnding = <T>(work: Promise<T>) => Promise.race([work, aborted]);
      await stages.run('engine', (say) => unlessEnding(report.follow(say, fetch)));
      const gatewayOnly = [['gateway', gateway] as const];
      const both = cluster ? [['cluster', driver] as const, ...gatewayOnly] : gatewayOnly;
      const started = await Promise.allSettled(
        both.map(([name, process]) =>
          stages.run(name, async () => {
            await process.start();
            await unlessEnding(process.waitUntilAnswering(answerTimeoutMs));
          }),
        ),
      );
      for (const result of started) if (result.status === 'rejected') throw result.reason;
    },
    release: async () => {
      await gateway.release();
      await driver.release();
    },
  };
}

/** 1: a bug, worth another try. 3: the input, 4: the machine, 6: in conflict with something else; a person has to act. */
function exitCodeOf(error: unknown): number {
  if (!(error instanceof LiusuError) || error.code === 'INTERNAL') return 1;
  const status: number = errorCodes[error.code].status;
  if (status >= 500) return 4;
  return status === 409 || status === 412 ? 6 : 3;
}

try {
  const app = await startApp(readConfig(), {
    table: createProcessTable(runForOutput),
    createEngine,
    createRemoteDriver,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void app.stop());
  process.on('uncaughtException', (error) => {
    app.log.fatal({ err: error }, 'an error was caught by nobody');
    exit(1);
  });
  process.stdout.write(`${app.url}\n`);
  await app.ended;
  exit(0);
} catch (error) {
  const code = error instanceof LiusuError ? error.code : 'INTERNAL';
  if (code === 'INTERNAL') process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.stderr.write(
    `${JSON.stringify({ code, message: messageOf(error), zh: error instanceof LiusuError ? error.zh : undefined })}\n`,
  );
  exit(exitCodeOf(error));
}
