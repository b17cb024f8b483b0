/** Commands on resources of the platform: clusters, jobs, scenarios. */
import { type Command, Option } from 'commander';

import type { CommandContext } from './command-context.ts';
import {
  addCluster,
  type ClusterAddOptions,
  listClusterJobs,
  listClusters,
  removeCluster,
  restartCluster,
  testCluster,
} from './commands/cluster-commands.ts';
import {
  adoptJob,
  bindJob,
  checkUpgrade,
  createJob,
  editJob,
  deleteJob,
  type JobBindOptions,
  type JobCreateOptions,
  type JobStartOptions,
  type JobStopOptions,
  listJobEvents,
  listJobs,
  showJob,
  startJob,
  stopJob,
} from './commands/job-commands.ts';
import { type ExceptionsOptions, listExceptions } from './commands/exceptions-command.ts';
import {
  controlFeeder,
  importScenario,
  listScenarios,
  type ScenarioImportOptions,
  showScenario,
} from './commands/scenario-commands.ts';
import { addJobPlaceCommands } from './folder-programs.ts';
import {
  addBulkCommands,
  addJobChangeCommands,
  addSavepointCommands,
  addSettingsCommand,
  ifMatch,
} from './job-programs.ts';
import type { ProjectOption } from './commands/job-words.ts';
import { exitCodes } from './exit-code.ts';
import { parsePositive } from './option-parsers.ts';

export interface ResourcePrograms {
  program: Command;
  contextOf: (command: Command) => CommandContext;
  speed: () => Option;
}

export function project(): Option {
  return new Option('--project <name>', 'project; the first one when absent');
}

export function mode(): Option {
  return new Option('--mode <mode>', 'how Flink runs it').choices(['streaming', 'batch']);
}

export function addClusterCommands({ program, contextOf }: ResourcePrograms): void {
  const cluster = program.command('cluster').description('connected Flink clusters');
  cluster
    .command('add')
    .argument('<name>')
    .argument('<url>', "address of Flink's REST endpoint")
    .option('--engine <id>', 'engine of the cluster, such as flink-2.2; the one that fits its version when absent')
    .addOption(new Option('--environment <word>').choices(['dev', 'test', 'production']))
    .option('--user <name>', 'user for basic authentication')
    .option('--password-file <file>', 'file with the password, - for standard input')
    .option('--token-file <file>', 'file with a bearer token, - for standard input')
    .option('--ca <file>', "PEM of the authority that signed the cluster's certificate")
    .option('--insecure', 'accept any certificate')
    .option('--no-check', 'register it without testing the connection')
    .description('register a cluster after testing the connection')
    .action((name: string, url: string, options: ClusterAddOptions, command: Command) =>
      addCluster(contextOf(command), name, url, options),
    );
  cluster
    .command('list')
    .description('clusters and how fresh the view of each is')
    .action((_: object, command: Command) => listClusters(contextOf(command)));
  cluster
    .command('test')
    .argument('<cluster>', 'name or id')
    .description('test the connection, step by step')
    .action(async (name: string, _: object, command: Command) => {
      if (!(await testCluster(contextOf(command), name))) process.exitCode = exitCodes.environment;
    });
  cluster
    .command('jobs')
    .argument('<cluster>', 'name or id')
    .description('Flink jobs running there that Liusu has no run for')
    .action((name: string, _: object, command: Command) => listClusterJobs(contextOf(command), name));
  cluster
    .command('restart')
    .argument('<cluster>', 'the local one, by name or id')
    .description('restart the local Flink: jobs are stopped with savepoints and come back from their state')
    .action((name: string, _: object, command: Command) => restartCluster(contextOf(command), name));
  cluster
    .command('remove')
    .argument('<cluster>', 'name or id')
    .description('forget a cluster; nothing on it is touched')
    .action((name: string, _: object, command: Command) => removeCluster(contextOf(command), name));
}

export function addJobCommands({ program, contextOf }: ResourcePrograms): void {
  const job = program.command('job').description('jobs');
  job
    .command('list')
    .addOption(project())
    .description('jobs of a project')
    .action((options: ProjectOption, command: Command) => listJobs(contextOf(command), options));
  job
    .command('show')
    .argument('<job>', 'name or id')
    .addOption(project())
    .description('one job with its draft')
    .action((name: string, options: ProjectOption, command: Command) => showJob(contextOf(command), name, options));
  job
    .command('create')
    .argument('<name>')
    .argument('<file>', 'SQL script, - for standard input')
    .addOption(project())
    .addOption(mode())
    .option('--parallelism <number>', 'parallelism', parsePositive)
    .option('--cluster <name>', 'cluster; the local one when absent')
    .option('--engine <version>', 'the cluster that runs this engine, such as flink-1.20')
    .option('--folder <path>', 'folder of the workbench, as orders/ingest')
    .option('--start', 'start it at once')
    .description('make a job from a script')
    .action((name: string, file: string, options: JobCreateOptions, command: Command) =>
      createJob(contextOf(command), name, file, options),
    );
  job
    .command('edit')
    .argument('<job>', 'name or id')
    .argument('<file>', 'SQL script, - for standard input')
    .addOption(project())
    .description("replace the draft's script; what runs goes on as it is")
    .action((name: string, file: string, options: ProjectOption, command: Command) =>
      editJob(contextOf(command), name, file, options),
    );
  job
    .command('adopt')
    .argument('<cluster>', 'name or id')
    .argument('<flinkJobId>', 'as `cluster jobs` tells it')
    .argument('<name>', 'name of the new job')
    .addOption(project())
    .description('take over a Flink job that others started; it goes on')
    .action((cluster: string, id: string, name: string, options: ProjectOption, command: Command) =>
      adoptJob(contextOf(command), cluster, id, name, options),
    );
  job
    .command('bind')
    .argument('<job>', 'name or id')
    .argument('<file>', 'SQL script, - for standard input')
    .addOption(project())
    .addOption(mode())
    .option('--parallelism <number>', 'parallelism', parsePositive)
    .description('bind a script to a job that was taken over, so that it can be started')
    .action((name: string, file: string, options: JobBindOptions, command: Command) =>
      bindJob(contextOf(command), name, file, options),
    );
  job
    .command('start')
    .argument('<job>', 'name or id')
    .addOption(project())
    .addOption(ifMatch())
    .option('--from <state>', 'latest, none, or the id of a savepoint or checkpoint', 'latest')
    .option('--version <number>', 'version to run; the draft when absent', parsePositive)
    .option('--source-time <instant>', 'value of ${start.time}, with --from none: 2026-01-31T08:00:00Z')
    .option('--allow-non-restored', 'let state go that no operator takes')
    .option('--wait', 'return once it runs')
    .description('publish the draft if it changed, and run it')
    .action((name: string, options: JobStartOptions, command: Command) => startJob(contextOf(command), name, options));
  job
    .command('stop')
    .argument('<job>', 'name or id')
    .addOption(project())
    .addOption(ifMatch())
    .option('--cancel', 'without a savepoint')
    .option('--drain', 'end the sources and fire all windows; no run can resume from that savepoint')
    .option('--wait', 'return once it stopped')
    .description('stop with a savepoint')
    .action((name: string, options: JobStopOptions, command: Command) => stopJob(contextOf(command), name, options));
  job
    .command('check-upgrade')
    .argument('<job>', 'name or id')
    .addOption(project())
    .option('--version <number>', 'version to go over to; the draft when absent', parsePositive)
    .description('what becomes of the state of each operator; nothing is touched')
    .action((name: string, options: ProjectOption & { version?: number }, command: Command) =>
      checkUpgrade(contextOf(command), name, options),
    );
  job
    .command('events')
    .argument('<job>', 'name or id')
    .addOption(project())
    .option('--limit <number>', 'how many', parsePositive, 50)
    .description('history, newest first')
    .action((name: string, options: ProjectOption & { limit: number }, command: Command) =>
      listJobEvents(contextOf(command), name, options),
    );
  job
    .command('exceptions')
    .argument('<job>', 'name or id')
    .addOption(project())
    .option('--stack', 'the whole stack of each')
    .description('why Flink failed or restarted its tasks: cause, task, TaskManager, time; newest first')
    .action((name: string, options: ExceptionsOptions, command: Command) =>
      listExceptions(contextOf(command), name, options),
    );
  job
    .command('delete')
    .argument('<job>', 'name or id')
    .addOption(project())
    .option('--state', 'delete its savepoints and checkpoints too')
    .description('delete a stopped job')
    .action((name: string, options: ProjectOption & { state?: boolean }, command: Command) =>
      deleteJob(contextOf(command), name, options),
    );
  addDeeperJobCommands(job, contextOf);
}

function addDeeperJobCommands(job: Command, contextOf: ResourcePrograms['contextOf']): void {
  addSettingsCommand(job, contextOf);
  addJobChangeCommands(job, contextOf);
  addJobPlaceCommands(job, contextOf);
  addSavepointCommands(job, contextOf);
  addBulkCommands(job, contextOf);
}

export function addScenarioCommands({ program, contextOf, speed }: ResourcePrograms): void {
  const scenario = program.command('scenario').description('industry scenarios');
  scenario
    .command('list')
    .addOption(project())
    .description('scenarios that can be imported')
    .action((options: ProjectOption, command: Command) => listScenarios(contextOf(command), options));
  scenario
    .command('import')
    .argument('<scenario>')
    .addOption(project())
    .addOption(speed())
    .option('--days <number>', 'only the first days of the data', parsePositive)
    .option('--no-start', 'without starting it')
    .description('import a scenario and start it')
    .action((id: string, options: ScenarioImportOptions, command: Command) =>
      importScenario(contextOf(command), id, options),
    );
  scenario
    .command('status')
    .argument('<scenario>')
    .addOption(project())
    .description('jobs and data feeder of a scenario')
    .action((id: string, options: ProjectOption, command: Command) => showScenario(contextOf(command), id, options));
  const feeder = scenario.command('feeder').description("a scenario's data feeder");
  for (const action of ['start', 'stop'] as const) {
    feeder
      .command(action)
      .argument('<scenario>')
      .addOption(project())
      .addOption(speed())
      .description(`${action} the feeder`)
      .action((id: string, options: ProjectOption & { speed?: number | 'max' }, command: Command) =>
        controlFeeder(contextOf(command), id, action, options),
      );
  }
}
