/** How full a cluster is. Pure. */
export interface Capacity {
  used: number;
  total: number;
  /** 0 to 1. */
  share: number;
  /** No slot is left, or there is none at all: a start would wait. */
  isFull: boolean;
}

/** null before the first good answer. */
export function capacityOf(cluster: { slotsTotal: number | null; slotsFree: number | null }): Capacity | null {
  const { slotsTotal: total, slotsFree: free } = cluster;
  if (total === null || free === null) return null;
  const used = Math.max(0, total - free);
  return { used, total, share: total === 0 ? 0 : Math.min(1, used / total), isFull: free <= 0 };
}
