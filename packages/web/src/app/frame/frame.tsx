/** The frame around every page: rail, top bar, environment stripe. Joins the live updates while it is on screen. */
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';

import { useSession } from '../../lib/api.ts';
import { startLive } from '../../lib/live/live.ts';
import { rememberProject, useProjectId } from '../../lib/project.ts';
import { paths } from '../paths.ts';
import { NotFoundPage } from '../status-pages.tsx';
import { useText } from '../texts.ts';
import './frame.css';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

export function Frame() {
  const t = useText();
  const session = useSession();
  const projectId = useProjectId();
  const location = useLocation();
  const loggedIn = session !== undefined;

  useEffect(() => (loggedIn ? startLive() : undefined), [loggedIn]);
  useEffect(() => rememberProject(projectId), [projectId]);

  if (!loggedIn) return <Navigate to={paths.login(location.pathname + location.search)} replace />;
  if (!session.projects.some((project) => project.id === projectId)) return <NotFoundPage />;
  return (
    <div className="ls-frame">
      <a className="ls-skip" href="#content">
        {t('skip')}
      </a>
      <Rail />
      <div className="ls-frame-main">
        <TopBar />
        <main id="content" className="ls-content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
