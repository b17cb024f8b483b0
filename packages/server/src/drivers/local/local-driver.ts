/**
 * The cluster Liusu runs on its own machine: one JobManager and its TaskManagers.
 *
 * A TaskManager belongs to the JobManager process it was started for. When that one is gone, its TaskManagers are ended and
 * waited for before a new JobManager is started: whatever the new one runs, nothing of the old one still writes.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { ProcessInfo } from '@liusu/contract/cluster';

import { LiusuError } from '../../lib/errors.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import { words } from '../../lib/words.ts';
import type { Driver, DriverCapabilities, RestEndpoint } from '../driver.ts';
import { flinkEnvironment, javaArguments } from './command-line.ts';
import { clusterOptions } from './flink-config.ts';
import { placePlugins } from './file-systems.ts';
import { Liveness } from './liveness.ts';
import { createFolders, foldersOf, instanceMark, type LocalFolders } from './local-folders.ts';
import type { LocalSetup, ReadyEngine } from './local-setup.ts';
import { choosePorts, writeConfig } from './process-files.ts';
import { type ProcessSurroundings, SupervisedProcess } from './supervised-process.ts';
import { Supervision } from './supervision.ts';

const stopGraceMs = 10_000;
const rotateEveryMs = 30_000;

interface Processes {
  folders: LocalFolders;
  jobManager: SupervisedProcess;
  liveness: Liveness;
  taskManagers: SupervisedProcess[];
}

export class LocalDriver implements Driver {
  readonly kind = 'local';
  readonly capabilities: DriverCapabilities = { managed: true, absenceIsEvidence: true };
  readonly #setup: LocalSetup;
  readonly #taskManagerCount: number;
  readonly #supervision: Supervision;
  #processes: Processes | undefined;
  #engine: ReadyEngine | undefined;
  #rotatedAtMs = 0;

  constructor(setup: LocalSetup, taskManagerCount = 1) {
    this.#setup = setup;
    this.#taskManagerCount = taskManagerCount;
    this.#supervision = new Supervision(() => this.#converge(), setup.clock, setup.log);
  }

  /** Throws what preparing the engine throws, unless a living cluster was adopted: that one goes on without. */
  async start(): Promise<void> {
    if (this.#processes === undefined) {
      const processes = this.#createProcesses();
      await processes.jobManager.adopt();
      for (const taskManager of processes.taskManagers) await taskManager.adopt();
      this.#engine = await this.#prepare(processes.jobManager.isAlive);
      this.#processes = processes;
    }
    await this.#supervision.start();
  }

  endpoint(): RestEndpoint | undefined {
    const port = this.#processes?.jobManager.record?.ports['rest'];
    return port === undefined ? undefined : { url: `http://127.0.0.1:${port}` };
  }

  /** True once the JobManager's REST endpoint has answered. */
  isAnswering(): boolean {
    return this.#processes?.jobManager.isAnswering === true;
  }

  /** Returns when it answers. Throws PROCESS_FAILED, naming the log, when the JobManager keeps ending or the time is over. */
  async waitUntilAnswering(timeoutMs: number): Promise<void> {
    const { clock } = this.#setup;
    const untilMs = clock.nowMs() + timeoutMs;
    await keepingAlive(async () => {
      while (!this.isAnswering()) {
        const jobManager = this.#processes?.jobManager;
        if ((jobManager?.failures ?? 0) >= 3 || clock.nowMs() >= untilMs)
          throw new LiusuError(
            'PROCESS_FAILED',
            words('本机集群的 JobManager 没有启动', 'the JobManager of the local cluster did not start'),
            {
              params: { log: jobManager?.logFile ?? '', reason: jobManager?.info().reason ?? null },
            },
          );
        await clock.sleep(100);
      }
    });
  }

  stateRoot(): { checkpoints: string; savepoints: string } {
    const folders = foldersOf(this.#setup.dataDir);
    return { checkpoints: pathToFileURL(folders.checkpoints).href, savepoints: pathToFileURL(folders.savepoints).href };
  }

  incarnation(): string | undefined {
    return this.#processes?.jobManager.incarnation();
  }

  /** Throws CONFLICT when asked about the JobManager that is alive: nothing of it is over yet. */
  async fenceOff(incarnation: string): Promise<void> {
    const { clock } = this.#setup;
    const remaining = () => {
      this.#processes?.jobManager.observe();
      return (this.#processes?.taskManagers ?? []).filter(
        (taskManager) => taskManager.record?.clusterIncarnation === incarnation,
      );
    };
    for (;;) {
      const left = remaining();
      if (this.incarnation() === incarnation)
        throw new LiusuError(
          'CONFLICT',
          words('要隔离的 JobManager 仍在运行', 'the JobManager to be fenced off is alive'),
          { params: { incarnation } },
        );
      if (left.length === 0) return;
      this.#supervision.wake();
      await clock.sleep(50);
    }
  }

  classPath(): string[] | undefined {
    return this.#engine?.clusterJars.map((jar) => jar.slice(jar.lastIndexOf('/') + 1));
  }

  processes(): ProcessInfo[] {
    const processes = this.#processes;
    return processes === undefined ? [] : [processes.jobManager, ...processes.taskManagers].map((one) => one.info());
  }

  async stop(): Promise<void> {
    await this.#supervision.stop();
    const processes = this.#processes;
    if (processes === undefined) return;
    await Promise.all(processes.taskManagers.map((taskManager) => taskManager.end(stopGraceMs)));
    await processes.jobManager.end(stopGraceMs);
    for (const process of [...processes.taskManagers, processes.jobManager]) process.forget();
    this.#processes = undefined;
  }

  /** Ends the supervision and leaves the processes running, for the platform's next life to adopt. */
  async release(): Promise<void> {
    await this.#supervision.stop();
    this.#processes = undefined;
  }

  #createProcesses(): Processes {
    const { dataDir, table, clock, log } = this.#setup;
    const folders = createFolders(dataDir);
    const around: ProcessSurroundings = { folders, mark: instanceMark(dataDir), table, clock, log };
    const wake = () => this.#supervision.wake();
    const jobManager = new SupervisedProcess('jobmanager', 'jobmanager', around, wake);
    const taskManagers = Array.from(
      { length: this.#taskManagerCount },
      (_, index) => new SupervisedProcess(`taskmanager-${index + 1}`, 'taskmanager', around, wake),
    );
    return { folders, jobManager, liveness: new Liveness(jobManager, clock), taskManagers };
  }

  async #prepare(isAdopted: boolean): Promise<ReadyEngine | undefined> {
    try {
      return await this.#setup.prepare();
    } catch (err) {
      if (!isAdopted) throw err;
      this.#setup.log.error({ err }, 'engine not complete, the running cluster goes on but could not be restarted');
      return undefined;
    }
  }

  async #converge(): Promise<void> {
    const processes = this.#processes;
    if (processes === undefined) return;
    const { jobManager, taskManagers } = processes;
    jobManager.observe();
    for (const taskManager of taskManagers) taskManager.observe();
    const incarnation = jobManager.incarnation();
    const strays = taskManagers.filter(
      (one) => one.isAlive && (incarnation === undefined || one.record?.clusterIncarnation !== incarnation),
    );
    // Without a JobManager it has nothing to say goodbye to, and it must be gone soon.
    await Promise.all(strays.map((one) => one.end(0)));
    if (jobManager.mayLaunch()) await this.#launchJobManager(processes);
    for (const one of taskManagers)
      if (jobManager.isAlive && one.mayLaunch()) await this.#launchTaskManager(processes, one);
    const url = this.endpoint()?.url;
    if (url !== undefined) processes.liveness.look(`${url}/config`);
    this.#rotateOutputs([jobManager, ...taskManagers]);
  }

  async #launchJobManager({ folders, jobManager }: Processes): Promise<void> {
    const ports = await choosePorts(folders.portsFile, jobManager.name, ['rest', 'rpc', 'blob'] as const);
    await this.#launch(folders, jobManager, ports, null);
  }

  async #launchTaskManager({ folders, jobManager }: Processes, taskManager: SupervisedProcess): Promise<void> {
    const { rest = 0, rpc = 0, blob = 0 } = jobManager.record?.ports ?? {};
    await this.#launch(folders, taskManager, { rest, rpc, blob }, jobManager.incarnation() ?? null);
  }

  async #launch(
    folders: LocalFolders,
    process: SupervisedProcess,
    ports: { rest: number; rpc: number; blob: number },
    clusterIncarnation: string | null,
  ): Promise<void> {
    this.#engine ??= await this.#setup.prepare();
    const { sizing, childEnv, dataDir } = this.#setup;
    const { javaCommand, clusterJars, pluginsDir } = this.#engine;
    const { confDir, tmpDir, logFile, name } = process;
    const { checkpoints: checkpointsDir, savepoints: savepointsDir } = folders;
    const fileSystems = await this.#setup.fileSystems();
    writeConfig(confDir, {
      ...clusterOptions({ ports, sizing, tmpDir, checkpointsDir, savepointsDir }),
      ...fileSystems.options,
    });
    const plugins = placePlugins(pluginsDir, join(folders.plugins, this.#setup.engineId), fileSystems.plugins);
    const role = process.role;
    const mark = instanceMark(dataDir);
    process.launch({
      command: javaCommand,
      args: javaArguments({ role, name, mark, jars: clusterJars, confDir, tmpDir, logFile, sizing }),
      env: { ...childEnv, ...flinkEnvironment(confDir, plugins) },
      ports: role === 'jobmanager' ? ports : {},
      clusterIncarnation,
    });
  }

  #rotateOutputs(processes: SupervisedProcess[]): void {
    const nowMs = this.#setup.clock.nowMs();
    if (nowMs - this.#rotatedAtMs < rotateEveryMs) return;
    this.#rotatedAtMs = nowMs;
    for (const process of processes) process.rotateOutput();
  }
}
