/** How Flink would run the script: the graph at the left, advice at the right; a click on either goes to the SQL. */
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { lazy, Suspense, useState } from 'react';

import type { SqlPosition } from '@liusu/contract/problem';
import { diagnosticWords } from '@liusu/contract/sql';
import type { SqlPlan, SqlPlanAdvice } from '@liusu/contract/sql-plan';

import { EmptyView } from '../../components/empty-view.tsx';
import { EngineStarting, ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { isEngineStarting } from './api.ts';
import './plan-panel.css';
import { useText } from './texts.ts';
import type { PlanState } from './use-plan.ts';

const PlanGraph = lazy(async () => ({ default: (await import('../../components/graph/plan-graph.tsx')).PlanGraph }));

export interface PlanPanelProps {
  state: PlanState;
  /** The text as it is now. */
  script: string;
  onExplain: () => void;
  onGoTo: (place: SqlPosition) => void;
}

export function PlanPanel({ state, script, onExplain, onGoTo }: PlanPanelProps) {
  const t = useText();
  const language = useLanguage();
  const [shown, setShown] = useState(0);
  const again = (
    <Button size="small" onClick={onExplain}>
      {t('plan.explain')}
    </Button>
  );
  if (state.kind === 'idle') {
    return <EmptyView title={t('plan.idle')} text={t('plan.idleText')} actions={again} />;
  }
  if (state.kind === 'loading') {
    return (
      <div className="ls-plan-note" role="status" aria-label={t('plan.loading')}>
        {isEngineStarting(state.waitsFor) ? <EngineStarting problem={state.waitsFor.problem} /> : null}
        <Skeleton rows={5} />
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <div className="ls-plan-note">
        <ErrorView error={state.error} onRetry={onExplain} />
      </div>
    );
  }
  const { plans, diagnostics } = state.explanation;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const plan = plans[shown] ?? plans[0];
  return (
    <div className="ls-plan">
      <div className="ls-plan-bar">
        {plans.length < 2 ? null : (
          <Segmented<number>
            size="small"
            value={Math.min(shown, plans.length - 1)}
            onChange={setShown}
            options={plans.map((one, index) => ({
              value: index,
              label: t('plan.of', { statements: one.statements.map((each) => each + 1).join(', ') }),
            }))}
          />
        )}
        {state.script === script ? null : <span className="ls-plan-old">{t('plan.old')}</span>}
        <span className="ls-grow" />
        {again}
      </div>
      {errors.map((each, index) => (
        <button key={index} type="button" className="ls-problem" onClick={() => onGoTo(each)}>
          <b className="ls-severity ls-severity-error">{t('severity.error')}</b>
          <span className="ls-problem-text">
            {diagnosticWords(each, language).message}
            <small>{diagnosticWords(each, language).remedy}</small>
          </span>
          <span className="ls-problem-place">
            {t('problem.place', { statement: each.statement + 1, line: each.line, column: each.column })}
          </span>
        </button>
      ))}
      {plan === undefined ? (
        errors.length > 0 ? null : (
          <EmptyView title={t('plan.none')} text={t('plan.noneText')} />
        )
      ) : (
        <PlanView key={plan.statements.join()} plan={plan} onGoTo={onGoTo} />
      )}
    </div>
  );
}

function PlanView({ plan, onGoTo }: { plan: SqlPlan; onGoTo: PlanPanelProps['onGoTo'] }) {
  const t = useText();
  const [chosen, setChosen] = useState<string>();

  function choose(id: string): void {
    setChosen(id);
    const origin = plan.nodes.find((node) => node.id === id)?.origin ?? null;
    if (origin !== null) onGoTo(origin);
  }
  function follow(advice: SqlPlanAdvice): void {
    if (advice.node !== null) setChosen(advice.node);
    if (advice.position !== null) onGoTo(advice.position);
  }
  return (
    <div className="ls-plan-parts">
      <div className="ls-plan-drawing">
        <Suspense fallback={<Skeleton rows={5} />}>
          <PlanGraph plan={plan} chosen={chosen} onChoose={choose} />
        </Suspense>
      </div>
      <section className="ls-plan-advice" aria-label={t('plan.advice')}>
        <h2>{plan.advice.length === 0 ? t('plan.noAdvice') : t('plan.adviceCount', { count: plan.advice.length })}</h2>
        <ul>
          {plan.advice.map((advice, index) => (
            <li key={index}>
              <AdviceView advice={advice} isChosen={advice.node === chosen && chosen !== undefined} onFollow={follow} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

interface AdviceViewProps {
  advice: SqlPlanAdvice;
  isChosen: boolean;
  onFollow: (advice: SqlPlanAdvice) => void;
}

function AdviceView({ advice, isChosen, onFollow }: AdviceViewProps) {
  const t = useText();
  const language = useLanguage();
  const { title, why, remedy } = advice[language];
  const { position } = advice;
  return (
    <button type="button" className="ls-plan-item" aria-pressed={isChosen} onClick={() => onFollow(advice)}>
      <b className={`ls-severity ls-severity-${advice.severity}`}>{t(`severity.${advice.severity}`)}</b>
      <strong>{title}</strong>
      {position === null ? null : <span className="ls-problem-place">{`${position.line}:${position.column}`}</span>}
      <span className="ls-plan-why">{why}</span>
      <span className="ls-plan-remedy">{remedy}</span>
    </button>
  );
}
