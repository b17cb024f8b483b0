/** Which engine SQL is prepared with for a connected cluster, by the Flink version that the cluster tells. Pure. */
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';

/** An engine and the line of Flink it stands for, such as 2.2. */
export interface EngineLine {
  id: string;
  line: string;
}

/** Oldest versions without the SQL injection of CVE-2026-35194, by line. */
const oldestPatch: Readonly<Record<string, number>> = { '1.20': 4, '2.0': 2, '2.1': 2, '2.2': 1 };

/** The line of a version: 1.20 of 1.20.5 and of 1.20-SNAPSHOT. */
export function lineOf(version: string): string {
  const [major, minor] = numbersOf(version);
  return `${major ?? 0}.${minor ?? 0}`;
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

/** The line of each engine. */
export function engineLines(files: readonly { id: string; flinkVersion: string }[]): EngineLine[] {
  return files.map(({ id, flinkVersion }) => ({ id, line: lineOf(flinkVersion) }));
}

/** The engine of the version's line. Throws CLUSTER_VERSION_UNSUPPORTED where there is none. */
export function engineFor(version: string, engines: readonly EngineLine[]): string {
  const found = engines.find(({ line }) => line === lineOf(version));
  if (found !== undefined) return found.id;
  const known = engines.map(({ id, line }) => `${id} (Flink ${line})`);
  const told = words(
    `集群运行的是 Flink ${version}，没有引擎适合它；现有：${known.join('、')}。`,
    `The cluster runs Flink ${version}, and no engine fits it; there are ${known.join(', ')}.`,
  );
  throw new LiusuError('CLUSTER_VERSION_UNSUPPORTED', told, { params: { version } });
}

/** What is to be said of a version. `line`: of the engine that was chosen. Throws CLUSTER_VERSION_UNSUPPORTED when it is another. */
export function judgeVersion(version: string, line: string): Words {
  if (line !== lineOf(version)) {
    const told = words(
      `集群运行的是 Flink ${version}，所选引擎对应的是 Flink ${line}`,
      `the cluster runs Flink ${version}, the chosen engine is for Flink ${line}`,
    );
    throw new LiusuError('CLUSTER_VERSION_UNSUPPORTED', told, { params: { version } });
  }
  const oldest = oldestPatch[line];
  if (oldest === undefined || (numbersOf(version)[2] ?? 0) >= oldest)
    return words(`Flink ${version}`, `Flink ${version}`);
  return words(
    `Flink ${version}；SQL 可借 CVE-2026-35194 在它上面运行代码：请升级到 ${line}.${oldest} 或更新的版本`,
    `Flink ${version}; SQL can run code on it (CVE-2026-35194): upgrade to ${line}.${oldest} or later`,
  );
}
