/** Pages shown instead of a page: loading, not found, failed. */
import Button from 'antd/es/button';
import { Link, useRouteError } from 'react-router';

import { ErrorView } from '../components/error-view.tsx';
import { LogoMark } from '../components/logo.tsx';
import { useSession } from '../lib/api.ts';
import { paths } from './paths.ts';
import './status-pages.css';
import { useText } from './texts.ts';

export function StartingPage() {
  const t = useText();
  return (
    <div className="ls-status-page" role="status">
      <span className="ls-status-mark">
        <LogoMark size={40} />
      </span>
      <span className="ls-visually-hidden">{t('starting')}</span>
    </div>
  );
}

export function NotFoundPage() {
  const t = useText();
  const session = useSession();
  const noProject = session !== undefined && session.projects.length === 0;
  return (
    <main className="ls-status-page">
      <h1>{noProject ? t('noProject.title') : t('notFound.title')}</h1>
      <p>{noProject ? t('noProject.text') : t('notFound.text')}</p>
      {noProject ? null : <Link to={paths.home()}>{t('notFound.home')}</Link>}
    </main>
  );
}

/** True when a lazy page could not be fetched: after an upgrade the files of the old console are gone. */
function isMissingChunk(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);
}

export function RouteErrorPage({ inFrame = false }: { inFrame?: boolean }) {
  const t = useText();
  const error = useRouteError();
  if (isMissingChunk(error)) {
    return (
      <div className="ls-status-page">
        <h1>{t('updated.title')}</h1>
        <p>{t('updated.text')}</p>
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('updated.reload')}
        </Button>
      </div>
    );
  }
  const view = <ErrorView error={error} size="page" onRetry={() => window.location.reload()} />;
  return inFrame ? <div className="ls-page">{view}</div> : <main className="ls-page">{view}</main>;
}
