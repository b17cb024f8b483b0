/** Commands on variables and secrets of a project. */
import { Option } from 'commander';

import type { ProjectOption } from './commands/job-words.ts';
import {
  deleteSecret,
  deleteVariable,
  type DescriptionOption,
  listSecrets,
  listVariables,
  setSecret,
  setVariable,
} from './commands/variable-commands.ts';
import type { ResourcePrograms } from './resource-programs.ts';

export function addVariableCommands({ program, contextOf }: ResourcePrograms): void {
  const project = () => new Option('--project <name>', 'project; the first one when absent');
  const kinds = [
    { name: 'variable', what: 'variables of a project', list: listVariables, remove: deleteVariable },
    {
      name: 'secret',
      what: 'secrets of a project; their values are never given back',
      list: listSecrets,
      remove: deleteSecret,
    },
  ];
  const [variable, secret] = kinds.map(({ name, what, list, remove }) => {
    const command = program.command(name).description(what);
    command
      .command('list')
      .addOption(project())
      .description(`${name}s of a project`)
      .action((options: ProjectOption, self) => list(contextOf(self), options));
    command
      .command('delete')
      .argument('<name>')
      .addOption(project())
      .description(`delete a ${name}`)
      .action((word: string, options: ProjectOption, self) => remove(contextOf(self), word, options));
    return command;
  });
  variable
    ?.command('set')
    .argument('<name>')
    .argument('<value>')
    .addOption(project())
    .option('--description <text>', 'what it is for')
    .description('set the value of ${name}')
    .action((name: string, value: string, options: DescriptionOption, self) =>
      setVariable(contextOf(self), name, value, options),
    );
  secret
    ?.command('set')
    .argument('<name>')
    .argument('<file>', 'file with the value, - for standard input')
    .addOption(project())
    .option('--description <text>', 'what it is for')
    .description('set the value of ${secret.name}')
    .action((name: string, file: string, options: DescriptionOption, self) =>
      setSecret(contextOf(self), name, file, options),
    );
}
