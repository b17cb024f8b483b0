/** Addresses to pages: the frame around every page of a project, bare pages (login) beside it. */
import { createBrowserRouter, redirect, type RouteObject } from 'react-router';

import { ApiError } from '@liusu/contract/client';

import { api, getSession, setSession, type SessionData } from '../lib/api.ts';
import { preferredProject } from '../lib/project.ts';
import { Frame } from './frame/frame.tsx';
import { modules } from './modules.ts';
import { paths, patterns } from './paths.ts';
import { NotFoundPage, RouteErrorPage, StartingPage } from './status-pages.tsx';

/** The session, asked for once per page load; without one the way leads to the login page and back. */
async function requireSession(request: Request): Promise<SessionData> {
  const known = getSession();
  if (known !== undefined) return known;
  try {
    const session = await api.call('getSession', { signal: request.signal });
    setSession(session);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
      const { pathname, search } = new URL(request.url);
      throw redirect(paths.login(pathname === '/' ? undefined : pathname + search));
    }
    throw error;
  }
}

async function toPreferredProject({ request }: { request: Request }): Promise<Response | null> {
  const session = await requireSession(request);
  const project = preferredProject(session.projects);
  return project === undefined ? null : redirect(paths.overview(project.id));
}

function routesOf(select: 'routes' | 'bareRoutes'): RouteObject[] {
  return modules.flatMap((module) => module[select] ?? []);
}

const table: RouteObject[] = [
  {
    errorElement: <RouteErrorPage />,
    HydrateFallback: StartingPage,
    children: [
      { path: '/', loader: toPreferredProject, Component: NotFoundPage },
      ...routesOf('bareRoutes'),
      {
        path: patterns.project,
        loader: ({ request }) => requireSession(request),
        // The session lives outside the router; moving between pages asks for nothing.
        shouldRevalidate: () => false,
        Component: Frame,
        children: [
          { index: true, loader: ({ params }) => redirect(paths.overview(params['projectId'] ?? '')) },
          {
            errorElement: <RouteErrorPage inFrame />,
            children: [...routesOf('routes'), { path: '*', Component: NotFoundPage }],
          },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
];

export const router = createBrowserRouter(table);
