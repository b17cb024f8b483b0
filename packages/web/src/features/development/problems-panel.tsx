/** What Flink says about the script: each finding with its place and the ways out of it; a click goes there. */
import Button from 'antd/es/button';

import { diagnosticWords, type SqlDiagnostic } from '@liusu/contract/sql';

import { EmptyView } from '../../components/empty-view.tsx';
import { EngineStarting, ErrorView } from '../../components/error-view.tsx';
import { nameFix } from '../../components/sql-editor/name-fix.ts';
import { toldNow } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { isEngineStarting, isGatewayStarting } from './api.ts';
import { isQueryNote } from './query-note.ts';
import { useText } from './texts.ts';
import type { WordedOffer } from './use-offers.ts';
import type { ValidationState } from './validator.ts';

function diagnosticsOf(state: ValidationState): readonly SqlDiagnostic[] {
  if (state.kind === 'checked') return state.validation.diagnostics;
  return state.kind === 'idle' ? [] : (state.last?.diagnostics ?? []);
}

/** The state of the check in a word, for the tab. */
export function CheckState({ state }: { state: ValidationState }) {
  const t = useText();
  const count = diagnosticsOf(state).filter((each) => each.severity !== 'info').length;
  if (state.kind === 'checking') return <small className="ls-check">{t('check.checking')}</small>;
  if (state.kind === 'unavailable') {
    const reason = isEngineStarting(state.error)
      ? t('check.engineStarting')
      : isGatewayStarting(state.error)
        ? t('check.starting')
        : t('check.failed', { reason: toldNow(state.error) });
    return <small className="ls-check ls-check-warn">{reason}</small>;
  }
  if (state.kind === 'idle') return null;
  if (count === 0) return <small className="ls-check ls-check-ok">{t('check.ok')}</small>;
  return <small className="ls-check ls-check-bad">{t('check.count', { count })}</small>;
}

export interface ProblemsPanelProps {
  state: ValidationState;
  /** The text as it is now: a near name is offered while the one it replaces stands there. */
  script: string;
  /** Absent where the text cannot be changed. */
  onFix: ((diagnostic: SqlDiagnostic, meant: string) => void) | undefined;
  offersOf: (diagnostic: SqlDiagnostic) => readonly WordedOffer[];
  onGoTo: (place: { line: number; column: number; endLine: number; endColumn: number }) => void;
  onRetry: () => void;
}

export function ProblemsPanel({ state, script, onFix, offersOf, onGoTo, onRetry }: ProblemsPanelProps) {
  const t = useText();
  const language = useLanguage();
  const diagnostics = diagnosticsOf(state).map((each) => ({ ...each, ...diagnosticWords(each, language) }));
  const unchecked =
    state.kind === 'checked' ? state.validation.statements.filter((each) => each.checked !== 'CHECKED').length : 0;
  return (
    <div className="ls-problems">
      {state.kind === 'unavailable' && !isGatewayStarting(state.error) ? (
        <ErrorView error={state.error} onRetry={onRetry} />
      ) : null}
      {state.kind === 'unavailable' && isEngineStarting(state.error) ? (
        <EngineStarting problem={state.error.problem} />
      ) : state.kind === 'unavailable' && isGatewayStarting(state.error) ? (
        <p className="ls-problems-note" role="status">
          {t('check.starting')}
        </p>
      ) : null}
      {state.kind === 'idle' ? <EmptyView title={t('check.idle')} /> : null}
      {state.kind === 'checking' && diagnostics.length === 0 ? <EmptyView title={t('check.checking')} /> : null}
      {state.kind === 'checked' && diagnostics.every(isQueryNote) ? (
        <EmptyView title={t('problems.none')} text={t('problems.noneText', { ms: Math.round(state.validation.ms) })} />
      ) : null}
      <ul>
        {diagnostics.map((each, index) => (
          <li key={index}>
            <button type="button" className="ls-problem" onClick={() => onGoTo(each)}>
              <b className={`ls-severity ls-severity-${each.severity}`}>{t(`severity.${each.severity}`)}</b>
              <span className="ls-problem-text">
                {each.message}
                {each.remedy === null ? null : <small>{each.remedy}</small>}
              </span>
              <span className="ls-problem-place">
                {t('problem.place', { statement: each.statement + 1, line: each.line, column: each.column })}
              </span>
              <code>{each.code}</code>
            </button>
            <ProblemOffers diagnostic={each} script={script} onFix={onFix} offers={offersOf(each)} />
          </li>
        ))}
      </ul>
      {unchecked === 0 ? null : <p className="ls-problems-note">{t('check.notChecked', { count: unchecked })}</p>}
    </div>
  );
}

const nothingReserved: ReadonlySet<string> = new Set();

interface ProblemOffersProps {
  diagnostic: SqlDiagnostic;
  script: string;
  onFix: ProblemsPanelProps['onFix'];
  offers: readonly WordedOffer[];
}

/** Ways out of a finding: names that come near, then what can be brought from elsewhere. */
function ProblemOffers({ diagnostic, script, onFix, offers }: ProblemOffersProps) {
  const t = useText();
  const near = (diagnostic.unknown?.near ?? []).filter(
    (meant) => nameFix(script, diagnostic, meant, nothingReserved) !== undefined,
  );
  const fixes = onFix === undefined ? [] : near;
  if (fixes.length === 0 && offers.length === 0) return null;
  return (
    <div className="ls-problem-offers">
      {fixes.map((meant) => (
        <Button key={meant} size="small" onClick={() => onFix?.(diagnostic, meant)}>
          {t('offer.change')} <code>{meant}</code>
        </Button>
      ))}
      {offers.map(({ title, run }) =>
        run === undefined ? (
          <small key={title}>{title}</small>
        ) : (
          <Button key={title} size="small" onClick={run}>
            {title}
          </Button>
        ),
      )}
    </div>
  );
}
