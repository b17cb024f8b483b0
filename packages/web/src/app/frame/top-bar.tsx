/** Top bar: project, breadcrumb, command palette, live line, language, theme, user; the environment stripe on top of it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { MenuButton } from '../../components/menu-button.tsx';
import { useSession } from '../../lib/api.ts';
import { formatAgo } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useLive } from '../../lib/live/live.ts';
import { useNow } from '../../lib/now.ts';
import { usePageInfo } from '../../lib/page.ts';
import { setPreferences, usePreferences, useThemeName } from '../../lib/preferences.ts';
import { useProject, useProjectName } from '../../lib/project.ts';
import { paths } from '../paths.ts';
import { useText } from '../texts.ts';
import { ChevronIcon, LanguageIcon, SearchIcon, ThemeIcon } from './icons.tsx';
import { UserMenu } from './user-menu.tsx';
import { WorkTray } from './work-tray.tsx';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function ProjectSwitcher() {
  const t = useText();
  const session = useSession();
  const project = useProject();
  const nameOf = useProjectName();
  const navigate = useNavigate();
  const projects = session?.projects ?? [];
  const name = project === undefined ? '' : nameOf(project);
  const label = (
    <>
      <span className="ls-project-name">{name}</span>
      {projects.length > 1 ? <ChevronIcon /> : null}
    </>
  );
  if (projects.length < 2) return <span className="ls-project">{label}</span>;
  return (
    <MenuButton
      className="ls-project ls-bar-button"
      label={`${t('project')}: ${name}`}
      items={projects.map((each) => ({
        key: each.id,
        label: nameOf(each),
        checked: each.id === project?.id,
        onSelect: () => void navigate(paths.overview(each.id)),
      }))}
    >
      {label}
    </MenuButton>
  );
}

function LiveLine() {
  const t = useText();
  const language = useLanguage();
  const { state, goodAt } = useLive();
  const now = useNow();
  if (state === 'live') {
    return (
      <span className="ls-live ls-live-live" role="status">
        <i aria-hidden="true" />
        {t('live.live')}
      </span>
    );
  }
  if (state === 'connecting' && goodAt === null) {
    return (
      <span className="ls-live ls-live-connecting" role="status">
        <i aria-hidden="true" />
        {t('live.connecting')}
      </span>
    );
  }
  return (
    <span className="ls-live ls-live-lost" role="status" title={t('live.retrying')}>
      <i aria-hidden="true" />
      {goodAt === null ? t('live.lost') : t('live.lostAge', { age: formatAgo(goodAt, now, language) })}
    </span>
  );
}

export function TopBar() {
  const t = useText();
  const { title, parents, environment } = usePageInfo();
  const { language } = usePreferences();
  const theme = useThemeName();
  const [paletteOpen, setPaletteOpen] = useState(false);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      if (event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      setPaletteOpen((open) => !open);
    }
    // Before the editor sees it, which takes the key for the first of two.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);

  return (
    <header className="ls-bar">
      {environment === undefined ? null : (
        <div className={`ls-stripe ls-stripe-${environment}`} title={t(`environment.${environment}`)} />
      )}
      <ProjectSwitcher />
      <nav className="ls-crumbs" aria-label={t('crumbs')}>
        <ol>
          {parents.map((crumb) => (
            <li key={crumb.title}>{crumb.to === undefined ? crumb.title : <Link to={crumb.to}>{crumb.title}</Link>}</li>
          ))}
          <li aria-current="page">{title}</li>
        </ol>
      </nav>
      {environment === undefined ? null : (
        <span className={`ls-environment ls-environment-${environment}`}>{t(`environment.${environment}`)}</span>
      )}
      <span className="ls-grow" />
      <LiveLine />
      <button type="button" className="ls-bar-search" onClick={() => setPaletteOpen(true)}>
        <SearchIcon />
        <span>{t('palette.open')}</span>
        <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <WorkTray />
      <button
        type="button"
        className="ls-bar-button"
        onClick={() => setPreferences({ language: language === 'zh' ? 'en' : 'zh' })}
        aria-label={`${t('language')}: ${t('language.other')}`}
        title={t('language.other')}
      >
        <LanguageIcon />
      </button>
      <button
        type="button"
        className="ls-bar-button"
        onClick={() => setPreferences({ theme: theme === 'dark' ? 'light' : 'dark' })}
        aria-label={`${t('theme')}: ${theme === 'dark' ? t('theme.light') : t('theme.dark')}`}
        title={theme === 'dark' ? t('theme.light') : t('theme.dark')}
      >
        <ThemeIcon theme={theme === 'dark' ? 'light' : 'dark'} />
      </button>
      <UserMenu />
      {paletteOpen ? (
        <Suspense fallback={null}>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      ) : null}
    </header>
  );
}
