/** Draws tables and what feeds them, sources at the left. */
import { type Edge, Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useMemo } from 'react';

import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import { layOut } from './layout.ts';
import { useGraphText } from './texts.ts';

const nodeSize = { width: 220, height: 56 };

export interface LineageGraphTable {
  name: string;
  /** As it is shown. */
  title: string;
  role: 'source' | 'sink' | 'both';
}

export interface LineageGraphProps {
  tables: readonly LineageGraphTable[];
  flows: readonly { from: string; to: string }[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
}

type TableView = Node<{ table: LineageGraphTable; isChosen: boolean; ends: { in: boolean; out: boolean } }, 'table'>;

function TableNode({ data: { table, isChosen, ends } }: NodeProps<TableView>) {
  const t = useGraphText();
  const look = table.role === 'sink' ? 'ls-plan-sink' : table.role === 'source' ? 'ls-plan-source' : 'ls-plan-calc';
  return (
    <div
      className={`ls-plan-node ls-lineage-node ${look} ${isChosen ? 'ls-plan-node-chosen' : ''}`}
      style={nodeSize}
      title={table.name}
    >
      {ends.in ? <Handle type="target" position={Position.Left} isConnectable={false} /> : null}
      <b>{table.title}</b>
      <span className="ls-plan-detail">{t(`lineage.${table.role}`)}</span>
      {ends.out ? <Handle type="source" position={Position.Right} isConnectable={false} /> : null}
    </div>
  );
}

const nodeTypes = { table: TableNode };

export function LineageGraph({ tables, flows, chosen, onChoose }: LineageGraphProps) {
  const t = useGraphText();
  const palette = palettes[useThemeName()];
  const places = useMemo(
    () =>
      layOut(
        tables.map(({ name }) => name),
        flows,
        nodeSize,
      ),
    [tables, flows],
  );
  const feeders = new Set(flows.map(({ from }) => from));
  const fed = new Set(flows.map(({ to }) => to));
  const nodes = tables.map((table): TableView => ({
    id: table.name,
    type: 'table',
    position: places.get(table.name) ?? { x: 0, y: 0 },
    data: { table, isChosen: table.name === chosen, ends: { in: fed.has(table.name), out: feeders.has(table.name) } },
    ariaLabel: `${table.title} ${t(`lineage.${table.role}`)}`,
    ...nodeSize,
  }));
  const edges = flows.map(({ from, to }): Edge => ({
    id: `${from}-${to}`,
    source: from,
    target: to,
    style: { stroke: palette.accent, strokeWidth: 1.5, opacity: 0.7 },
  }));
  return (
    <FlowCanvas label={t('lineage.label')} nodes={nodes} edges={edges} nodeTypes={nodeTypes} onChoose={onChoose} />
  );
}
