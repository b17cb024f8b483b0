/** Toolbar, editor and the panel below it, for a job's draft or a sample query. */
import Button from 'antd/es/button';
import { type ReactNode, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';

import type { JobMode, JobSettings } from '@liusu/contract/job';
import type { SampleRows, Samples } from '@liusu/contract/sample';
import { diagnosticWords, type PreviewRequest, type SqlDiagnostic } from '@liusu/contract/sql';

import { ResultPanel } from '../../components/result-grid/result-panel.tsx';
import { isActive, usePreview } from '../../components/result-grid/use-preview.ts';
import { type EditorRange, SqlEditor, type SqlEditorHandle } from '../../components/sql-editor/sql-editor.tsx';
import { declarationsOf, previewScript } from '../../components/sql-editor/statements.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { usePageCommands } from '../../lib/page-commands.ts';
import { showToast } from '../../lib/toast.ts';
import { PreviewOptions, usePreviewChoice } from './preview-options.tsx';
import { readTables } from './read-tables.ts';
import { recordSample } from './record-sample.ts';
import { SamplePanel } from './sample-panel.tsx';
import { useSampleText } from './sample-texts.ts';
import { LineagePanel } from './lineage-panel.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { EngineSelect } from './engine-select.tsx';
import { CheckState, ProblemsPanel } from './problems-panel.tsx';
import { isQueryNote } from './query-note.ts';
import { PaneBox, SplitHandle, usePane } from './split-pane.tsx';
import { useText } from './texts.ts';
import { type SwitchCluster, useOffers } from './use-offers.ts';
import { usePlan } from './use-plan.ts';
import { type KeptSample, useSamples } from './use-samples.ts';
import { useValidation } from './use-validation.ts';

/** A further panel below the editor. */
export interface BenchPanel {
  key: string;
  title: string;
  content: ReactNode;
}

export interface BenchProps {
  projectId: string;
  documentKey: string;
  name: string;
  text: string;
  epoch: number;
  readOnly: boolean;
  clusterId?: string | undefined;
  /** Job whose draft this is; absent for what is not stored. */
  jobId?: string | undefined;
  settings?: JobSettings | undefined;
  /** Offers to run it on another cluster; absent where that is not to be chosen. */
  onSwitchCluster?: SwitchCluster | undefined;
  mode: JobMode;
  canRun: boolean;
  onChange: (text: string) => void;
  onSave?: () => void;
  notice?: ReactNode;
  panels?: readonly BenchPanel[];
  /** Reaches the editor, for panels that change or show the text. */
  editor?: RefObject<SqlEditorHandle | null>;
  actions: ReactNode;
}

const panelBounds = { name: 'results', startPx: 248, minPx: 120, maxShare: 0.75, axis: 'height' } as const;
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
export const modifierKey = isApple ? '⌘' : 'Ctrl';
const formatKey = isApple ? '⇧ ⌥ F' : 'Shift Alt F';
export const runKey = `${modifierKey} Enter`;

/** Samples of the tables that what is run reads. */
function samplesFor(script: string, items: readonly KeptSample[]): Samples {
  const read = new Set(readTables(script));
  const used = items.filter(({ table }) => read.has(table));
  return Object.fromEntries(
    used.map(({ table, rows, kinds }) => [table, { rows, ...(kinds === undefined ? {} : { kinds }) }]),
  );
}

export function Bench(props: BenchProps) {
  const { projectId, documentKey, text, canRun, clusterId, settings } = props;
  const t = useText();
  const samplesText = useSampleText();
  const own = useRef<SqlEditorHandle>(null);
  const editor = props.editor ?? own;
  const panel = usePane(panelBounds);
  const preview = usePreview();
  const samples = useSamples(props.jobId);
  const [wantsSamples, setWantsSamples] = useState(false);
  const usesSamples = wantsSamples && samples.items.length > 0;
  const tables = useMemo(() => readTables(text), [text]);
  const [tab, setTab] = useState('problems');
  const [choice, setChoice] = usePreviewChoice(props.mode);
  const [place, setPlace] = useState({ line: 1, column: 1, selected: 0 });
  const [engine, setEngine] = useState<string>();
  const checked = { projectId, documentKey, script: text, clusterId, engine, settings };
  const validation = useValidation({ ...checked, enabled: canRun, isJob: props.jobId !== undefined });
  const { state } = validation;
  const plan = usePlan(checked);
  const verdict = state.kind === 'checked' ? state.validation : state.kind === 'idle' ? undefined : state.last;
  const language = useLanguage();
  const offersOf = useOffers(projectId, clusterId, props.onSwitchCluster);
  const editorOffers = useCallback(
    (diagnostic: SqlDiagnostic) =>
      offersOf(diagnostic).flatMap(({ title, run: carryOut }) =>
        carryOut === undefined ? [] : [{ title, run: carryOut }],
      ),
    [offersOf],
  );
  // The same list for the same answer: the editor draws its marks again for another.
  const marks = useMemo(
    () =>
      verdict?.diagnostics
        .filter((each) => !isQueryNote(each))
        .map((each) => ({ ...each, ...diagnosticWords(each, language) })),
    [verdict, language],
  );
  const running = isActive(preview.snapshot);
  // Set by links that lead to a place in the script.
  const reveal = (useLocation().state as { reveal?: EditorRange } | null)?.reveal;

  function show(which: string): void {
    setTab(which);
    if (panel.isFolded) panel.set({ isFolded: false });
  }
  function run(): void {
    if (!canRun) return;
    const spot = editor.current?.spot() ?? { cursor: text.length };
    const cut = previewScript(text, spot);
    if (!cut.ok) {
      showToast('bad', cut.reason === 'empty' ? t('run.empty') : t('run.noQuery', { statement: cut.title }));
      return;
    }
    show('result');
    preview.start(projectId, {
      ...requestOf(cut.script),
      samples: usesSamples ? samplesFor(cut.script, samples.items) : {},
    });
  }
  function requestOf(script: string): PreviewRequest {
    return {
      script,
      mode: choice.mode,
      limit: choice.limit,
      timeoutMs: choice.timeoutMs,
      ...(clusterId === undefined ? {} : { clusterId }),
      ...(settings === undefined ? {} : { options: settings.options }),
      ...(settings?.timeZone === undefined ? {} : { timeZone: settings.timeZone }),
    };
  }
  function record(table: string): Promise<SampleRows> {
    return recordSample(projectId, requestOf(''), declarationsOf(text), table);
  }

  const tabs: { key: string; title: string; mark?: ReactNode }[] = [
    { key: 'problems', title: t('panel.problems'), mark: <CheckState state={state} /> },
    {
      key: 'result',
      title: t('panel.result'),
      mark: running ? <i className="ls-dot ls-dot-busy" aria-hidden="true" /> : null,
    },
    ...(canRun
      ? [
          { key: 'sample', title: samplesText('title') },
          { key: 'plan', title: t('panel.plan') },
          { key: 'lineage', title: t('panel.lineage') },
        ]
      : []),
    ...(props.panels ?? []),
  ];

  async function format(): Promise<void> {
    if (props.readOnly) return;
    const { formatSql } = await import('../../components/sql-editor/format-sql.ts');
    const formatted = formatSql(text);
    if (formatted === undefined) showToast('bad', t('format.refused'));
    else if (formatted === text) showToast('ok', t('format.unchanged'));
    else editor.current?.replace(formatted);
  }

  usePageCommands(
    canRun
      ? [
          { id: 'bench:run', label: t('run'), keywords: 'run preview 运行 预览 yunxing', keys: runKey, run },
          {
            id: 'bench:validate',
            label: t('validate'),
            keywords: 'validate check 校验 检查 jiaoyan',
            run: () => (show('problems'), validation.validateNow()),
          },
          ...(props.readOnly
            ? []
            : [
                {
                  id: 'bench:format',
                  label: t('format'),
                  keywords: 'format 格式化 geshihua',
                  keys: formatKey,
                  run: () => void format(),
                },
              ]),
        ]
      : [],
  );

  return (
    <div className="ls-bench-work">
      <div className="ls-bench-bar" role="toolbar">
        {canRun ? (
          <>
            <Button
              size="small"
              onClick={run}
              loading={preview.snapshot?.state === 'starting'}
              title={t('run.hint', { key: runKey })}
            >
              {t('run')}
            </Button>
            <PreviewOptions choice={choice} onChange={setChoice} />
            {usesSamples ? (
              <Button
                size="small"
                type="text"
                className="ls-bench-samples"
                title={samplesText('use')}
                onClick={() => show('sample')}
              >
                {samplesText('using')}
              </Button>
            ) : null}
            <Button size="small" type="text" onClick={() => (show('problems'), validation.validateNow())}>
              {t('validate')}
            </Button>
            <Button
              size="small"
              type="text"
              disabled={props.readOnly}
              title={t('format.hint', { key: formatKey })}
              onClick={() => void format()}
            >
              {t('format')}
            </Button>
          </>
        ) : (
          <span className="ls-muted">{t('readonly')}</span>
        )}
        <span className="ls-bench-actions">{props.actions}</span>
      </div>
      {props.notice}
      <div className="ls-bench-editor">
        <SqlEditor
          documentKey={documentKey}
          projectId={projectId}
          clusterId={clusterId}
          engine={engine}
          value={text}
          epoch={props.epoch}
          label={t('editor.label', { name: props.name })}
          loadingLabel={t('editor.loading')}
          readOnly={props.readOnly}
          diagnostics={marks}
          offersOf={editorOffers}
          onChange={props.onChange}
          onRun={run}
          onFormat={() => void format()}
          onCursor={setPlace}
          goTo={reveal}
          handle={editor}
          {...(props.onSave === undefined ? {} : { onSave: props.onSave })}
        />
      </div>
      <SplitHandle pane={panel} label={t('panel.resize')} direction={-1} />
      <div className="ls-bench-foot">
        {tabs.map((each) => {
          const isShown = tab === each.key && !panel.isFolded;
          return (
            <button
              key={each.key}
              type="button"
              aria-pressed={isShown}
              onClick={() => (isShown ? panel.set({ isFolded: true }) : show(each.key))}
            >
              {each.title}
              {each.mark}
            </button>
          );
        })}
        <span className="ls-grow" />
        {canRun ? <EngineSelect clusterId={clusterId} chosen={engine} onChoose={setEngine} /> : null}
        <span className="ls-bench-place ls-num ls-muted">
          {place.selected > 0 ? `${t('selected', { count: place.selected })} · ` : ''}
          {t('position', { line: place.line, column: place.column })}
        </span>
        <button
          type="button"
          className="ls-icon-button"
          aria-label={panel.isFolded ? t('panel.unfold') : t('panel.fold')}
          title={panel.isFolded ? t('panel.unfold') : t('panel.fold')}
          onClick={() => panel.set({ isFolded: !panel.isFolded })}
        >
          {panel.isFolded ? '⌃' : '⌄'}
        </button>
      </div>
      <PaneBox pane={panel} className="ls-bench-panel">
        {tab === 'problems' ? (
          <ProblemsPanel
            state={state}
            script={text}
            offersOf={offersOf}
            onFix={props.readOnly ? undefined : (finding, meant) => editor.current?.fix(finding, meant)}
            onGoTo={(where) => editor.current?.reveal(where)}
            onRetry={validation.validateNow}
          />
        ) : tab === 'sample' ? (
          <SamplePanel
            projectId={projectId}
            clusterId={clusterId}
            script={text}
            tables={tables}
            book={samples}
            isUsed={usesSamples}
            canWrite={canRun}
            onUse={setWantsSamples}
            onRecord={record}
          />
        ) : tab === 'plan' ? (
          <PlanPanel
            state={plan.state}
            script={text}
            onExplain={plan.explain}
            onGoTo={(where) => editor.current?.reveal(where)}
          />
        ) : tab === 'lineage' ? (
          <LineagePanel
            projectId={projectId}
            documentKey={documentKey}
            state={plan.state}
            script={text}
            onExplain={plan.explain}
            onGoTo={(where) => editor.current?.reveal(where)}
          />
        ) : tab === 'result' ? (
          <ResultPanel
            snapshot={preview.snapshot}
            limit={preview.request?.limit ?? choice.limit}
            timeoutMs={preview.request?.timeoutMs ?? choice.timeoutMs}
            fileName={props.name}
            runKey={runKey}
            onStop={preview.stop}
            onGoTo={(where) => editor.current?.reveal(where)}
          />
        ) : (
          props.panels?.find(({ key }) => key === tab)?.content
        )}
      </PaneBox>
    </div>
  );
}
