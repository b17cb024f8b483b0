/** Commands on data sources of a project. */
import { SourceConnector, SourceKind } from '@liusu/contract/source';
import { type Command, Option } from 'commander';

import type { ProjectOption } from './commands/job-words.ts';
import {
  addSource,
  type DdlOptions,
  editSource,
  listSources,
  removeSource,
  showSource,
  sourceDdl,
  sourceTable,
  sourceTables,
  type TablesOptions,
  testSource,
} from './commands/source-commands.ts';
import type { SourceOptions } from './commands/source-options.ts';
import { exitCodes } from './exit-code.ts';
import { parsePort, parsePositive } from './option-parsers.ts';
import type { ResourcePrograms } from './resource-programs.ts';

export function addSourceCommands({ program, contextOf }: ResourcePrograms): void {
  const source = program
    .command('source')
    .description('data sources of a project: outside systems that scripts refer to by ${source.name.field}');
  const project = () => new Option('--project <name>', 'project; the first one when absent');
  const named = (verb: string, description: string) =>
    source.command(verb).argument('<name>').addOption(project()).description(description);

  source
    .command('list')
    .addOption(project())
    .description('data sources, with the newest test of each')
    .action((options: ProjectOption, command) => listSources(contextOf(command), options));
  withConnection(named('add', 'register a data source, once its connection proved good'))
    .addOption(new Option('--kind <kind>').choices(SourceKind.options).makeOptionMandatory())
    .option('--no-check', 'register it without testing the connection')
    .action((name: string, options: SourceOptions, command) => addSource(contextOf(command), name, options));
  withConnection(named('edit', 'change what is given; the rest stays'))
    .option('--no-check', 'change it without testing the connection')
    .action((name: string, options: SourceOptions, command) => editSource(contextOf(command), name, options));
  named('show', 'address, fields to refer to, newest test').action((name: string, options: ProjectOption, command) =>
    showSource(contextOf(command), name, options),
  );
  named('test', 'test the connection, step by step').action(async (name: string, options: ProjectOption, command) => {
    if (!(await testSource(contextOf(command), name, options))) process.exitCode = exitCodes.environment;
  });
  named('tables', 'tables, topics or folders; with one of them, its columns')
    .argument('[table]', 'namespace.table, a topic, or a folder')
    .option('--schema <name>', 'of one schema or database only')
    .option('--search <text>', 'with this in the name')
    .option('--limit <number>', 'at most this many', parsePositive)
    .action((name: string, table: string | undefined, options: TablesOptions, command) =>
      table === undefined
        ? sourceTables(contextOf(command), name, options)
        : sourceTable(contextOf(command), name, table, options),
    );
  named('ddl', 'a CREATE TABLE of Flink for a table, topic or folder, a CREATE CATALOG for a table of Hive')
    .argument('<table>', 'namespace.table, a topic, or a folder')
    .addOption(new Option('--connector <name>').choices(SourceConnector.options))
    .option('--as <name>', 'name of the table, or catalog, in Flink')
    .action((name: string, table: string, options: DdlOptions, command) =>
      sourceDdl(contextOf(command), name, table, options),
    );
  named('remove', 'forget a data source; nothing in it is touched').action(
    (name: string, options: ProjectOption, command) => removeSource(contextOf(command), name, options),
  );
}

/** A password is no option: it would stand in the list of processes and in the history of the shell. */
function withConnection(command: Command): Command {
  return command
    .option('--host <host>')
    .option('--port <number>', 'the usual one of the kind when absent', parsePort)
    .option('--database <name>', 'database; for Redis its number')
    .option('--bucket <name>', 'bucket of an object store')
    .option('--region <name>', 'region of the bucket')
    .addOption(new Option('--path-style <word>', 'the bucket stands in the path of the address').choices(['on', 'off']))
    .option('--servers <list>', 'brokers of Kafka, host:port, or metastores of Hive, thrift://host:port; by commas')
    .option('--username <name>', 'account; for a bucket the id of the access key')
    .option(
      '--password-file <file>',
      'file with the password or secret key, - for standard input; else LIUSU_SOURCE_PASSWORD, else asked',
    )
    .option('--no-password', 'none is needed, and none is asked for')
    .addOption(new Option('--sasl <mechanism>').choices(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']))
    .addOption(new Option('--tls <mode>', 'encryption').choices(['off', 'trust', 'verify']))
    .option('--ca <file>', 'PEM of the authority that signed the certificate')
    .option('--description <text>', 'what it is for');
}
