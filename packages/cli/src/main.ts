/** The command line. Started by the launcher `liusu` at the root of the repository. */
import { hasCode } from '@liusu/server/src/lib/errors.ts';
import { CommanderError } from 'commander';

import { readCliEnvironment } from './cli-environment.ts';
import type { OutputForm } from './command-context.ts';
import { exitCodes } from './exit-code.ts';
import { languageOf } from './language.ts';
import { printError } from './print-error.ts';
import { awaitStart } from './platform-connection.ts';
import { buildProgram, contextOf } from './program.ts';

// A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.ok);
});

const environment = readCliEnvironment();
let program = buildProgram(environment, process.argv.slice(2));

async function run(): Promise<void> {
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!hasCode(error, 'INSTANCE_STARTING')) throw error;
    // A command connects before it does anything: it is given anew once there is something to connect to.
    await awaitStart(contextOf(environment, program));
    program = buildProgram(environment, process.argv.slice(2));
    await program.parseAsync(process.argv);
  }
}

try {
  await run();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version were printed; other cases were told by commander itself.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const { output = 'table', lang = environment.language } = program.opts<{ output?: OutputForm; lang?: string }>();
    process.exitCode = printError(error, { output, language: languageOf(lang) });
  }
}
