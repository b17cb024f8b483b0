/** Programs and fonts that tests need from the system, fetched with apt where that is possible. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run-process.ts';

interface Need {
  debianPackages: string[];
  isThere: () => boolean;
}

export type NeedName = 'chromium' | 'chinese-fonts' | 'ip' | 'nft' | 'postgres' | 'python';

export const needs: Record<NeedName, Need> = {
  chromium: { debianPackages: ['chromium'], isThere: () => existsSync('/usr/bin/chromium') },
  'chinese-fonts': { debianPackages: ['fonts-wqy-microhei'], isThere: hasChineseFont },
  ip: { debianPackages: ['iproute2'], isThere: () => hasProgram('ip') },
  nft: { debianPackages: ['nftables'], isThere: () => hasProgram('nft') },
  postgres: { debianPackages: ['postgresql'], isThere: hasPostgres },
  // ClickHouse's engine comes as a library for it.
  python: { debianPackages: ['python3'], isThere: () => hasProgram('python3') },
};

function hasProgram(name: string): boolean {
  return ['/usr/sbin', '/sbin', '/usr/bin'].some((folder) => existsSync(join(folder, name)));
}

/** Only the programs are wanted: tests make clusters of their own and touch none of the system's. */
function hasPostgres(): boolean {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return false;
  return readdirSync(root).some((version) => existsSync(join(root, version, 'bin', 'initdb')));
}

/** Families with Chinese glyphs that Debian and its relatives ship. */
function hasChineseFont(): boolean {
  const root = '/usr/share/fonts';
  if (!existsSync(root)) return false;
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).some((path) =>
    /cjk|wqy|uming|ukai|droidsansfallback/i.test(path),
  );
}

/** Installs what is missing. Returns the names that are missing still, with what a person can do. */
export async function provideNeeds(
  names: Iterable<NeedName>,
  onLine: (line: string) => void,
): Promise<{ name: string; remedy: string }[]> {
  const missing = [...new Set(names)].filter((name) => !needs[name].isThere());
  if (missing.length === 0) return [];
  const packages = missing.flatMap((name) => needs[name].debianPackages);
  const apt = '/usr/bin/apt-get';
  if (existsSync(apt) && process.getuid?.() === 0) {
    onLine(`installing ${packages.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if (
      !existsSync('/var/lib/apt/lists') ||
      readdirSync('/var/lib/apt/lists').filter((name) => name.includes('_')).length === 0
    )
      await run(apt, ['update'], { env, onLine });
    const args = ['install', '-y', '--no-install-recommends', ...packages];
    const first = await run(apt, args, { env, onLine });
    // Lists from long ago name files that are gone: read them anew, once.
    if (first.code !== 0 && (await run(apt, ['update'], { env, onLine })).code === 0)
      await run(apt, args, { env, onLine });
  }
  return missing
    .filter((name) => !needs[name].isThere())
    .map((name) => ({ name, remedy: `sudo apt-get install ${needs[name].debianPackages.join(' ')}` }));
}
