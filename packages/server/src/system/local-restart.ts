/**
 * Restarts the local Flink, so that what it reads at its start counts: jobs are stopped with savepoints, its processes end and
 * start again, and the jobs come back from their state. A platform that dies meanwhile carries on at its next start, since what
 * users asked for is not touched.
 */
import type { LocalEngine } from '../engine-parts.ts';
import type { JobShutdown } from '../jobs/shutdown.ts';
import { LiusuError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { words } from '../lib/words.ts';
import type { StartStages } from './start-stages.ts';

export interface LocalRestartDeps {
  engine: LocalEngine;
  shutdown: Pick<JobShutdown, 'stopAllLocal' | 'resume'>;
  stages: StartStages;
  log: Log;
  /** Aborted when the platform ends. */
  signal: AbortSignal;
  /** Called once Flink is up again. */
  onUp(): void;
}

export class LocalRestart {
  readonly #deps: LocalRestartDeps;
  #underWay: Promise<void> | undefined;

  constructor(deps: LocalRestartDeps) {
    this.#deps = deps;
  }

  /**
   * Returns once it has begun; the stages of a start tell how far it is. What is to be loaded is fetched before a job is stopped.
   * Throws CONFLICT while Flink is being started, and DOWNLOAD_FAILED.
   */
  async begin(savepointBudgetMs: number): Promise<void> {
    const { engine, stages, signal } = this.#deps;
    const refuse = () => {
      if (this.#underWay === undefined && !stages.isRunning() && !signal.aborted) return;
      throw new LiusuError(
        'CONFLICT',
        words('本机 Flink 正在启动或重启。', 'The local Flink is being started or restarted already.'),
      );
    };
    refuse();
    await engine.fetchFileSystems();
    // Another request may have begun while this one was fetching.
    refuse();
    this.#underWay = this.#run(savepointBudgetMs).finally(() => {
      this.#underWay = undefined;
    });
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  async #run(savepointBudgetMs: number): Promise<void> {
    const { engine, shutdown, stages, log, signal, onUp } = this.#deps;
    try {
      await stages.run('stop-jobs', async () => {
        const { stopped, left, notRunning } = await shutdown.stopAllLocal(savepointBudgetMs, signal);
        log.info({ stopped, left, notRunning }, 'jobs were stopped for a restart of the local Flink');
      });
      // A platform that ends by itself leaves Flink running.
      if (signal.aborted) return;
      await stages.run('stop-flink', async () => {
        await engine.gateway.stop();
        await engine.driver.stop();
      });
      await engine.start(stages, signal, { cluster: true });
      onUp();
    } catch (err) {
      if (!signal.aborted) log.error({ err }, 'the restart of the local Flink did not come to its end');
    } finally {
      if (!signal.aborted) shutdown.resume();
    }
  }
}
