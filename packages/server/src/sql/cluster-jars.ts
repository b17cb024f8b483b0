/** Whether a cluster has on its class path what a script needs there. */
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { LiusuError } from '../lib/errors.ts';
import type { ConnectorUse } from './connectors.ts';
import { words } from './words.ts';

/** A jar that must be on the class path of the cluster itself. */
export interface NeededJar {
  /** File name, for people. */
  file: string;
  /** Beginnings of file names that will do: its own name in any version, and what has it inside. */
  acceptable: readonly string[];
}

/** Throws what the cluster lacks for these uses. */
export type ClusterCheck = (cluster: ClusterHandle, uses: readonly ConnectorUse[]) => Promise<void>;

/** The needed ones none of `classPath` stands for. Pure. */
export function missingJars(needed: readonly NeededJar[], classPath: readonly string[]): NeededJar[] {
  return needed.filter(({ acceptable }) => !acceptable.some((start) => classPath.some((jar) => jar.startsWith(start))));
}

/**
 * Checks clusters that others manage; those of the platform have what their engine file says. One that does not tell its class
 * path is not refused: Flink will say what it lacks.
 */
export function clusterJarCheck(
  neededFor: (engine: string, uses: readonly ConnectorUse[]) => NeededJar[],
): ClusterCheck {
  return async (cluster, uses) => {
    if (cluster.driver.capabilities.managed) return;
    const needed = neededFor(cluster.engine, uses);
    if (needed.length === 0) return;
    const classPath = await cluster.rest.classPath();
    if (classPath === undefined) return;
    const missing = missingJars(needed, classPath);
    if (missing.length === 0) return;
    const jars = missing.map(({ file }) => file).join(', ');
    const [use] = uses;
    const { name } = cluster;
    const told = words(`集群 ${name} 的类路径缺少 ${jars}。`, `The class path of the cluster ${name} lacks ${jars}.`);
    throw new LiusuError('CLUSTER_JARS_MISSING', told, {
      params: { cluster: cluster.name, jars, ...(use === undefined ? {} : { kind: use.kind, type: use.name }) },
    });
  };
}
