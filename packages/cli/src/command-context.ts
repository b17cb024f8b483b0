/** What every command is given: where it works, in which language, and how it prints. */
import type { Language } from '@liusu/contract/error-code';
import { stringify } from 'yaml';

import type { CliEnvironment } from './cli-environment.ts';
import type { Text } from './language.ts';
import { tableLines } from './table.ts';

export type OutputForm = 'table' | 'json' | 'yaml';

export interface CommandContext {
  environment: CliEnvironment;
  dataDir: string;
  cacheDir: string;
  output: OutputForm;
  language: Language;
}

/** The text in the chosen language. */
export function inWords(context: Pick<CommandContext, 'language'>, text: Text): string {
  return text[context.language];
}

/** A line for the person watching, on standard error: results alone go to standard output. */
export function say(context: Pick<CommandContext, 'language'>, text: Text): void {
  process.stderr.write(`${inWords(context, text)}\n`);
}

/** Prints a result: as JSON or YAML when asked, else `human` lines. */
export function printResult(context: Pick<CommandContext, 'output'>, value: unknown, human: () => string[]): void {
  if (context.output === 'json') process.stdout.write(`${JSON.stringify(value)}\n`);
  else if (context.output === 'yaml') process.stdout.write(stringify(value));
  else for (const line of human()) process.stdout.write(`${line}\n`);
}

/** Prints a list of objects: the list itself as JSON or YAML, else a table of the chosen columns. */
export function printList<T>(
  context: CommandContext,
  items: readonly T[],
  columns: [heading: Text, cell: (item: T) => string][],
  whenEmpty: Text,
): void {
  printResult(context, items, () =>
    items.length === 0
      ? [inWords(context, whenEmpty)]
      : tableLines(
          columns.map(([heading]) => inWords(context, heading)),
          items.map((item) => columns.map(([, cell]) => cell(item))),
        ),
  );
}
