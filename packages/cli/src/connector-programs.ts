/** Commands on connectors that are uploaded. */
import type { Command } from 'commander';

import {
  addConnector,
  type AddConnectorOptions,
  listConnectors,
  removeConnector,
} from './commands/connector-commands.ts';
import type { ResourcePrograms } from './resource-programs.ts';

export function addConnectorCommands({ program, contextOf }: ResourcePrograms): Command {
  const connector = program.command('connector').description('connectors, formats, catalogs and functions of your own');
  connector
    .command('list')
    .description('those that were added')
    .action((_options: object, self: Command) => listConnectors(contextOf(self)));
  connector
    .command('add')
    .argument('<file>', 'a jar')
    .option('--name <name>', 'name; the file name when absent')
    .option('--version <text>', 'version, to tell several jars of one name apart')
    .option('--description <text>', 'what it is for')
    .option('--engine <ids>', 'engines it is for, separated by commas; every one when absent')
    .description('add a jar; its code runs with the rights of Flink')
    .action((file: string, options: AddConnectorOptions, self: Command) =>
      addConnector(contextOf(self), file, options),
    );
  connector
    .command('remove')
    .argument('<connector>', 'id, or name when there is one of it')
    .description('remove a jar; what runs goes on with its copy')
    .action((word: string, _options: object, self: Command) => removeConnector(contextOf(self), word));
  return connector;
}
