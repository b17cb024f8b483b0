/** The commands below `liusu job` that change a running job, its savepoints, or many jobs; and `liusu webhook`. */
import { type Command, Option } from 'commander';

import type { BulkAction } from '@liusu/contract/bulk';

import type { CommandContext } from './command-context.ts';
import { type BulkOptions, cancelBulk, listBulks, runBulk, showBulk } from './commands/bulk-commands.ts';
import {
  type ChangeOptions,
  listPlans,
  publishJob,
  rescaleJob,
  restartJob,
  rollbackJob,
  upgradeJob,
  type UpgradeOptions,
} from './commands/job-change-commands.ts';
import { jobSettings } from './commands/job-settings-command.ts';
import type { ProjectOption } from './commands/job-words.ts';
import { deleteSavepoint, listSavepoints, triggerSavepoint } from './commands/savepoint-commands.ts';
import { writeOffRun, type WriteOffOptions } from './commands/write-off-command.ts';
import { removeWebhook, setWebhook, showWebhook, testWebhook } from './commands/webhook-commands.ts';
import type { SettingsOptions } from './job-settings.ts';
import { parseAnother, parseGeneration, parsePositive, parseSpan } from './option-parsers.ts';

type ContextOf = (command: Command) => CommandContext;

const project = () => new Option('--project <name>', 'project; the first one when absent');
const allow = () =>
  new Option('--allow <verdict>', 'how much of the state may be lost')
    .choices(['compatible', 'partly', 'any'])
    .default('compatible');

/** A generation as `show` prints it: the command is refused when it is another by now. */
export function ifMatch(): Option {
  return new Option('--if-match <generation>', 'refuse when the job was commanded in the meantime').argParser(
    parseGeneration,
  );
}

export function addJobChangeCommands(job: Command, contextOf: ContextOf): void {
  const change = (name: string, description: string) =>
    job
      .command(name)
      .argument('<job>', 'name or id')
      .addOption(project())
      .addOption(ifMatch())
      .description(description);
  change('publish', 'make the draft a version without running it').action(
    (name: string, options: ChangeOptions, command: Command) => publishJob(contextOf(command), name, options),
  );
  change('restart', 'stop with a savepoint and start the same version from it')
    .option('--cancel', 'from the last checkpoint, without a savepoint')
    .option('--wait', 'return once it is done')
    .action((name: string, options: ChangeOptions & { cancel?: boolean }, command: Command) =>
      restartJob(contextOf(command), name, options),
    );
  change('upgrade', 'go over to another version with the state')
    .option('--version <number>', 'version to run; the draft, published, when absent', parsePositive)
    .addOption(allow())
    .option('--cancel', 'from the last checkpoint, without a savepoint')
    .option('--from <state>', 'latest, none, or the id of a savepoint or checkpoint', 'latest')
    .option('--wait', 'return once it is done')
    .action((name: string, options: UpgradeOptions, command: Command) => upgradeJob(contextOf(command), name, options));
  change('rollback', 'go back to the version before the last upgrade')
    .addOption(
      new Option('--mode <mode>', 'from-old-savepoint processes again what was processed since')
        .choices(['from-new-state', 'from-old-savepoint'])
        .default('from-new-state'),
    )
    .addOption(allow())
    .option('--wait', 'return once it is done')
    .action((name: string, options: Parameters<typeof rollbackJob>[2], command: Command) =>
      rollbackJob(contextOf(command), name, options),
    );
  change('write-off', 'say that the newest run does not exist, where the platform cannot prove it')
    .option('--yes', 'without asking for the name of the job')
    .action((name: string, options: WriteOffOptions, command: Command) =>
      writeOffRun(contextOf(command), name, options),
    );
  job
    .command('rescale')
    .argument('<job>', 'name or id')
    .argument('<parallelism>', 'parallelism', parsePositive)
    .addOption(project())
    .addOption(ifMatch())
    .option('--wait', 'return once it runs so')
    .description('change the parallelism, in place where Flink can')
    .action((name: string, parallelism: number, options: ChangeOptions, command: Command) =>
      rescaleJob(contextOf(command), name, parallelism, options),
    );
  job
    .command('plans')
    .argument('<job>', 'name or id')
    .addOption(project())
    .description('upgrades, restarts, rescales and roll-backs, newest first')
    .action((name: string, options: ProjectOption, command: Command) => listPlans(contextOf(command), name, options));
}

export function addSettingsCommand(job: Command, contextOf: ContextOf): void {
  job
    .command('settings')
    .argument('<job>', 'name or id')
    .addOption(project())
    .addOption(new Option('--mode <mode>', 'how Flink runs it').choices(['streaming', 'batch']))
    .option('--parallelism <number>', 'parallelism', parsePositive)
    .option(
      '--max-parallelism <number>',
      'fixed for the state there is: with another one it cannot be restored',
      parsePositive,
    )
    .option('--checkpoint-interval <span>', 'time between checkpoints, such as 10s', parseSpan)
    .option('--checkpoint-timeout <span>', 'time after which a checkpoint is given up, such as 10min', parseSpan)
    .addOption(
      new Option('--checkpoint-mode <mode>', 'what checkpoints guarantee').choices(['EXACTLY_ONCE', 'AT_LEAST_ONCE']),
    )
    .option('--checkpoints-retained <number>', 'checkpoints that are kept', parsePositive)
    .option('--state-ttl <span>', 'how long idle state is kept, such as 24h; 0 keeps it for ever', parseSpan)
    .addOption(
      new Option('--restart <strategy>', 'what Flink does when a task fails').choices([
        'exponential-delay',
        'fixed-delay',
        'none',
      ]),
    )
    .option('--restart-attempts <number>', 'restarts before the run counts as failed', parsePositive)
    .addOption(
      new Option('--recovery <policy>', 'new runs from the last checkpoint when a run failed').choices([
        'never',
        'bounded',
        'always',
      ]),
    )
    .option('--recovery-attempts <number>', 'with bounded: new runs within the window', parsePositive)
    .option('--recovery-window <span>', 'with bounded: the window, such as 1h', parseSpan)
    .option('--time-zone <zone>', 'time zone of the session, such as Asia/Shanghai')
    .option('--set <key=value>', 'a further option of Flink; may be repeated', parseAnother)
    .option('--unset <key>', 'leave an option of Flink out; may be repeated', parseAnother)
    .description("show the draft's settings, or change them; what runs goes on as it is")
    .action((name: string, options: ProjectOption & SettingsOptions, command: Command) =>
      jobSettings(contextOf(command), name, options),
    );
}

export function addSavepointCommands(job: Command, contextOf: ContextOf): void {
  const savepoint = job.command('savepoint').description('savepoints and retained checkpoints');
  savepoint
    .command('trigger')
    .argument('<job>', 'name or id')
    .addOption(project())
    .option('--wait', 'return once it is complete')
    .description('take a savepoint of a running job')
    .action((name: string, options: ProjectOption & { wait?: boolean }, command: Command) =>
      triggerSavepoint(contextOf(command), name, options),
    );
  savepoint
    .command('list')
    .argument('<job>', 'name or id')
    .addOption(project())
    .description('savepoints and retained checkpoints, newest first')
    .action((name: string, options: ProjectOption, command: Command) =>
      listSavepoints(contextOf(command), name, options),
    );
  savepoint
    .command('delete')
    .argument('<job>', 'name or id')
    .argument('<savepoint>', 'id')
    .addOption(project())
    .option('--wait', 'return once it is gone')
    .description('delete one with its files; never one that may still be needed')
    .action((name: string, id: string, options: ProjectOption & { wait?: boolean }, command: Command) =>
      deleteSavepoint(contextOf(command), name, id, options),
    );
}

const actions = ['start', 'stop', 'restart', 'upgrade', 'rescale', 'savepoint', 'publish', 'delete'];

export function addBulkCommands(job: Command, contextOf: ContextOf): void {
  const bulk = job.command('bulk').description('one command over many jobs');
  bulk
    .command('run')
    .argument('<action>', actions.join(', '))
    .argument('[jobs...]', 'names or ids')
    .addOption(project())
    .option('--label <key=value>', 'jobs with this label')
    .option('--all', 'every job of the project')
    .option('--concurrency <number>', 'jobs worked on at once', parsePositive)
    .option('--version <number>', 'start, upgrade: version to run', parsePositive)
    .option('--parallelism <number>', 'rescale: parallelism', parsePositive)
    .addOption(
      new Option('--allow <verdict>', 'upgrade: how much of the state may be lost').choices([
        'compatible',
        'partly',
        'any',
      ]),
    )
    .option('--cancel', 'stop, restart, upgrade: without a savepoint')
    .option('--drain', 'stop: end the sources and fire all windows')
    .option('--state', 'delete: savepoints and checkpoints too')
    .option('--wait', 'return once every job has done it')
    .description('command many jobs, a few at a time')
    .action((action: string, jobs: string[], options: BulkOptions, command: Command) => {
      if (!actions.includes(action)) command.error(`the action is one of: ${actions.join(', ')}`, { exitCode: 2 });
      return runBulk(contextOf(command), action as BulkAction, jobs, options);
    });
  bulk
    .command('list')
    .addOption(project())
    .description('the newest bulk commands')
    .action((options: ProjectOption, command: Command) => listBulks(contextOf(command), options));
  bulk
    .command('show')
    .argument('<bulk>', 'id')
    .addOption(project())
    .description('the result per job')
    .action((id: string, options: ProjectOption, command: Command) => showBulk(contextOf(command), id, options));
  bulk
    .command('cancel')
    .argument('<bulk>', 'id')
    .addOption(project())
    .description('leave out what has not begun')
    .action((id: string, options: ProjectOption, command: Command) => cancelBulk(contextOf(command), id, options));
}

export function addWebhookCommands({ program, contextOf }: { program: Command; contextOf: ContextOf }): void {
  const webhook = program.command('webhook').description('where alerts are sent');
  webhook
    .command('show')
    .description('address and last deliveries')
    .action((_: object, command: Command) => showWebhook(contextOf(command)));
  webhook
    .command('set')
    .argument('<url>', 'http or https')
    .option('--secret-file <file>', 'file with the secret that signs deliveries, - for standard input')
    .option('--unsigned', 'without a secret')
    .description('send alerts to an address')
    .action((url: string, options: { secretFile?: string; unsigned?: boolean }, command: Command) =>
      setWebhook(contextOf(command), url, {
        ...(options.secretFile === undefined ? {} : { secretFile: options.secretFile }),
        noSecret: options.unsigned === true,
      }),
    );
  webhook
    .command('remove')
    .description('send none')
    .action((_: object, command: Command) => removeWebhook(contextOf(command)));
  webhook
    .command('test')
    .description('send a test alert now')
    .action((_: object, command: Command) => testWebhook(contextOf(command)));
}
