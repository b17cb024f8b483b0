/** Draws the plan of a script: operators from sources to sinks, what moves between them, and who remembers rows. */
import { type Edge, Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useMemo } from 'react';

import type { SqlPlan, SqlPlanNode } from '@liusu/contract/sql-plan';

import { formatDuration } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import { layOut } from './layout.ts';
import { useGraphText } from './texts.ts';

const nodeSize = { width: 212, height: 92 };

/** What marks a node: the strongest advice on it. */
export type PlanMark = 'warning' | 'info' | undefined;

type PlanView = Node<
  { node: SqlPlanNode; mark: PlanMark; isChosen: boolean; ends: { in: boolean; out: boolean } },
  'plan'
>;

export interface PlanGraphProps {
  plan: SqlPlan;
  /** Node that is looked at. */
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

const shownAttributes = [
  'groupBy',
  'where',
  'partitionBy',
  'orderBy',
  'window',
  'lookup',
  'key',
  'watermark',
  'select',
  'fields',
];

/** One line that says what the operator is about. */
export function planDetail(node: Pick<SqlPlanNode, 'attributes' | 'table'>): string {
  if (node.table !== null) return node.table.replace(/^default_catalog\.default_database\./, '');
  for (const name of shownAttributes) {
    const value = node.attributes.find((one) => one.name === name)?.value;
    if (value !== undefined && value !== '') return value.trim();
  }
  return '';
}

function PlanNodeView({ data }: NodeProps<PlanView>) {
  const t = useGraphText();
  const language = useLanguage();
  const { node, mark, isChosen, ends } = data;
  const { state } = node;
  const ttl = state.ttlMs === null ? '' : state.ttlMs === 0 ? t('plan.forever') : formatDuration(state.ttlMs, language);
  const classes = ['ls-plan-node', `ls-plan-${node.kind}`];
  if (mark !== undefined) classes.push(`ls-plan-node-${mark}`);
  if (isChosen) classes.push('ls-plan-node-chosen');
  const attributes = node.attributes.map(({ name, value }) => `${name}: ${value}`).join('\n');
  return (
    <div className={classes.join(' ')} title={attributes}>
      {ends.in ? <Handle type="target" position={Position.Left} isConnectable={false} /> : null}
      <b>{node.operator}</b>
      <span className="ls-plan-detail">{planDetail(node)}</span>
      <span className="ls-plan-facts">
        {state.kind === 'none' ? null : (
          <span className="ls-plan-state">{`${t(`plan.state.${state.kind}`)}${ttl === '' ? '' : ` · ${ttl}`}`}</span>
        )}
        <span className="ls-grow" />
        {node.parallelism === null ? null : <span title={t('parallelism')}>{`×${node.parallelism}`}</span>}
      </span>
      {ends.out ? <Handle type="source" position={Position.Right} isConnectable={false} /> : null}
    </div>
  );
}

const nodeTypes = { plan: PlanNodeView };
/** −U stands before +U, as in results. */
const changeSigns = { I: '+I', UB: '−U', UA: '+U', D: '−D' } as const;

export function PlanGraph({ plan, chosen, onChoose }: PlanGraphProps) {
  const t = useGraphText();
  const palette = palettes[useThemeName()];
  const places = useMemo(
    () =>
      layOut(
        plan.nodes.map(({ id }) => id),
        plan.edges,
        nodeSize,
      ),
    [plan],
  );
  const marks = useMemo(() => {
    const found = new Map<string, PlanMark>();
    for (const { node, severity } of plan.advice) {
      if (node !== null && found.get(node) !== 'warning') found.set(node, severity);
    }
    return found;
  }, [plan]);
  const readers = new Set(plan.edges.map(({ from }) => from));
  const fed = new Set(plan.edges.map(({ to }) => to));
  const nodes = plan.nodes.map((node): PlanView => ({
    id: node.id,
    type: 'plan',
    position: places.get(node.id) ?? { x: 0, y: 0 },
    data: {
      node,
      mark: marks.get(node.id),
      isChosen: node.id === chosen,
      ends: { in: fed.has(node.id), out: readers.has(node.id) },
    },
    ariaLabel: `${node.operator} ${planDetail(node)}`,
    ...nodeSize,
  }));
  const changesOf = new Map(plan.nodes.map(({ id, changes }) => [id, changes]));
  const edges = plan.edges.map((edge, index): Edge => {
    const changes = (changesOf.get(edge.from) ?? []).map((one) => changeSigns[one]).join(' ');
    const updates = changes !== '' && changes !== '+I';
    return {
      id: `${edge.from}-${edge.to}-${index}`,
      source: edge.from,
      target: edge.to,
      label: [changes, edge.distribution ?? ''].filter((part) => part !== '').join(' · '),
      style: { stroke: updates ? palette.warn : palette.accent, strokeWidth: 1.5, opacity: 0.7 },
      labelStyle: { fill: palette.text2, fontSize: 11 },
      labelBgStyle: { fill: palette.sunken },
    };
  });
  return <FlowCanvas label={t('plan.label')} nodes={nodes} edges={edges} nodeTypes={nodeTypes} onChoose={onChoose} />;
}
