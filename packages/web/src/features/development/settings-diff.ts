/** What differs between two settings. */
import type { JobSettings } from '@liusu/contract/job';

export interface SettingChange {
  /** As in the settings, levels joined by dots: `restart.attempts`. */
  name: string;
  left: string | null;
  right: string | null;
}

/** Changed, added and missing settings, by name. Pure. */
export function settingsDiff(left: JobSettings, right: JobSettings): SettingChange[] {
  const a = flat(left);
  const b = flat(right);
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .sort()
    .map((name) => ({ name, left: a.get(name) ?? null, right: b.get(name) ?? null }));
}

function flat(value: unknown, prefix = '', into = new Map<string, string>()): Map<string, string> {
  for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof each === 'object' && each !== null) flat(each, name, into);
    else if (each !== undefined) into.set(name, String(each));
  }
  return into;
}
