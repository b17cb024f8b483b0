import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { getEngineFile, readEngineFiles } from '../../engines/engine-file.ts';
import { createProcessTable } from '../../lib/process-identity.ts';
import { testLocalEngine } from '../../testing/flink-cluster.ts';
import { managedDriverConformance } from '../conformance.ts';
import { testEngines } from '../test-engines.ts';
import { runForOutput } from './spawn.ts';

const enginesDir = join(import.meta.dirname, '../../../../../engines');
const table = createProcessTable(runForOutput);

for (const engineId of testEngines) {
  managedDriverConformance({
    title: `local ${engineId}`,
    flinkVersion: getEngineFile(readEngineFiles(enginesDir), engineId).flinkVersion,
    open(dataDir) {
      const { driver, gateway } = testLocalEngine(dataDir, engineId);
      return {
        driver,
        gateway,
        async abandon() {
          await gateway.release();
          await driver.release();
        },
        exists: (pid) => table.identify(pid) !== undefined,
        describe(pid) {
          const environment = `/proc/${pid}/environ`;
          return {
            commandLine: table.commandLine(pid) ?? '',
            environment: existsSync(environment) ? readFileSync(environment, 'utf8') : '',
            listensOn: listeningAddresses(pid),
          };
        },
      };
    },
  });
}

describe('the engines under test', () => {
  it('include every engine there is a file for, unless chosen otherwise', () => {
    const known = readEngineFiles(enginesDir).map((file) => file.id);
    expect(known).toEqual(expect.arrayContaining(testEngines));
  });
});

/** Addresses of the listening TCP sockets of a process, from /proc; none where there is no /proc. */
function listeningAddresses(pid: number): string[] {
  if (!existsSync(`/proc/${pid}/fd`)) return [];
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  return ['tcp', 'tcp6'].flatMap((file) =>
    readFileSync(`/proc/${pid}/net/${file}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // Field 3 is the state (0A: listening), field 9 the inode, field 1 address:port in little-endian hexadecimal.
      .filter((fields) => fields[3] === '0A' && inodes.has(fields[9] ?? ''))
      .map((fields) => addressOf(fields[1] ?? '')),
  );
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    // Closed since the folder was read.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function addressOf(field: string): string {
  const hex = field.split(':')[0] ?? '';
  // ::ffff:127.0.0.1 and 127.0.0.1
  return /^(0{16}FFFF0000)?0100007F$/.test(hex) ? '127.0.0.1' : hex;
}
