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
import { firstView } from './first-view.ts';
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

/** Of a drawing that does not fit and fills its panel: its words are read without an effort. */
const legibleZoom = 0.92;
/** Of one as wide as a page, whose nodes say the most in large letters. */
const legiblePageZoom = 0.62;

export function FlowCanvas({ label, nodes, edges, nodeTypes, onChoose, heightPx, children }: FlowCanvasProps) {
  const theme = useThemeName();
  const fills = heightPx === undefined;
  const host = useRef<HTMLDivElement>(null);
  function open(flow: ReactFlowInstance): void {
    if (host.current === null) return;
    const { clientWidth: width, clientHeight: height } = host.current;
    const boxes = nodes.map((node) => ({ ...node.position, width: node.width ?? 0, height: node.height ?? 0 }));
    void flow.setViewport(firstView(boxes, { width, height }, fills ? legibleZoom : legiblePageZoom));
  }
  return (
    <div className={fills ? 'ls-graph ls-plan-graph' : 'ls-graph'} style={fills ? undefined : { height: heightPx }}>
      <ReactFlowProvider>
        <div ref={host} className="ls-graph-view">
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            onInit={open}
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
