/** The command line. Started by the launcher `liusu` at the root of the repository. */
import { CommanderError } from 'commander';

import { readCliEnvironment } from './cli-environment.ts';
import type { OutputForm } from './command-context.ts';
import { exitCodes } from './exit-code.ts';
import { languageOf } from './language.ts';
import { printError } from './print-error.ts';
import { buildProgram } from './program.ts';

// A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.ok);
});

const environment = readCliEnvironment();
const program = buildProgram(environment);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version were printed; other cases were told by commander itself.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const { output = 'table', lang = environment.language } = program.opts<{ output?: OutputForm; lang?: string }>();
    process.exitCode = printError(error, { output, language: languageOf(lang) });
  }
}
