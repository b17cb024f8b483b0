/** The jobs of the project beside the editor: in folders or groups, searched by name or by what their scripts say. */
import Input from 'antd/es/input';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router';

import { ancestry } from '@liusu/contract/folder';
import type { Job } from '@liusu/contract/job';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { DeleteJobDialog } from '../../components/job-dialogs/delete-job-dialog.tsx';
import { RenameJobDialog } from '../../components/job-dialogs/rename-job-dialog.tsx';
import { MenuButton } from '../../components/menu-button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toldNow } from '../../lib/api.ts';
import { useProjectId } from '../../lib/project.ts';
import { showToast } from '../../lib/toast.ts';
import { useJobList } from './api.ts';
import { useDeleteFolder, useFolders, useMoveJob } from './folder-api.ts';
import { FolderBranch, JobItem, type TreeActions, useDrop } from './folder-branch.tsx';
import { MoveJobDialog, NewFolderDialog, RenameFolderDialog } from './folder-dialogs.tsx';
import { folderTree, parentOf } from './folder-tree.ts';
import { groupJobs, groupings, type Grouping } from './group-jobs.ts';
import { ScriptSearch } from './script-search.tsx';
import { useText } from './texts.ts';
import { useOpenFolders } from './use-open-folders.ts';
import './job-tree.css';

export interface JobTreeProps {
  current: string | undefined;
  /** Address of a job with the open tabs kept. */
  hrefOf: (jobId: string) => string;
  canWrite: boolean;
  onNew: (folder: string | undefined) => void;
  /** A job is gone: what is open of it has to go too. */
  onDeleted: (jobId: string) => void;
  onFold: () => void;
}

type Dialog =
  | { kind: 'new'; parent: string }
  | { kind: 'rename'; path: string }
  | { kind: 'move' | 'rename-job' | 'delete-job'; job: Job };

const searchKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⇧ ⌘ F' : 'Ctrl Shift F';

export function JobTree({ current, hrefOf, canWrite, onNew, onDeleted, onFold }: JobTreeProps) {
  const t = useText();
  const projectId = useProjectId();
  const jobs = useJobList(projectId);
  const folders = useFolders(projectId);
  const [search, setSearch] = useState('');
  const [grouping, setGrouping] = useState<Grouping>('folder');
  const [inScripts, setInScripts] = useState(false);
  const [dialog, setDialog] = useState<Dialog>();
  const open = useOpenFolders(projectId);
  const move = useMoveJob(projectId);
  const remove = useDeleteFolder(projectId);
  const all = jobs.data?.items;
  const folderPaths = useMemo(() => (folders.data?.items ?? []).map(({ path }) => path), [folders.data]);
  const root = useMemo(
    () => (grouping === 'folder' ? folderTree(folderPaths, all ?? [], search) : undefined),
    [folderPaths, all, grouping, search],
  );
  const groups = useMemo(
    () => (grouping === 'folder' ? [] : groupJobs(all ?? [], grouping, search)),
    [all, grouping, search],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      setInScripts(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const report = (error: unknown): void => showToast('bad', t('folder.failed'), toldNow(error));
  const tree: TreeActions = {
    current,
    hrefOf,
    canWrite,
    isSearch: search.trim() !== '',
    isOpen: open.isOpen,
    onToggle: open.toggle,
    onNewJob: onNew,
    onNewFolder: (parent) => setDialog({ kind: 'new', parent }),
    onRenameFolder: (path) => setDialog({ kind: 'rename', path }),
    onDeleteFolder: (path) => remove.mutate(path, { onError: report }),
    onMoveJob: (job) => setDialog({ kind: 'move', job }),
    onRenameJob: (job) => setDialog({ kind: 'rename-job', job }),
    onDeleteJob: (job) => setDialog({ kind: 'delete-job', job }),
    onDropJob: (jobId, folder) => {
      if (all?.find((job) => job.id === jobId)?.folder !== folder) move.mutate({ jobId, folder }, { onError: report });
    },
  };
  const rootDrop = useDrop(tree, '');
  const titleOf = (each: Grouping): string =>
    each === 'none' || each === 'folder' ? t(`jobs.group.${each}`) : t('jobs.group.label', { label: each.slice(6) });
  const close = (): void => setDialog(undefined);
  const isNone = root === undefined ? groups.length === 0 : root.count === 0 && root.folders.length === 0;

  return (
    <nav className="ls-tree" aria-label={t('jobs')}>
      <div className="ls-tree-head">
        <h2>{inScripts ? t('find') : t('jobs')}</h2>
        {inScripts ? null : (
          <MenuButton
            label={`${t('jobs.group')}: ${titleOf(grouping)}`}
            className="ls-text-button"
            align="end"
            items={groupings(all ?? []).map((each) => ({
              key: each,
              label: titleOf(each),
              checked: each === grouping,
              onSelect: () => setGrouping(each),
            }))}
          >
            {titleOf(grouping)}
          </MenuButton>
        )}
        <button
          type="button"
          className="ls-icon-button"
          aria-pressed={inScripts}
          aria-label={inScripts ? t('find.back') : t('find')}
          title={inScripts ? t('find.back') : t('find.hintKey', { key: searchKey })}
          onClick={() => setInScripts(!inScripts)}
        >
          {inScripts ? '×' : '⌕'}
        </button>
        {canWrite && !inScripts ? (
          <MenuButton
            label={t('new.menu')}
            title={t('new.menu')}
            className="ls-icon-button"
            align="end"
            items={[
              { key: 'job', label: t('new'), onSelect: () => onNew(undefined) },
              { key: 'folder', label: t('folder.new'), onSelect: () => tree.onNewFolder('') },
            ]}
          >
            +
          </MenuButton>
        ) : null}
        <button
          type="button"
          className="ls-icon-button"
          aria-label={t('jobs.fold')}
          title={t('jobs.fold')}
          onClick={onFold}
        >
          ‹
        </button>
      </div>
      {inScripts ? (
        <ScriptSearch projectId={projectId} hrefOf={hrefOf} onClose={() => setInScripts(false)} />
      ) : (
        <>
          <div className="ls-tree-search">
            <Input
              size="small"
              allowClear
              value={search}
              placeholder={t('jobs.search')}
              aria-label={t('jobs.search')}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <div className={rootDrop.isOver ? 'ls-tree-body ls-tree-drop' : 'ls-tree-body'} {...rootDrop.handlers}>
            {jobs.isPending ? <Skeleton rows={6} /> : null}
            {jobs.error === null || all !== undefined ? null : (
              <ErrorView error={jobs.error} onRetry={() => void jobs.refetch()} retrying={jobs.isFetching} />
            )}
            {all !== undefined && isNone ? (
              <p className="ls-tree-none">{all.length === 0 ? t('jobs.empty') : t('jobs.noMatch')}</p>
            ) : null}
            {root !== undefined ? (
              <FolderBranch node={root} tree={tree} />
            ) : (
              groups.map((group) => (
                <section key={group.name ?? ''}>
                  {grouping === 'none' || (groups.length === 1 && group.name === undefined) ? null : (
                    <h3>{group.name ?? t('jobs.ungrouped')}</h3>
                  )}
                  <ul>
                    {group.jobs.map((job) => (
                      <JobItem key={job.id} job={job} tree={tree} />
                    ))}
                  </ul>
                </section>
              ))
            )}
          </div>
        </>
      )}
      <div className="ls-tree-foot">
        <Link to={paths.scenarios(projectId)}>{t('scenarios')}</Link>
        <Link to={paths.sources(projectId)}>{t('sources')}</Link>
        <Link to={paths.variables(projectId)}>{t('variables')}</Link>
      </div>
      {dialog?.kind === 'new' ? (
        <NewFolderDialog
          projectId={projectId}
          parent={dialog.parent}
          onClose={close}
          onDone={(path) => {
            open.open(ancestry(path));
            close();
          }}
        />
      ) : null}
      {dialog?.kind === 'rename' ? (
        <RenameFolderDialog
          projectId={projectId}
          path={dialog.path}
          onClose={close}
          onDone={(path) => {
            open.open(ancestry(parentOf(path)));
            close();
          }}
        />
      ) : null}
      {dialog?.kind === 'move' ? (
        <MoveJobDialog projectId={projectId} job={dialog.job} paths={folderPaths} onClose={close} />
      ) : null}
      {dialog?.kind === 'rename-job' ? <RenameJobDialog job={dialog.job} onClose={close} /> : null}
      {dialog?.kind === 'delete-job' ? (
        <DeleteJobDialog
          job={dialog.job}
          onClose={close}
          onDeleted={() => {
            close();
            onDeleted(dialog.job.id);
          }}
        />
      ) : null}
    </nav>
  );
}
