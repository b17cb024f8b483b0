/** The offers for a finding with their words, and with what they do. */
import { useCallback } from 'react';
import { useNavigate } from 'react-router';

import type { Cluster } from '@liusu/contract/cluster';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import { paths } from '../../app/paths.ts';
import type { EditorOffer } from '../../components/sql-editor/offered-fixes.ts';
import { useCan } from '../../lib/api.ts';
import { useClusters } from './api.ts';
import { type Offer, offersFor } from './offers.ts';
import { useText } from './texts.ts';

export type SwitchCluster = (cluster: Pick<Cluster, 'id' | 'name' | 'engine'>) => void;

/** An offer without `run` is only said. */
export type WordedOffer = Pick<EditorOffer, 'title'> & Partial<Pick<EditorOffer, 'run'>>;

export function useOffers(
  projectId: string,
  clusterId: string | undefined,
  onSwitch: SwitchCluster | undefined,
): (diagnostic: SqlDiagnostic) => WordedOffer[] {
  const t = useText();
  const navigate = useNavigate();
  const clusters = useClusters().data?.items;
  const canAdminister = useCan(projectId, 'admin');
  return useCallback(
    (diagnostic) => {
      const words = (offer: Offer): WordedOffer => {
        switch (offer.kind) {
          case 'upload': {
            const { name } = offer;
            const run = () => void navigate(paths.connectors(projectId, { add: '1', name }));
            return { title: t('offer.upload', { name }), run };
          }
          case 'ask':
            return { title: t('offer.ask') };
          case 'switch': {
            const { cluster } = offer;
            const title = t('offer.switch', { cluster: cluster.name, engine: cluster.engine });
            return { title, run: () => onSwitch?.(cluster) };
          }
          case 'connect': {
            const { engine } = offer;
            const run = () => void navigate(paths.clusters(projectId, { add: '1' }));
            return { title: t('offer.connect', { engine }), run };
          }
        }
      };
      const canSwitch = onSwitch !== undefined;
      return offersFor(diagnostic, { clusters: clusters ?? [], clusterId, canAdminister, canSwitch }).map(words);
    },
    [t, navigate, projectId, clusters, clusterId, canAdminister, onSwitch],
  );
}
