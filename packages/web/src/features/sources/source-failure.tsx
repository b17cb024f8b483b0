/** An error of the server; where a data source failed, in the words of its fault. */
import Button from 'antd/es/button';

import { SourceFault, sourceFaultText } from '@liusu/contract/source-fault';

import { ErrorView } from '../../components/error-view.tsx';
import { toApiError } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useText } from './texts.ts';

export interface SourceFailureProps {
  error: unknown;
  onRetry: () => void;
  retrying: boolean;
}

export function SourceFailure({ error, onRetry, retrying }: SourceFailureProps) {
  const t = useText();
  const language = useLanguage();
  const apiError = toApiError(error);
  const fault = SourceFault.safeParse(apiError.problem?.params?.['fault']);
  if (apiError.code !== 'SOURCE_FAILED' || !fault.success)
    return <ErrorView error={error} onRetry={onRetry} retrying={retrying} />;
  const { title, remedy } = sourceFaultText(fault.data, language);
  return (
    <div className="ls-error ls-error-inline" role="alert">
      <div className="ls-error-body">
        <p className="ls-error-title">{title}</p>
        <p className="ls-error-detail" lang="en">
          {apiError.message}
        </p>
        <p className="ls-error-remedy">{remedy}</p>
        <div className="ls-error-actions">
          <Button size="small" onClick={onRetry} loading={retrying}>
            {t('test.again')}
          </Button>
        </div>
      </div>
    </div>
  );
}
