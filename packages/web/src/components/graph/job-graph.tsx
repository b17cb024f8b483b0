/** Draws a job's dataflow. What the numbers mean is worked out in model.ts, where nodes stand in layout.ts. */
import { Handle, Position, type Edge, type Node, type NodeProps } from '@xyflow/react';
import { useMemo } from 'react';

import type { JobGraph as Graph } from '@liusu/contract/job';

import { formatDuration, formatMinute, formatRate, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import './job-graph.css';
import { layOut } from './layout.ts';
import { graphModel, type GraphNode } from './model.ts';
import { useGraphText } from './texts.ts';

const nodeSize = { width: 248, height: 116 };

type VertexNode = Node<{ node: GraphNode; stale: boolean }, 'vertex'>;

function LoadBar({ node }: { node: GraphNode }) {
  const t = useGraphText();
  const { busy, backPressured, idle } = node.vertex;
  if (busy === null && backPressured === null && idle === null) return <div className="ls-load ls-load-none" />;
  const parts = [
    ['busy', busy ?? 0],
    ['backPressured', backPressured ?? 0],
    ['idle', idle ?? 0],
  ] as const;
  const label = parts.map(([part, share]) => `${t(part)} ${formatShare(share)}`).join(' · ');
  return (
    <div className="ls-load" role="img" aria-label={label} title={label}>
      {parts.map(([part, share]) => (
        <i key={part} className={`ls-load-${part}`} style={{ flexGrow: share }} />
      ))}
    </div>
  );
}

function VertexView({ data }: NodeProps<VertexNode>) {
  const t = useGraphText();
  const language = useLanguage();
  const { node, stale } = data;
  const { vertex } = node;
  const rate = node.role === 'source' ? vertex.recordsOutPerS : vertex.recordsInPerS;
  return (
    <div
      className={['ls-vertex', node.isBottleneck ? 'ls-vertex-bottleneck' : '', stale ? 'ls-vertex-stale' : ''].join(
        ' ',
      )}
    >
      {node.role === 'source' ? null : <Handle type="target" position={Position.Left} isConnectable={false} />}
      <div className="ls-vertex-title" title={vertex.name}>
        {node.title}
      </div>
      <LoadBar node={node} />
      <dl>
        <div>
          <dt>{node.role === 'source' ? t('out') : t('in')}</dt>
          <dd>{formatRate(rate, language)}</dd>
        </div>
        <div>
          <dt>{t('parallelism')}</dt>
          <dd>{vertex.parallelism}</dd>
        </div>
        {node.watermark === null ? null : node.watermark.kind === 'delay' ? (
          <div>
            <dt>{t('delay')}</dt>
            <dd>{formatDuration(node.watermark.ms, language)}</dd>
          </div>
        ) : (
          <div title={t('watermark.date')}>
            <dt>{t('watermark')}</dt>
            <dd>{formatMinute(node.watermark.atMs)}</dd>
          </div>
        )}
      </dl>
      {node.isBottleneck ? <div className="ls-vertex-flag">{t('bottleneck')}</div> : null}
      {node.role === 'sink' ? null : <Handle type="source" position={Position.Right} isConnectable={false} />}
    </div>
  );
}

const nodeTypes = { vertex: VertexView };

export function JobGraph({ graph, heightPx }: { graph: Graph; heightPx: number }) {
  const t = useGraphText();
  const language = useLanguage();
  const palette = palettes[useThemeName()];
  const model = useMemo(() => graphModel(graph), [graph]);
  const shape = JSON.stringify([
    model.nodes.map((node) => node.vertex.id),
    model.edges.map(({ from, to }) => [from, to]),
  ]);
  const places = useMemo(
    () =>
      layOut(
        model.nodes.map((node) => node.vertex.id),
        model.edges,
        nodeSize,
      ),
    // Places depend on the shape alone: live numbers must not move the picture.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shape],
  );

  const nodes = model.nodes.map((node): VertexNode => ({
    id: node.vertex.id,
    type: 'vertex',
    position: places.get(node.vertex.id) ?? { x: 0, y: 0 },
    data: { node, stale: graph.stale },
    ...nodeSize,
  }));
  const edges = model.edges.map((edge): Edge => ({
    id: edge.id,
    source: edge.from,
    target: edge.to,
    label: edge.perS === null ? edge.ship : formatRate(edge.perS, language),
    style: {
      stroke: palette.accent,
      strokeWidth: 1 + edge.weight * 4,
      opacity: graph.stale ? 0.35 : 0.3 + edge.weight * 0.45,
    },
    labelStyle: { fill: palette.text2, fontSize: 11 },
    labelBgStyle: { fill: palette.sunken },
  }));

  return (
    <FlowCanvas label={t('label')} nodes={nodes} edges={edges} nodeTypes={nodeTypes} heightPx={heightPx}>
      <ul className="ls-graph-legend">
        {(['busy', 'backPressured', 'idle'] as const).map((part) => (
          <li key={part}>
            <i className={`ls-load-${part}`} />
            {t(part)}
          </li>
        ))}
      </ul>
    </FlowCanvas>
  );
}
