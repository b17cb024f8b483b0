/** One folder of the tree with what is in it. Jobs are dragged from folder to folder; menus do the same by keyboard. */
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { Link } from 'react-router';

import type { Job } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { useText as useDialogText } from '../../components/job-dialogs/texts.ts';
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
  onRenameJob: (job: Job) => void;
  onDeleteJob: (job: Job) => void;
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
  const d = useDialogText();
  const isCurrent = job.id === tree.current;
  const hasEnded = isTerminal(job.phase);
  // The keys that file managers have for it, where the focus is on the job itself.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!tree.canWrite) return;
    if (event.key === 'F2') tree.onRenameJob(job);
    else if (event.key === 'Delete' && hasEnded) tree.onDeleteJob(job);
    else return;
    event.preventDefault();
  };
  return (
    <li className="ls-tree-line">
      <Link
        to={tree.hrefOf(job.id)}
        className={isCurrent ? 'ls-tree-job ls-tree-current' : 'ls-tree-job'}
        aria-current={isCurrent ? 'page' : undefined}
        title={`${job.name} · ${phaseText(job.phase)}`}
        draggable={tree.canWrite}
        onKeyDown={onKeyDown}
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
          items={[
            { key: 'rename', label: d('menu.rename'), onSelect: () => tree.onRenameJob(job) },
            { key: 'move', label: t('folder.moveJob'), onSelect: () => tree.onMoveJob(job) },
            {
              key: 'delete',
              label: d('menu.delete'),
              divided: true,
              danger: hasEnded,
              disabled: !hasEnded,
              title: hasEnded ? undefined : d('menu.activeFirst'),
              onSelect: () => tree.onDeleteJob(job),
            },
          ]}
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
