/** Ctrl/⌘ K: jump to a job, a page or an action by typing part of its name. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';

import { roleIncludes } from '@liusu/contract/user';

import { PhaseTag } from '../../components/phase-tag.tsx';
import { api, useSession } from '../../lib/api.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { usePageCommandList } from '../../lib/page-commands.ts';
import { setPreferences } from '../../lib/preferences.ts';
import { useProject, useProjectId } from '../../lib/project.ts';
import { keys } from '../../lib/query-keys.ts';
import { paths } from '../paths.ts';
import { useText } from '../texts.ts';
import './command-palette.css';
import { rankEntries, type RankedEntry } from './palette-match.ts';
import { useVisibleModules } from './rail.tsx';

interface Command extends RankedEntry {
  group: 'here' | 'jobs' | 'pages' | 'preferences';
  id: string;
  hint?: React.ReactNode;
  run: () => void;
}

const jobsShown = 8;

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const session = useSession();
  const project = useProject();
  const projectId = useProjectId();
  const visible = useVisibleModules();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const search = useDeferredValue(text.trim());

  const here = usePageCommandList();
  const jobs = useQuery({
    queryKey: [...keys.jobs(projectId), 'palette', search],
    queryFn: ({ signal }) =>
      api.call('listJobs', {
        params: { projectId },
        query: { limit: jobsShown, ...(search === '' ? {} : { search }) },
        signal,
      }),
    placeholderData: (previous) => previous,
  });

  const fixed = useMemo<Command[]>(() => {
    const other = language === 'zh' ? 'en' : 'zh';
    const pages = visible.flatMap((module) => {
      const own =
        module.menu === undefined
          ? []
          : [{ title: module.menu.title, to: module.menu.to, keywords: module.id, needs: undefined }];
      return [...own, ...(module.palette ?? [])].filter(({ needs }) => {
        if (needs === undefined || session?.user.admin === true) return true;
        return needs !== 'admin' && project !== undefined && roleIncludes(project.role, needs);
      });
    });
    return [
      ...pages.map((page) => ({
        group: 'pages' as const,
        id: `page:${page.title.en}`,
        label: page.title[language],
        keywords: `${page.title[other]} ${page.keywords ?? ''}`,
        run: () => void navigate(page.to(projectId)),
      })),
      ...(['light', 'dark', 'system'] as const).map((theme) => ({
        group: 'preferences' as const,
        id: `theme:${theme}`,
        label: `${t('theme')}: ${t(`theme.${theme}`)}`,
        keywords: `theme ${theme}`,
        run: () => setPreferences({ theme }),
      })),
      {
        group: 'preferences' as const,
        id: 'language',
        label: `${t('language')}: ${t('language.other')}`,
        keywords: 'language english 中文',
        run: () => setPreferences({ language: other }),
      },
    ];
  }, [language, navigate, project, projectId, session, t, visible]);

  const found: Command[] = [
    ...rankEntries(
      here.map((command): Command => ({
        group: 'here',
        ...command,
        hint: command.keys === undefined ? null : <kbd className="ls-palette-keys">{command.keys}</kbd>,
      })),
      search,
    ),
    ...(jobs.data?.items ?? []).map((job) => ({
      group: 'jobs' as const,
      id: job.id,
      label: job.name,
      keywords: '',
      hint: <PhaseTag phase={job.phase} observation={job.observation} />,
      run: () => void navigate(paths.job(projectId, job.id)),
    })),
    ...rankEntries(fixed, search),
  ];
  const index = Math.min(chosen, found.length - 1);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((index + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) open(found[index]);
  }

  function open(command: Command | undefined): void {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  const title = {
    here: t('palette.here'),
    jobs: t('palette.jobs'),
    pages: t('palette.pages'),
    preferences: t('palette.preferences'),
  };
  return (
    <Modal
      open
      title={t('palette.open')}
      closable={false}
      footer={null}
      width={560}
      onCancel={onClose}
      className="ls-palette"
      style={{ top: 96 }}
    >
      <input
        className="ls-palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={index >= 0 ? `palette-${index}` : undefined}
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        value={text}
        autoFocus
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="ls-palette-list" id="palette-list" role="listbox" aria-label={t('palette.open')}>
        {found.length === 0 ? <p className="ls-palette-none">{t('palette.none')}</p> : null}
        {found.map((command, position) => (
          <div key={command.id} role="presentation">
            {found[position - 1]?.group === command.group ? null : (
              <div className="ls-palette-group" role="presentation">
                {title[command.group]}
              </div>
            )}
            <div
              id={`palette-${position}`}
              role="option"
              aria-selected={position === index}
              className={position === index ? 'ls-palette-option ls-palette-chosen' : 'ls-palette-option'}
              onMouseMove={() => setChosen(position)}
              onClick={() => open(command)}
            >
              <span>{command.label}</span>
              {command.hint}
            </div>
          </div>
        ))}
      </div>
      <div className="ls-palette-hint">{t('palette.hint')}</div>
    </Modal>
  );
}
