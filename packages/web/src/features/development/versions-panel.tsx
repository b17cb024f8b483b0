/** Published versions beside the editor: who made them, what changed, and a way back. */
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';

import type { JobDetail, JobSettings, JobVersion } from '@liusu/contract/job';

import { DiffView } from '../../components/diff-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Ago } from '../../components/values.tsx';
import { useVersions } from './api.ts';
import { settingsDiff } from './settings-diff.ts';
import { useText } from './texts.ts';
import './versions-panel.css';

export interface VersionsPanelProps {
  job: JobDetail;
  /** The draft as it is being edited. */
  text: string;
  canWrite: boolean;
  /** Puts a version's script into the editor, as an edit that can be undone. */
  onRestore: (version: JobVersion) => void;
}

/** A version's number, or 0 for the draft. */
type Side = number;

interface Shown {
  name: string;
  text: string;
  settings: JobSettings;
}

export function VersionsPanel({ job, text, canWrite, onRestore }: VersionsPanelProps) {
  const t = useText();
  const pages = useVersions(job.id);
  const [chosen, setChosen] = useState<{ left?: Side; right?: Side }>({});
  const versions = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (pages.isPending) return <Skeleton rows={5} />;
  if (pages.error !== null) return <ErrorView error={pages.error} onRetry={() => void pages.refetch()} />;
  const [newest] = versions;
  if (newest === undefined) return <p className="ls-panel-note">{t('versions.none')}</p>;

  const left = chosen.left ?? newest.version;
  const right = chosen.right ?? 0;
  const shownOf = (side: Side): Shown => {
    const version = versions.find((each) => each.version === side);
    return version === undefined
      ? { name: t('versions.draft'), text, settings: job.settings }
      : { name: `v${version.version}`, text: version.script, settings: version.settings };
  };
  const [from, to] = [shownOf(left), shownOf(right)];
  const leftVersion = versions.find((each) => each.version === left);
  const changes = settingsDiff(from.settings, to.settings);
  const choices = [
    { value: 0, label: t('versions.draft') },
    ...versions.map(({ version }) => ({ value: version, label: `v${version}` })),
  ];
  const isEqual = from.text === to.text && changes.length === 0;

  return (
    <div className="ls-versions">
      <ul className="ls-versions-list" aria-label={t('panel.versions')}>
        {versions.map((version) => (
          <li key={version.version}>
            <button
              type="button"
              aria-pressed={version.version === left}
              onClick={() => setChosen({ left: version.version, right })}
            >
              <b>v{version.version}</b>
              {version.version === job.desired.version ? (
                <span className="ls-label">{t('versions.wanted')}</span>
              ) : null}
              <span className="ls-muted">{version.createdBy}</span>
              <span className="ls-grow" />
              <span className="ls-muted">
                <Ago at={version.createdAt} />
              </span>
            </button>
          </li>
        ))}
        {pages.hasNextPage ? (
          <li>
            <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('versions.more')}
            </Button>
          </li>
        ) : null}
      </ul>
      <div className="ls-versions-diff">
        <div className="ls-versions-bar">
          <Select
            size="small"
            aria-label={t('versions.left')}
            value={left}
            options={choices}
            popupMatchSelectWidth={false}
            onChange={(side: Side) => setChosen({ left: side, right })}
          />
          <span aria-hidden="true">→</span>
          <Select
            size="small"
            aria-label={t('versions.right')}
            value={right}
            options={choices}
            popupMatchSelectWidth={false}
            onChange={(side: Side) => setChosen({ left, right: side })}
          />
          {isEqual ? <span className="ls-muted">{t('versions.equal')}</span> : null}
          <span className="ls-grow" />
          {canWrite && leftVersion !== undefined ? (
            <Button
              size="small"
              disabled={leftVersion.script === text}
              title={t('versions.restoreHint')}
              onClick={() => onRestore(leftVersion)}
            >
              {t('versions.restore', { version: leftVersion.version })}
            </Button>
          ) : null}
        </div>
        {changes.length === 0 ? null : (
          <table className="ls-versions-settings">
            <caption className="ls-visually-hidden">{t('versions.settings')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('versions.settings')}</th>
                <th scope="col">{from.name}</th>
                <th scope="col">{to.name}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={change.name}>
                  <th scope="row">{change.name}</th>
                  <td>{change.left ?? '–'}</td>
                  <td>{change.right ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <DiffView left={{ name: from.name, text: from.text }} right={{ name: to.name, text: to.text }} />
      </div>
    </div>
  );
}
