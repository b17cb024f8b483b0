/** The dataflow with live numbers: as a picture, and as a table of exact figures. */
import { useQuery } from '@tanstack/react-query';

import { EmptyView } from '../../../components/empty-view.tsx';
import { JobGraph } from '../../../components/graph/job-graph.tsx';
import { graphModel, shortTitle } from '../../../components/graph/model.ts';
import { StaleNote } from '../../../components/stale-note.tsx';
import { Bytes, Count, Rate } from '../../../components/values.tsx';
import { formatShare } from '../../../lib/format.ts';
import { graphQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function GraphTab({ job }: JobTabProps) {
  const t = useText();
  const graph = useQuery(graphQuery(job.id));
  if (graph.data === undefined) return <TabPending query={graph} />;
  if (graph.data.vertices.length === 0) {
    return (
      <div className="ls-panel">
        <EmptyView title={t('graph.none')} />
      </div>
    );
  }
  const { nodes, bottleneck } = graphModel(graph.data);
  return (
    <div className="ls-tab">
      {graph.data.stale ? <StaleNote at={graph.data.at} evidence={job.observation.evidence} /> : null}
      <section className="ls-panel" style={{ overflow: 'hidden' }}>
        {bottleneck === undefined ? null : (
          <div className="ls-bottleneck" role="status">
            <b>{t('graph.bottleneck', { name: bottleneck.title })}</b>
            <span>{t('graph.bottleneckText', { busy: formatShare(bottleneck.vertex.busy) })}</span>
          </div>
        )}
        <JobGraph graph={graph.data} heightPx={380} />
      </section>
      <section className="ls-panel">
        <div className="ls-scroll" tabIndex={0} role="region" aria-label={t('tab.graph')}>
          <table className="ls-simple">
            <thead>
              <tr>
                <th>{t('graph.vertex')}</th>
                <th>{t('graph.status')}</th>
                <th className="ls-end">{t('facts.parallelism')}</th>
                <th className="ls-end">{t('facts.in')}</th>
                <th className="ls-end">{t('facts.out')}</th>
                <th className="ls-end">{t('graph.received')}</th>
                <th className="ls-end">{t('graph.sent')}</th>
                <th className="ls-end">{t('graph.bytes')}</th>
                <th className="ls-end">{t('graph.busy')}</th>
                <th className="ls-end">{t('graph.backPressured')}</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map(({ vertex }) => (
                <tr key={vertex.id}>
                  <td title={vertex.name}>{shortTitle(vertex.name)}</td>
                  <td className="ls-mono">{vertex.status}</td>
                  <td className="ls-end">{vertex.parallelism}</td>
                  <td className="ls-end">
                    <Rate perS={vertex.recordsInPerS} />
                  </td>
                  <td className="ls-end">
                    <Rate perS={vertex.recordsOutPerS} />
                  </td>
                  <td className="ls-end">
                    <Count value={vertex.recordsIn} />
                  </td>
                  <td className="ls-end">
                    <Count value={vertex.recordsOut} />
                  </td>
                  <td className="ls-end">
                    <Bytes bytes={vertex.bytesOut} />
                  </td>
                  <td className="ls-end">{formatShare(vertex.busy)}</td>
                  <td className="ls-end">{formatShare(vertex.backPressured)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  );
}
