/** A figure of a cluster; drawn as old, with its age on hover, when the cluster is not fresh. */
import type { ReactNode } from 'react';

import type { Observation } from '@liusu/contract/lifecycle';

import { formatAgo } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { useText } from './texts.ts';

export function StaleValue({ observation, children }: { observation: Observation; children: ReactNode }) {
  if (observation.state === 'FRESH' || observation.at === null) return children;
  return <Old at={observation.at}>{children}</Old>;
}

function Old({ at, children }: { at: string; children: ReactNode }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  return (
    <span className="ls-res-old-value" title={t('staleValue', { age: formatAgo(Date.parse(at), now, language) })}>
      {children}
    </span>
  );
}
