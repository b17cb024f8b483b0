/** Which things have to do with which cluster: so that an answer of one cluster costs nothing for the jobs of the others. */
export class ClusterIndex<T> {
  readonly #byCluster = new Map<string, Set<T>>();
  readonly #clustersOf = new Map<T, readonly string[]>();

  /** Places the thing at these clusters and at no others. */
  put(thing: T, clusterIds: readonly string[]): void {
    const before = this.#clustersOf.get(thing);
    if (before?.length === clusterIds.length && before.every((id, index) => id === clusterIds[index])) return;
    this.remove(thing);
    this.#clustersOf.set(thing, clusterIds);
    for (const id of clusterIds) {
      const things = this.#byCluster.get(id);
      if (things === undefined) this.#byCluster.set(id, new Set([thing]));
      else things.add(thing);
    }
  }

  remove(thing: T): void {
    for (const id of this.#clustersOf.get(thing) ?? []) {
      const things = this.#byCluster.get(id);
      things?.delete(thing);
      if (things?.size === 0) this.#byCluster.delete(id);
    }
    this.#clustersOf.delete(thing);
  }

  /** Everything placed at the cluster, once each. */
  of(clusterId: string): Iterable<T> {
    return this.#byCluster.get(clusterId) ?? [];
  }
}
