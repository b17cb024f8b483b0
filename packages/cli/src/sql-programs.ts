/** Commands on SQL: running and checking scripts, and what they can name. */
import type { Command } from 'commander';

import { explainSql } from './commands/explain-command.ts';
import {
  listCatalogs,
  listDatabases,
  listFunctions,
  listTables,
  type MetadataOptions,
  showTable,
} from './commands/metadata-commands.ts';
import { runSql, type SqlCheckOptions, type SqlRunOptions, validateSql } from './commands/sql-commands.ts';
import { exitCodes } from './exit-code.ts';
import { parsePositive } from './option-parsers.ts';
import { mode, project, type ResourcePrograms } from './resource-programs.ts';

export function addSqlCommands({ program, contextOf }: ResourcePrograms): void {
  const sql = program.command('sql').description('SQL on real Flink');
  for (const [name, description] of [
    ['run', "run a script's SELECT and print its rows"],
    ['preview', 'as run: the query of an INSERT is run too, and nothing is written'],
  ] as const) {
    sql
      .command(name)
      .argument('<file>', 'script, - for standard input')
      .addOption(project())
      .addOption(mode())
      .option('--limit <number>', 'at most so many rows', parsePositive)
      .option('--timeout <seconds>', 'at most so long', parsePositive)
      .option('--statement <number>', 'the statement to run, from 1; the last when absent', parsePositive)
      .option('--sample <table=file...>', 'rows (JSON or CSV) in the place of a source table; may be repeated')
      .option('--cluster <name>', 'cluster; the local one when absent')
      .description(description)
      .action((file: string, options: SqlRunOptions, command: Command) => runSql(contextOf(command), file, options));
  }
  sql
    .command('validate')
    .argument('<file>', 'script, - for standard input')
    .addOption(project())
    .addOption(mode())
    .option('--cluster <name>', 'cluster; the local one when absent')
    .option('--engine <version>', 'engine to check it by, such as flink-2.2; that of the cluster when absent')
    .description('let Flink check a script; with -o json a list of findings')
    .action(async (file: string, options: SqlCheckOptions, command: Command) => {
      if (!(await validateSql(contextOf(command), file, options))) process.exitCode = exitCodes.input;
    });
  sql
    .command('explain')
    .argument('<file>', 'script, - for standard input')
    .addOption(project())
    .addOption(mode())
    .option('--cluster <name>', 'cluster; the local one when absent')
    .option('--engine <version>', 'engine to explain it by; that of the cluster when absent')
    .description('how Flink would run a script, with advice')
    .action(async (file: string, options: SqlCheckOptions, command: Command) => {
      if (!(await explainSql(contextOf(command), file, options))) process.exitCode = exitCodes.input;
    });
  addMetadataCommands(sql, contextOf);
}

/** What SQL can name, as the engine of a cluster tells it. */
function addMetadataCommands(sql: Command, contextOf: ResourcePrograms['contextOf']): void {
  const command = (name: string, description: string) =>
    sql
      .command(name)
      .addOption(project())
      .option('--cluster <name>', 'cluster whose engine is asked; the local one when absent')
      .option('--engine <version>', 'another engine, such as flink-1.20; that of the cluster when absent')
      .option('--refresh', 'ask Flink again instead of taking what is remembered')
      .description(description);
  command('catalogs', 'catalogs of a SQL session').action((options: MetadataOptions, self: Command) =>
    listCatalogs(contextOf(self), options),
  );
  command('databases', 'databases of a catalog')
    .argument('<catalog>')
    .action((catalog: string, options: MetadataOptions, self: Command) =>
      listDatabases(contextOf(self), catalog, options),
    );
  command('tables', 'tables, views and models of a database')
    .argument('<catalog.database>')
    .action((path: string, options: MetadataOptions, self: Command) => listTables(contextOf(self), path, options));
  command('table', 'columns of a table')
    .argument('<catalog.database.table>')
    .action((path: string, options: MetadataOptions, self: Command) => showTable(contextOf(self), path, options));
  command('functions', 'functions that SQL can call')
    .option('--user', 'without those that Flink brings')
    .action((options: MetadataOptions & { user?: boolean }, self: Command) => listFunctions(contextOf(self), options));
}
