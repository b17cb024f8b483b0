/** Whether an API token still opens the door. Pure. */
import type { ApiToken } from '@liusu/contract/user';

export type TokenState = 'valid' | 'expiring' | 'expired';

const soonMs = 7 * 86_400_000;

export function tokenState(token: Pick<ApiToken, 'expiresAt'>, now: number): TokenState {
  if (token.expiresAt === null) return 'valid';
  const leftMs = Date.parse(token.expiresAt) - now;
  if (leftMs <= 0) return 'expired';
  return leftMs < soonMs ? 'expiring' : 'valid';
}

export const lifetimesDays = [30, 90, 365, null] as const;
