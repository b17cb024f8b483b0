/** An error: what happened, on what, why, what to do; code, request and trace folded away, with copy. */
import Button from 'antd/es/button';
import { useState } from 'react';

import { engineStageText } from '@liusu/contract/engine-stage';
import { type ErrorCode, errorText } from '@liusu/contract/error-code';
import { messageIn, type Problem } from '@liusu/contract/problem';

import { toApiError, toldIn } from '../lib/api.ts';
import { useLanguage } from '../lib/i18n.ts';
import './error-view.css';
import { useText } from './texts.ts';

/** Titles that say all there is: the server's own sentence adds nothing and stays among the details. */
const toldByTitle: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_CREDENTIALS',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'CSRF_REJECTED',
  'RATE_LIMITED',
  'GATEWAY_UNAVAILABLE',
  'ENGINE_STARTING',
]);

export interface ErrorViewProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** What to do, where more is known than the code says. */
  remedy?: string | undefined;
  /** `page` fills the room it has; `inline` stands among other content. */
  size?: 'page' | 'inline';
}

export function ErrorView({ error, onRetry, retrying = false, remedy, size = 'inline' }: ErrorViewProps) {
  const t = useText();
  const language = useLanguage();
  const [copied, setCopied] = useState(false);
  const apiError = toApiError(error);
  const byCode = errorText(apiError.code, language);
  const told = toldIn(apiError, language);
  const details = [
    `${t('error.code')}: ${apiError.code}`,
    `${t('error.http')}: ${apiError.status === 0 ? '-' : apiError.status}`,
    ...(apiError.problem === undefined ? [] : [`${t('error.request')}: ${apiError.problem.requestId}`]),
    apiError.message,
    ...(apiError.problem?.fields ?? []).map((field) => `${field.path}: ${messageIn(field, language)}`),
  ].join('\n');

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(details);
    setCopied(true);
  }

  return (
    <div className={`ls-error ls-error-${size}`} role="alert">
      <div className="ls-error-body">
        <p className="ls-error-title">{byCode.title}</p>
        {toldByTitle.has(apiError.code) ? null : (
          <p className="ls-error-detail" lang={told === apiError.message ? 'en' : 'zh-CN'}>
            {told}
          </p>
        )}
        {apiError.code === 'ENGINE_STARTING' ? <EngineStarting problem={apiError.problem} /> : null}
        <p className="ls-error-remedy">{remedy ?? byCode.remedy}</p>
        <div className="ls-error-actions">
          {onRetry === undefined ? null : (
            <Button size="small" onClick={onRetry} loading={retrying}>
              {t('error.retry')}
            </Button>
          )}
          <details className="ls-error-more">
            <summary>{t('error.details')}</summary>
            <pre>{details}</pre>
            <Button size="small" type="text" onClick={() => void copy()}>
              {copied ? t('copy.done') : t('error.copy')}
            </Button>
          </details>
        </div>
      </div>
    </div>
  );
}

/** What is being done to an engine that is not there yet, and how far it is. */
export function EngineStarting({ problem }: { problem: Pick<Problem, 'params'> | undefined }) {
  const { title, progress } = engineStageText(problem ?? {}, useLanguage());
  return (
    <p className="ls-error-detail" role="status">
      {title}
      {progress === '' ? null : <span className="ls-num"> {progress}</span>}
    </p>
  );
}
