/** Commands on the folders of jobs and on what scripts say. */
import { type Command, Option } from 'commander';

import {
  createFolder,
  deleteFolder,
  type GrepOptions,
  grepScripts,
  listFolders,
  moveFolder,
  moveJob,
} from './commands/folder-commands.ts';
import type { ProjectOption } from './commands/job-words.ts';
import type { ResourcePrograms } from './resource-programs.ts';

const project = () => new Option('--project <name>', 'project; the first one when absent');

export function addFolderCommands({ program, contextOf }: ResourcePrograms): void {
  const folder = program.command('folder').description('folders of jobs in the workbench');
  folder
    .command('list')
    .addOption(project())
    .description('folders of a project')
    .action((options: ProjectOption, self) => listFolders(contextOf(self), options));
  folder
    .command('create')
    .argument('<path>', 'as orders/ingest')
    .addOption(project())
    .description('make a folder and those above it')
    .action((path: string, options: ProjectOption, self) => createFolder(contextOf(self), path, options));
  folder
    .command('move')
    .argument('<from>')
    .argument('<to>')
    .addOption(project())
    .description('rename or move a folder with everything in it')
    .action((from: string, to: string, options: ProjectOption, self) => moveFolder(contextOf(self), from, to, options));
  folder
    .command('delete')
    .argument('<path>')
    .addOption(project())
    .description('delete an empty folder')
    .action((path: string, options: ProjectOption, self) => deleteFolder(contextOf(self), path, options));
}

/** Adds to `liusu job`. */
export function addJobPlaceCommands(job: Command, contextOf: ResourcePrograms['contextOf']): void {
  job
    .command('move')
    .argument('<job>', 'name or id')
    .argument('<folder>', 'path of the folder, / for the top of the project')
    .addOption(project())
    .description('put a job into a folder; what runs is not touched')
    .action((name: string, folder: string, options: ProjectOption, self: Command) =>
      moveJob(contextOf(self), name, folder, options),
    );
  job
    .command('grep')
    .argument('<text>')
    .addOption(project())
    .option('--match-case', 'letters count as they stand')
    .description('find a text in the drafts of all jobs')
    .action((wanted: string, options: GrepOptions, self: Command) => grepScripts(contextOf(self), wanted, options));
}
