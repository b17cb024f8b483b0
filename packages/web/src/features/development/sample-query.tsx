/** A scenario's sample query in the workbench: to be run and changed, stored only when made into a job. */
import Button from 'antd/es/button';
import { useState } from 'react';

import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useLanguage } from '../../lib/i18n.ts';
import { useScenarioQuery } from './api.ts';
import { Bench } from './bench.tsx';
import { useText } from './texts.ts';

export interface SampleQueryProps {
  projectId: string;
  scenarioId: string;
  index: number;
  canWrite: boolean;
  onSaveAs: (script: string) => void;
}

export function SampleQuery({ projectId, scenarioId, index, canWrite, onSaveAs }: SampleQueryProps) {
  const t = useText();
  const language = useLanguage();
  const scenario = useScenarioQuery(projectId, scenarioId);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const query = scenario.data?.queries[index];
  if (scenario.error !== null) {
    return (
      <div className="ls-bench-note">
        <ErrorView error={scenario.error} size="page" onRetry={() => void scenario.refetch()} />
      </div>
    );
  }
  if (scenario.data === undefined || query === undefined) {
    return <div className="ls-bench-note">{scenario.data === undefined ? <Skeleton rows={8} /> : null}</div>;
  }
  const key = `${scenarioId}:${index}`;
  const script = texts[key] ?? `-- ${query.name[language]}\n${query.sql}\n`;
  return (
    <Bench
      key={key}
      projectId={projectId}
      documentKey={key}
      name={query.name[language]}
      text={script}
      epoch={0}
      readOnly={false}
      mode={query.mode ?? 'batch'}
      canRun={canWrite}
      onChange={(text) => setTexts({ ...texts, [key]: text })}
      actions={
        <>
          <span className="ls-muted" title={t('query.note')}>
            {t('query.from', { scenario: scenario.data.name[language] })}
          </span>
          {canWrite ? (
            <Button size="small" onClick={() => onSaveAs(script)}>
              {t('query.saveAs')}
            </Button>
          ) : null}
        </>
      }
    />
  );
}
