/** Search over all scripts of the project: every place by job; a click goes there. */
import Checkbox from 'antd/es/checkbox';
import Input, { type InputRef } from 'antd/es/input';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';

import type { ScriptMatch } from '@liusu/contract/folder';

import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScriptSearch } from './folder-api.ts';
import { leadOf } from './match-lead.ts';
import { useText } from './texts.ts';

export interface ScriptSearchProps {
  projectId: string;
  hrefOf: (jobId: string) => string;
  onClose: () => void;
}

interface Group {
  jobId: string;
  jobName: string;
  folder: string;
  matches: ScriptMatch[];
}

function grouped(matches: readonly ScriptMatch[]): Group[] {
  const groups = new Map<string, Group>();
  for (const match of matches) {
    const { jobId, jobName, folder } = match;
    const group = groups.get(jobId) ?? { jobId, jobName, folder, matches: [] };
    group.matches.push(match);
    groups.set(jobId, group);
  }
  return [...groups.values()];
}

export function ScriptSearch({ projectId, hrefOf, onClose }: ScriptSearchProps) {
  const t = useText();
  const field = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [matchCase, setMatchCase] = useState(false);
  const wanted = useDeferredValue(text);
  const found = useScriptSearch(projectId, wanted.trim() === '' ? '' : wanted, matchCase);
  useEffect(() => field.current?.focus(), []);
  const groups = grouped(wanted === '' ? [] : (found.data?.items ?? []));
  const places = groups.reduce((sum, { matches }) => sum + matches.length, 0);

  return (
    <div className="ls-find" onKeyDown={(event) => (event.key === 'Escape' && text === '' ? onClose() : undefined)}>
      <div className="ls-tree-search">
        <Input
          ref={field}
          size="small"
          allowClear
          maxLength={200}
          value={text}
          placeholder={t('find.placeholder')}
          aria-label={t('find.placeholder')}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="ls-find-options">
          <Checkbox checked={matchCase} onChange={(event) => setMatchCase(event.target.checked)}>
            {t('find.case')}
          </Checkbox>
          <span className="ls-muted" role="status">
            {wanted === '' || found.data === undefined
              ? ''
              : t(found.data.more ? 'find.countMore' : 'find.count', {
                  places: t('find.places', { count: places }),
                  jobs: t('find.jobs', { count: groups.length }),
                })}
          </span>
        </div>
      </div>
      <div className="ls-tree-body">
        {wanted === '' ? <p className="ls-tree-none">{t('find.hint')}</p> : null}
        {wanted !== '' && found.isPending ? <Skeleton rows={4} /> : null}
        {found.error === null ? null : <ErrorView error={found.error} onRetry={() => void found.refetch()} />}
        {groups.map((group) => (
          <section key={group.jobId}>
            <h3 title={group.folder === '' ? group.jobName : `${group.folder}/${group.jobName}`}>
              {group.folder === '' ? null : <small>{group.folder}/</small>}
              {group.jobName}
            </h3>
            <ul>
              {group.matches.map((match) => (
                <li key={`${match.line}:${match.column}`}>
                  <Link
                    className="ls-find-place"
                    title={match.text.trim()}
                    to={hrefOf(match.jobId)}
                    state={{
                      reveal: {
                        line: match.line,
                        column: match.column,
                        endLine: match.line,
                        endColumn: match.endColumn,
                      },
                    }}
                  >
                    <small className="ls-num">{match.line}</small>
                    <code>
                      {leadOf(match.text, match.at)}
                      <mark>{match.text.slice(match.at, match.at + match.endColumn - match.column)}</mark>
                      {match.text.slice(match.at + match.endColumn - match.column)}
                    </code>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
