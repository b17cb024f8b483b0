/**
 * Keys of the settings that each engine reads, recorded in `engines/settings` by tools/record-engine.ts from the classes of its
 * distribution: what a SET of a script is held against. Flink itself takes any key, and passes over one that it does not know.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of a class file is looked at; see connectors/factory-name.ts. */
export interface NamedConstants {
  names: ReadonlySet<string>;
  references: ReadonlySet<string>;
}

const configOptions = 'org/apache/flink/configuration/ConfigOptions';
/** Of what a session can set; a cluster's own settings are not among it. */
const keyPattern = /^(?:compiler|execution|parallelism|pipeline|restart-strategy|state|table|task)(?:\.[a-z0-9_-]+)+$/;

/** One key a line. Names in a class of options that only look like keys are among them: they do no harm, and none is missing. */
export function settingRecordOf(classes: Iterable<NamedConstants>): string {
  const keys = new Set<string>();
  for (const { names, references } of classes) {
    if (!references.has(configOptions)) continue;
    for (const name of names) if (keyPattern.test(name)) keys.add(name);
  }
  return `${[...keys].toSorted().join('\n')}\n`;
}

export function settingRecordFile(enginesDir: string, engineId: string): string {
  return join(enginesDir, 'settings', `${engineId}.txt`);
}

/** Empty for an engine that has none recorded: then nothing can be said of its settings. */
export function readEngineSettings(enginesDir: string, engineId: string): ReadonlySet<string> {
  const file = settingRecordFile(enginesDir, engineId);
  return new Set(
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [],
  );
}
