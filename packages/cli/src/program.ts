/** The commands and their options; what they do stands in `commands/`. */
import { resolve } from 'node:path';

import { Command, Option } from 'commander';

import { speakChinese } from './chinese-help.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { CommandContext, OutputForm } from './command-context.ts';
import { clean } from './commands/clean.ts';
import { completionScript } from './commands/completion.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { logs } from './commands/logs.ts';
import { status } from './commands/status.ts';
import { createToken } from './commands/token-commands.ts';
import type { TestOptions } from './commands/test.ts';
import { up, type UpOptions } from './commands/up.ts';
import { exitCodes } from './exit-code.ts';
import { languageOf } from './language.ts';
import { parsePort, parsePositive, parseSpeed } from './option-parsers.ts';
import { addWebhookCommands } from './job-programs.ts';
import { addClusterCommands, addJobCommands, addScenarioCommands } from './resource-programs.ts';
import { productVersion } from './product-version.ts';
import { addConnectorCommands } from './connector-programs.ts';
import { addFolderCommands } from './folder-programs.ts';
import { addSourceCommands } from './source-programs.ts';
import { addSqlCommands } from './sql-programs.ts';
import { addVariableCommands } from './variable-programs.ts';

interface GlobalOptions {
  data?: string;
  output: OutputForm;
  lang?: string;
}

/** The context of a command, from the global options wherever they stood. */
export function contextOf(environment: CliEnvironment, command: Command): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  return {
    environment,
    dataDir: resolve(options.data ?? environment.dataDir),
    cacheDir: environment.cacheDir,
    output: options.output,
    language: languageOf(options.lang ?? environment.language),
  };
}

/** Help is written before options are read. */
function chosenLanguage(args: readonly string[]): string | undefined {
  const at = args.indexOf('--lang');
  return at === -1 ? args.find((word) => word.startsWith('--lang='))?.slice('--lang='.length) : args[at + 1];
}

/** `args`: what the user wrote, where a language may stand that help is to be in. */
export function buildProgram(environment: CliEnvironment, args: readonly string[] = []): Command {
  const program = new Command('liusu')
    .description('Liusu 流溯: a real-time computing platform on Apache Flink')
    // `--version` alone is the program's; after a command it is that command's own option.
    .version(productVersion, process.argv[2] === '--version' ? '-V, --version' : '-V')
    .option('--data <dir>', 'data folder of the instance (LIUSU_DATA)')
    .addOption(
      new Option('-o, --output <form>', 'form of the result').choices(['table', 'json', 'yaml']).default('table'),
    )
    .addOption(new Option('--lang <language>', 'language of messages (LIUSU_LANG)').choices(['zh', 'en']))
    .showHelpAfterError('(liusu --help shows the commands)')
    .exitOverride();
  if (languageOf(chosenLanguage(args) ?? environment.language) === 'zh') speakChinese(program);

  const speed = () => new Option('--speed <value>', 'seconds per simulated day, or max').argParser(parseSpeed);
  program
    .command('up')
    .description('start the platform and its local Flink; the first time, fetch what is missing')
    .option('--demo', 'import the flights scenario, start it, and wait for its first results')
    .option('--port <number>', 'port of the console; a free one when absent', parsePort)
    .option('--engine <id>', 'engine of a new data folder, such as flink-2.2')
    .option('--detach', 'return once everything runs')
    .addOption(speed())
    .option('--days <number>', 'replay only the first days of the data', parsePositive)
    .action((options: UpOptions, command: Command) => up(contextOf(environment, command), options));
  program
    .command('status')
    .description('platform, clusters, jobs, processes with their memory')
    .action((_: object, command: Command) => status(contextOf(environment, command)));
  program
    .command('doctor')
    .description('check the machine: Java, disk, memory, folders, engines')
    .action(async (_: object, command: Command) => {
      if (!(await doctor(contextOf(environment, command)))) process.exitCode = exitCodes.environment;
    });
  program
    .command('logs')
    .argument('[name]', 'platform, jobmanager, taskmanager or gateway; without it, the logs there are')
    .description('the end of a log')
    .option('-f, --follow', 'go on as it grows')
    .option('--lines <number>', 'how many lines', parsePositive, 100)
    .action((name: string | undefined, options: { follow?: boolean; lines: number }, command: Command) =>
      logs(contextOf(environment, command), name, options),
    );
  program
    .command('down')
    .description('stop local jobs with savepoints, then everything that was started; data stays')
    .option('--savepoint-budget <seconds>', 'time for all savepoints together', parsePositive, 30)
    .action((options: { savepointBudget: number }, command: Command) =>
      down(contextOf(environment, command), { savepointBudgetMs: options.savepointBudget * 1000 }),
    );
  program
    .command('clean')
    .description('remove processes and data; with --all also the cache, dependencies and the built console')
    .option('--all', 'the cache too')
    .option('--yes', 'without asking')
    .action((options: { all?: boolean; yes?: boolean }, command: Command) =>
      clean(contextOf(environment, command), options),
    );

  const resources = { program, contextOf: (command: Command) => contextOf(environment, command), speed };
  addClusterCommands(resources);
  addJobCommands(resources);
  addSqlCommands(resources);
  addScenarioCommands(resources);
  addFolderCommands(resources);
  addVariableCommands(resources);
  addConnectorCommands(resources);
  addSourceCommands(resources);
  addWebhookCommands(resources);
  const token = program.command('token').description('API tokens');
  token
    .command('create')
    .argument('<name>')
    .option('--days <number>', 'days it is valid', parsePositive)
    .option('--forever', 'never expires')
    .action((name: string, options: { days?: number; forever?: boolean }, command: Command) =>
      createToken(contextOf(environment, command), name, options),
    );

  program
    .command('test')
    .argument(
      '[layers...]',
      'types, lint, unit, model, integration, flink, browser, fresh; all of them when none is named',
    )
    .description('run the tests; installs what they need')
    .option('--long', 'also the long forms')
    .option('--seeds <number>', 'with model: this many seeded histories, and nothing else', parsePositive)
    .option('--from <seed>', 'with model: the first seed', parsePositive)
    .action(async (layers: string[], options: TestOptions, command: Command) => {
      const { runTests } = await import('./commands/test.ts');
      if (!(await runTests(contextOf(environment, command), layers, options))) process.exitCode = exitCodes.internal;
    });
  program
    .command('bench')
    .argument(
      '[name]',
      'which benchmark: start, controller, submit, throughput, validation, completion, editors',
      'start',
    )
    .argument('[options...]', 'its own options, see bench/README.md')
    .description('measure; prints a table in Markdown, or JSON')
    .allowUnknownOption()
    .action(async (name: string, args: string[], _: object, command: Command) => {
      const { bench } = await import('./commands/bench.ts');
      await bench(contextOf(environment, command), name, args);
    });
  program
    .command('version')
    .description('the version')
    .action(() => {
      process.stdout.write(`${productVersion}\n`);
    });
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('script for completion in a shell')
    .action((shell: string) => {
      process.stdout.write(completionScript(program, shell));
    });
  return program;
}
