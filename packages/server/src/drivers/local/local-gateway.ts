/** A SQL gateway of the platform, of one engine version, as a supervised process on the loopback interface. */
import { join } from 'node:path';

import type { ProcessInfo } from '@liusu/contract/cluster';

import { LiusuError } from '../../lib/errors.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import { words } from '../../lib/words.ts';
import type { OnDemandGateway } from '../driver.ts';
import { flinkEnvironment, javaArguments } from './command-line.ts';
import { gatewayOptions } from './flink-config.ts';
import { placePlugins } from './file-systems.ts';
import { Liveness } from './liveness.ts';
import { createFolders, instanceMark, type LocalFolders } from './local-folders.ts';
import type { LocalSetup } from './local-setup.ts';
import { choosePorts, writeConfig } from './process-files.ts';
import { SupervisedProcess } from './supervised-process.ts';
import { Supervision } from './supervision.ts';

const stopGraceMs = 10_000;

interface Running {
  folders: LocalFolders;
  process: SupervisedProcess;
  liveness: Liveness;
}

export class LocalGateway implements OnDemandGateway {
  readonly engine: string;
  readonly #setup: LocalSetup;
  readonly #supervision: Supervision;
  #running: Running | undefined;

  constructor(setup: LocalSetup) {
    this.engine = setup.engineId;
    this.#setup = setup;
    this.#supervision = new Supervision(() => this.#converge(), setup.clock, setup.log);
  }

  /** Adopts or starts it; returns when it is started, not when it answers. Throws what preparing the engine throws. */
  async start(): Promise<void> {
    this.#running ??= await this.#found();
    await this.#supervision.start();
  }

  async makeReady(say: (progress: string) => void): Promise<void> {
    await this.#setup.prepare(say);
  }

  /** Takes over the process of an earlier life; false when there is none, and then nothing is started. */
  async adopt(): Promise<boolean> {
    const found = await this.#found();
    if (!found.process.isAlive) {
      found.process.forget();
      return false;
    }
    this.#running = found;
    await this.#supervision.start();
    return true;
  }

  async #found(): Promise<Running> {
    const { dataDir, table, clock, log } = this.#setup;
    const folders = createFolders(dataDir);
    const around = { folders, mark: instanceMark(dataDir), table, clock, log };
    const process = new SupervisedProcess(`gateway-${this.engine}`, 'gateway', around, () => this.#supervision.wake());
    await process.adopt();
    return { folders, process, liveness: new Liveness(process, clock) };
  }

  url(): string | undefined {
    return this.#running?.process.isAnswering === true ? this.#address() : undefined;
  }

  incarnation(): string | undefined {
    return this.#running?.process.incarnation();
  }

  /** Returns when it answers. Throws PROCESS_FAILED, naming the log, when it keeps ending or the time is over. */
  async waitUntilAnswering(timeoutMs: number): Promise<void> {
    const { clock } = this.#setup;
    const untilMs = clock.nowMs() + timeoutMs;
    await keepingAlive(async () => {
      while (this.url() === undefined) {
        const process = this.#running?.process;
        if ((process?.failures ?? 0) >= 3 || clock.nowMs() >= untilMs)
          throw new LiusuError('PROCESS_FAILED', words('SQL Gateway 没有启动', 'the SQL gateway did not start'), {
            params: { log: process?.logFile ?? '', reason: process?.info().reason ?? null },
          });
        await clock.sleep(100);
      }
    });
  }

  processes(): ProcessInfo[] {
    return this.#running === undefined ? [] : [this.#running.process.info()];
  }

  async stop(): Promise<void> {
    await this.#supervision.stop();
    await this.#running?.process.end(stopGraceMs);
    this.#running?.process.forget();
    this.#running = undefined;
  }

  /** Ends the supervision and leaves the process running, for the platform's next life to adopt. */
  async release(): Promise<void> {
    await this.#supervision.stop();
    this.#running = undefined;
  }

  #address(): string | undefined {
    const port = this.#running?.process.record?.ports['rest'];
    return port === undefined ? undefined : `http://127.0.0.1:${port}`;
  }

  async #converge(): Promise<void> {
    if (this.#running === undefined) return;
    const { folders, process, liveness } = this.#running;
    process.observe();
    if (process.mayLaunch()) await this.#launch(folders, process);
    const url = this.#address();
    if (url !== undefined) liveness.look(`${url}/info`);
    process.rotateOutput();
  }

  async #launch(folders: LocalFolders, process: SupervisedProcess): Promise<void> {
    const { sizing, childEnv, dataDir } = this.#setup;
    const { javaCommand, gatewayJars: jars, pluginsDir } = await this.#setup.prepare();
    const ports = await choosePorts(folders.portsFile, process.name, ['rest'] as const);
    const { confDir, tmpDir, logFile, name } = process;
    const { checkpoints: checkpointsDir, savepoints: savepointsDir } = folders;
    const fileSystems = await this.#setup.fileSystems();
    writeConfig(confDir, {
      ...gatewayOptions({ tmpDir, checkpointsDir, savepointsDir }, ports.rest),
      ...fileSystems.options,
    });
    const plugins = placePlugins(pluginsDir, join(folders.plugins, this.#setup.engineId), fileSystems.plugins);
    const mark = instanceMark(dataDir);
    process.launch({
      command: javaCommand,
      args: javaArguments({ role: 'gateway', name, mark, jars, confDir, tmpDir, logFile, sizing }),
      env: { ...childEnv, ...flinkEnvironment(confDir, plugins) },
      ports,
      clusterIncarnation: null,
    });
  }
}
