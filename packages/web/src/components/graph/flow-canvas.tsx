/** The ground that plans and lineages are drawn on: looked at, moved and enlarged, never edited. */
import { Background, Controls, type Edge, type Node, type NodeTypes, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/style.css';

import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import './plan-graph.css';

export interface FlowCanvasProps {
  label: string;
  nodes: Node[];
  edges: Edge[];
  nodeTypes: NodeTypes;
  onChoose: (id: string) => void;
}

export function FlowCanvas({ label, nodes, edges, nodeTypes, onChoose }: FlowCanvasProps) {
  const theme = useThemeName();
  return (
    <div className="ls-graph ls-plan-graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
        minZoom={0.15}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        onNodeClick={(_, node) => onChoose(node.id)}
        proOptions={{ hideAttribution: true }}
        colorMode={theme}
        aria-label={label}
      >
        <Background color={palettes[theme].line} gap={24} size={1} />
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  );
}
