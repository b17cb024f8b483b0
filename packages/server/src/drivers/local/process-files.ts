/** The files a process reads at its start, and the ports it shall have. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { configYaml, logProperties, optionsOfYaml } from './flink-config.ts';
import { readJson, writeWhole } from './local-folders.ts';
import { findFreePorts, isPortFree } from './ports.ts';

const RememberedPorts = z.record(z.string(), z.record(z.string(), z.int()));

/** Writes `config.yaml` and `log4j.properties` into a process's own folder. */
export function writeConfig(confDir: string, options: Record<string, string>): void {
  mkdirSync(confDir, { recursive: true, mode: 0o700 });
  writeWhole(join(confDir, 'config.yaml'), configYaml(options));
  writeWhole(join(confDir, 'log4j.properties'), logProperties());
}

/** Options beginning so in the `config.yaml` that a process was started with; none when it has no such file. */
export function readOptions(confDir: string, prefix: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(join(confDir, 'config.yaml'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  return optionsOfYaml(text, prefix);
}

/** The ports a process had before, if all are free; else new ones, noted for the next time. */
export async function choosePorts<K extends string>(
  portsFile: string,
  processName: string,
  names: readonly K[],
): Promise<Record<K, number>> {
  const remembered = RememberedPorts.safeParse(readJson(portsFile)).data ?? {};
  const earlier = names.map((name) => remembered[processName]?.[name] ?? 0);
  const areFree = await Promise.all(earlier.map(async (port) => port !== 0 && isPortFree(port)));
  const ports = areFree.every(Boolean) ? earlier : await findFreePorts(names.length);
  const named = Object.fromEntries(names.map((name, index) => [name, ports[index] ?? 0])) as Record<K, number>;
  writeWhole(portsFile, JSON.stringify({ ...remembered, [processName]: named }));
  return named;
}
