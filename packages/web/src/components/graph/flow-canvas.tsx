/** The ground that plans, lineages and running jobs are drawn on: looked at, moved and enlarged, never edited. */
import {
  Background,
  Controls,
  type Edge,
  type Node,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { type ReactNode, useRef } from 'react';

import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import './plan-graph.css';

export interface FlowCanvasProps {
  label: string;
  nodes: Node[];
  edges: Edge[];
  nodeTypes: NodeTypes;
  onChoose?: (id: string) => void;
  /** Of a drawing in a page that scrolls: the wheel is the page's. Without it the drawing fills its panel. */
  heightPx?: number;
  /** Stands over the drawing. */
  children?: ReactNode;
}

const fit = { maxZoom: 1, padding: { y: '8%', x: '16px' } } as const;
/** A drawing that fits at this size is shown as a whole: below it the words in the nodes cannot be read. */
const leastZoom = 0.6;
/** Of a drawing that does not fit and fills its panel: its words are read without an effort. */
const legibleZoom = 0.92;
/** Of one as wide as a page, whose nodes say the most in large letters. */
const legiblePageZoom = 0.62;
const marginPx = 16;

/** A drawing that is too wide to be read as a whole begins at its sources, as large as it must be. */
async function openLegibly(flow: ReactFlowInstance, host: HTMLElement | null, zoom: number): Promise<void> {
  await flow.fitView(fit);
  if (host === null || flow.getZoom() >= leastZoom) return;
  const { x, y, height } = flow.getNodesBounds(flow.getNodes());
  const top = Math.max(marginPx, (host.clientHeight - height * zoom) / 2);
  await flow.setViewport({ x: marginPx - x * zoom, y: top - y * zoom, zoom });
}

export function FlowCanvas({ label, nodes, edges, nodeTypes, onChoose, heightPx, children }: FlowCanvasProps) {
  const theme = useThemeName();
  const fills = heightPx === undefined;
  const host = useRef<HTMLDivElement>(null);
  return (
    <div className={fills ? 'ls-graph ls-plan-graph' : 'ls-graph'} style={fills ? undefined : { height: heightPx }}>
      <ReactFlowProvider>
        <div ref={host} className="ls-graph-view">
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            fitView
            fitViewOptions={fit}
            onInit={(flow) => void openLegibly(flow, host.current, fills ? legibleZoom : legiblePageZoom)}
            minZoom={0.15}
            maxZoom={1.5}
            nodesDraggable={false}
            nodesConnectable={false}
            edgesFocusable={false}
            onNodeClick={(_, node) => onChoose?.(node.id)}
            preventScrolling={fills}
            zoomOnScroll={fills}
            proOptions={{ hideAttribution: true }}
            colorMode={theme}
            aria-label={label}
          >
            <Background color={palettes[theme].line} gap={24} size={1} />
          </ReactFlow>
          {children}
        </div>
        <Controls showInteractive={false} />
      </ReactFlowProvider>
    </div>
  );
}
