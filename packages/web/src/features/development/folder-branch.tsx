/** One folder of the tree with what is in it. Jobs are dragged from folder to folder; menus do the same by keyboard. */
import { type DragEvent, useState } from 'react';
import { Link } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { MenuButton, type MenuItem } from '../../components/menu-button.tsx';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { lookOfPhase, usePhaseText } from '../../components/phase-texts.ts';
import type { FolderNode } from './folder-tree.ts';
import { useText } from './texts.ts';

export interface TreeActions {
  current: string | undefined;
  hrefOf: (jobId: string) => string;
  canWrite: boolean;
  /** True while a search is on: then everything found is shown. */
  isSearch: boolean;
  isOpen: (path: string) => boolean;
  onToggle: (path: string) => void;
  onNewJob: (folder: string) => void;
  onNewFolder: (parent: string) => void;
  onRenameFolder: (path: string) => void;
  onDeleteFolder: (path: string) => void;
  onMoveJob: (job: Job) => void;
  onDropJob: (jobId: string, folder: string) => void;
}

const dragType = 'application/x-liusu-job';

export function FolderBranch({ node, tree }: { node: FolderNode; tree: TreeActions }) {
  return (
    <ul>
      {node.folders.map((folder) => (
        <FolderItem key={folder.path} node={folder} tree={tree} />
      ))}
      {node.jobs.map((job) => (
        <JobItem key={job.id} job={job} tree={tree} />
      ))}
    </ul>
  );
}

function FolderItem({ node, tree }: { node: FolderNode; tree: TreeActions }) {
  const t = useText();
  const drop = useDrop(tree, node.path);
  const isOpen = tree.isSearch || tree.isOpen(node.path);
  const isEmpty = node.count === 0 && node.folders.length === 0;
  const items: MenuItem[] = [
    { key: 'job', label: t('new'), onSelect: () => tree.onNewJob(node.path) },
    { key: 'folder', label: t('folder.new'), onSelect: () => tree.onNewFolder(node.path) },
    { key: 'rename', label: t('folder.rename'), divided: true, onSelect: () => tree.onRenameFolder(node.path) },
    {
      key: 'delete',
      label: t('folder.delete'),
      danger: true,
      disabled: !isEmpty,
      title: isEmpty ? undefined : t('folder.notEmpty'),
      onSelect: () => tree.onDeleteFolder(node.path),
    },
  ];
  return (
    <li>
      <div className={drop.isOver ? 'ls-tree-folder ls-tree-drop' : 'ls-tree-folder'} {...drop.handlers}>
        <button
          type="button"
          className="ls-tree-toggle"
          aria-expanded={isOpen}
          title={node.path}
          onClick={() => tree.onToggle(node.path)}
        >
          <i aria-hidden="true">{isOpen ? '▾' : '▸'}</i>
          <span>{node.name}</span>
          <small className="ls-num">{node.count}</small>
        </button>
        {tree.canWrite ? (
          <MenuButton
            label={t('folder.menu', { name: node.name })}
            className="ls-icon-button ls-tree-more"
            align="end"
            items={items}
          >
            ⋯
          </MenuButton>
        ) : null}
      </div>
      {isOpen ? <FolderBranch node={node} tree={tree} /> : null}
    </li>
  );
}

export function JobItem({ job, tree }: { job: Job; tree: TreeActions }) {
  const t = useText();
  const phaseText = usePhaseText();
  const isCurrent = job.id === tree.current;
  return (
    <li className="ls-tree-line">
      <Link
        to={tree.hrefOf(job.id)}
        className={isCurrent ? 'ls-tree-job ls-tree-current' : 'ls-tree-job'}
        aria-current={isCurrent ? 'page' : undefined}
        title={`${job.name} · ${phaseText(job.phase)}`}
        draggable={tree.canWrite}
        onDragStart={(event) => {
          event.dataTransfer.setData(dragType, job.id);
          event.dataTransfer.effectAllowed = 'move';
        }}
      >
        <PhaseDot look={lookOfPhase[job.phase]} />
        <span>{job.name}</span>
        {job.settings.mode === 'batch' ? <small>{t('mode.batch')}</small> : null}
      </Link>
      {tree.canWrite ? (
        <MenuButton
          label={t('job.menu', { name: job.name })}
          className="ls-icon-button ls-tree-more"
          align="end"
          items={[{ key: 'move', label: t('folder.moveJob'), onSelect: () => tree.onMoveJob(job) }]}
        >
          ⋯
        </MenuButton>
      ) : null}
    </li>
  );
}

/** Takes a dragged job into a folder. */
export function useDrop(tree: Pick<TreeActions, 'canWrite' | 'onDropJob'>, folder: string) {
  const [isOver, setOver] = useState(false);
  const takes = (event: DragEvent): boolean => tree.canWrite && event.dataTransfer.types.includes(dragType);
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        event.stopPropagation();
        tree.onDropJob(event.dataTransfer.getData(dragType), folder);
      },
    },
  };
}
