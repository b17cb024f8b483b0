/** The workbench: jobs at the left, the editor in the middle, problems and results below. Running never hides the text. */
import { useMemo, useState } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';

import type { JobDetail } from '@liusu/contract/job';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useClusters, useJobDetail, useJobList } from './api.ts';
import { EditorTabs } from './editor-tabs.tsx';
import { JobEditor } from './job-editor.tsx';
import { JobTree } from './job-tree.tsx';
import { NewJobDialog } from './new-job-dialog.tsx';
import { neighbourOf, tabsOf, withTabs } from './open-tabs.ts';
import { SampleQuery } from './sample-query.tsx';
import { PaneBox, SplitHandle, usePane } from './split-pane.tsx';
import { StartView } from './start-view.tsx';
import { useText } from './texts.ts';
import { useDrafts, useUnsaved } from './use-drafts.ts';
import './workbench.css';

const listBounds = { name: 'jobs', startPx: 232, minPx: 168, maxShare: 0.4, axis: 'width' } as const;

export function WorkbenchPage() {
  const t = useText();
  const projectId = useProjectId();
  const jobId = useParams()['jobId'];
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const canWrite = useCan(projectId, 'developer');
  const list = usePane(listBounds);
  const drafts = useDrafts();
  const jobs = useJobList(projectId);
  const detail = useJobDetail(jobId);
  const clusters = useClusters();
  const [newScript, setNewScript] = useState<string>();
  const [newFolder, setNewFolder] = useState<string>();
  const tabs = useMemo(() => tabsOf(search, jobId), [search, jobId]);
  const unsaved = useUnsaved(drafts, tabs);
  const sample = jobId === undefined ? search.get('scenario') : null;
  const job = detail.data;
  const cluster = clusters.data?.items.find((each) => each.id === job?.clusterId);
  usePage({
    title: job?.name ?? t('title'),
    parents: job === undefined ? [] : [{ title: t('title'), to: paths.editor(projectId) }],
    environment: cluster?.environment,
  });
  const newIsOpen = search.get('new') === '1' && canWrite;

  function setNewOpen(isOpen: boolean): void {
    const next = new URLSearchParams(search);
    if (isOpen) next.set('new', '1');
    else next.delete('new');
    void navigate({ pathname, search: next.toString() }, { replace: true });
  }
  function hrefOf(id: string | undefined, open: readonly string[] = tabs): string {
    const clean = new URLSearchParams(search);
    for (const name of ['new', 'scenario', 'query']) clean.delete(name);
    const shown = id === undefined || open.includes(id) ? open : [...open, id];
    return (id === undefined ? paths.editor(projectId) : paths.editorJob(projectId, id)) + withTabs(clean, shown, id);
  }
  async function close(id: string): Promise<void> {
    await drafts.save(id);
    const state = drafts.get(id)?.state;
    // A text that could not be stored stays open: closing would lose it.
    if (state !== undefined && state !== 'saved') {
      void navigate(hrefOf(id));
      return;
    }
    leave(id);
  }
  /** Takes the tab away, and its draft with it. Replaced: the way back leads to no job that is gone. */
  function leave(id: string, replace = false): void {
    drafts.close(id);
    if (!tabs.includes(id)) return;
    const rest = tabs.filter((each) => each !== id);
    void navigate(hrefOf(id === jobId ? neighbourOf(tabs, id) : jobId, rest), { replace });
  }
  function setAsJob(script: string): void {
    setNewScript(script);
    setNewOpen(true);
  }

  return (
    <div className="ls-bench">
      <h1 className="ls-visually-hidden">{t('title')}</h1>
      <PaneBox pane={list} className="ls-bench-list">
        <JobTree
          current={jobId}
          hrefOf={(id) => hrefOf(id)}
          canWrite={canWrite}
          onNew={(folder) => {
            setNewFolder(folder);
            setNewOpen(true);
          }}
          onDeleted={(id) => leave(id, true)}
          onFold={() => list.set({ isFolded: true })}
        />
      </PaneBox>
      <SplitHandle pane={list} label={t('list.resize')} direction={1} />
      <div className="ls-bench-main">
        <EditorTabs
          tabs={tabs}
          current={jobId}
          jobs={jobs.data?.items ?? []}
          unsaved={unsaved}
          hrefOf={(id) => hrefOf(id)}
          onClose={(id) => void close(id)}
          onUnfold={list.isFolded ? () => list.set({ isFolded: false }) : undefined}
        />
        {sample !== null ? (
          <SampleQuery
            projectId={projectId}
            scenarioId={sample}
            index={Number(search.get('query') ?? '0')}
            canWrite={canWrite}
            onSaveAs={setAsJob}
          />
        ) : jobId === undefined ? (
          <StartView canWrite={canWrite} scenariosHref={paths.scenarios(projectId)} onNew={() => setNewOpen(true)} />
        ) : job !== undefined ? (
          <JobEditor key={job.id} job={job} drafts={drafts} canWrite={canWrite && job.kind === 'sql'} />
        ) : detail.error !== null ? (
          <div className="ls-bench-note">
            <ErrorView error={detail.error} size="page" onRetry={() => void detail.refetch()} />
          </div>
        ) : (
          <div className="ls-bench-note">
            <Skeleton rows={8} />
          </div>
        )}
      </div>
      <NewJobDialog
        isOpen={newIsOpen}
        projectId={projectId}
        script={newScript}
        // Beside the job that is open, as files are made beside the one in hand.
        folder={newFolder ?? job?.folder ?? ''}
        onClose={() => {
          setNewScript(undefined);
          setNewFolder(undefined);
          setNewOpen(false);
        }}
        onCreated={(created: JobDetail) => void navigate(hrefOf(created.id))}
      />
    </div>
  );
}
