/** Left rail: the modules that are on and permitted. Folds to icons. */
import { useQuery } from '@tanstack/react-query';
import { NavLink, useLocation } from 'react-router';

import { api, useSession } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { useProject, useProjectId } from '../../lib/project.ts';
import { keys } from '../../lib/query-keys.ts';
import { roleIncludes } from '@liusu/contract/user';
import { LogoMark } from '../../components/logo.tsx';
import type { WebModule } from '../module.ts';
import { modules } from '../modules.ts';
import { paths } from '../paths.ts';
import { useText } from '../texts.ts';
import { FoldIcon } from './icons.tsx';

/** Modules the server has on and the person may use, in the order of the rail. */
export function useVisibleModules(): WebModule[] {
  const session = useSession();
  const project = useProject();
  const system = useQuery({
    queryKey: keys.system(),
    queryFn: ({ signal }) => api.call('getSystem', { signal }),
    staleTime: 60_000,
  });
  return modules
    .filter((module) => {
      const entry = system.data?.modules.find((candidate) => candidate.id === module.id);
      if (entry?.enabled === false) return false;
      if (module.needs === undefined || session?.user.admin === true) return true;
      return module.needs !== 'admin' && project !== undefined && roleIncludes(project.role, module.needs);
    })
    .toSorted((a, b) => (a.menu?.order ?? 99) - (b.menu?.order ?? 99));
}

export function Rail() {
  const t = useText();
  const language = useLanguage();
  const { railFolded } = usePreferences();
  const projectId = useProjectId();
  const { pathname } = useLocation();
  const visible = useVisibleModules();

  return (
    <nav className={railFolded ? 'ls-rail ls-rail-folded' : 'ls-rail'} aria-label={t('rail.label')}>
      <NavLink className="ls-rail-brand" to={paths.overview(projectId)} aria-label="Liusu 流溯">
        <LogoMark size={26} />
        {railFolded ? null : (
          <span>
            Liusu<b>流溯</b>
          </span>
        )}
      </NavLink>
      <ul>
        {visible.map(({ id, menu }) => {
          if (menu === undefined) return null;
          const base = `/p/${projectId}/${menu.base}`;
          const isCurrent = pathname === base || pathname.startsWith(`${base}/`);
          const title = menu.title[language];
          return (
            <li key={id}>
              <NavLink
                to={menu.to(projectId)}
                className={isCurrent ? 'ls-rail-item ls-rail-current' : 'ls-rail-item'}
                aria-current={isCurrent ? 'page' : undefined}
                title={railFolded ? title : undefined}
              >
                <menu.icon />
                <span className={railFolded ? 'ls-visually-hidden' : undefined}>{title}</span>
              </NavLink>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        className="ls-rail-fold"
        onClick={() => setPreferences({ railFolded: !railFolded })}
        aria-label={railFolded ? t('rail.unfold') : t('rail.fold')}
        title={railFolded ? t('rail.unfold') : t('rail.fold')}
      >
        <FoldIcon folded={railFolded} />
      </button>
    </nav>
  );
}
