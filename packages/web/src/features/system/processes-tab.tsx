/** Processes of the platform and its local engine: which, since when, how often restarted, how large, and why not. */
import { useNavigate } from 'react-router';

import type { ProcessInfo } from '@liusu/contract/cluster';

import { paths } from '../../app/paths.ts';
import { PhaseDot } from '../../components/phase-tag.tsx';
import type { Look } from '../../components/phase-texts.ts';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Bytes, Copyable, Elapsed } from '../../components/values.tsx';
import { useCan } from '../../lib/api.ts';
import { none } from '../../lib/format.ts';
import { useProjectId } from '../../lib/project.ts';
import { logOf, useSystem } from './api.ts';
import { PlatformFacts } from './platform-facts.tsx';
import { useText } from './texts.ts';

const looks: Record<ProcessInfo['state'], Look> = {
  starting: 'busy',
  running: 'ok',
  'backing-off': 'warn',
  stopped: 'quiet',
};
const states = ['backing-off', 'starting', 'stopped', 'running'] as const;

export function ProcessesTab() {
  const t = useText();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const canReadLogs = useCan(projectId, 'admin');
  const system = useSystem();

  function logPath(process: ProcessInfo): string | undefined {
    const log = logOf(process, system.data?.engine ?? '');
    return canReadLogs && log !== undefined ? `${paths.system(projectId, 'logs')}&log=${log}` : undefined;
  }

  const columns: readonly ResourceColumn<ProcessInfo>[] = [
    {
      key: 'role',
      title: t('process.role'),
      presence: 'always',
      sortValue: (process) => process.role,
      render: (process) => <b className="ls-sys-strong">{t(`role.${process.role}`)}</b>,
    },
    {
      key: 'name',
      title: t('process.name'),
      sortValue: (process) => process.name,
      render: (process) => <span className="ls-mono">{process.name}</span>,
    },
    {
      key: 'pid',
      title: t('process.pid'),
      align: 'end',
      render: (process) =>
        process.pid === null ? <span className="ls-muted">{none}</span> : <Copyable mono value={String(process.pid)} />,
    },
    {
      key: 'state',
      title: t('process.state'),
      sortValue: (process) => states.indexOf(process.state),
      render: (process) => (
        <span className={`ls-phase ls-phase-${looks[process.state]}`}>
          <PhaseDot look={looks[process.state]} />
          <span className="ls-phase-word">{t(`state.${process.state}`)}</span>
        </span>
      ),
    },
    {
      key: 'uptime',
      title: t('process.uptime'),
      align: 'end',
      sortValue: (process) => process.startedAt,
      render: (process) =>
        process.startedAt === null || process.state === 'stopped' || process.state === 'backing-off' ? (
          <span className="ls-muted">{none}</span>
        ) : (
          <Elapsed since={process.startedAt} />
        ),
    },
    {
      key: 'restarts',
      title: t('process.restarts'),
      align: 'end',
      sortValue: (process) => process.restarts,
      render: (process) => (
        <span className={process.restarts === 0 ? 'ls-num ls-muted' : 'ls-num ls-sys-restarted'}>
          {process.restarts}
        </span>
      ),
    },
    {
      key: 'rss',
      title: t('process.rss'),
      align: 'end',
      sortValue: (process) => process.rssBytes,
      render: (process) => <Bytes bytes={process.rssBytes} />,
    },
    {
      key: 'reason',
      title: t('process.reason'),
      render: (process) =>
        process.reason === null ? (
          <span className="ls-muted">{none}</span>
        ) : (
          <span className="ls-sys-reason" lang="en" title={process.reason}>
            {process.reason}
          </span>
        ),
    },
    {
      key: 'log',
      title: '',
      presence: 'always',
      align: 'end',
      render: (process) => {
        const path = logPath(process);
        return path === undefined ? null : (
          <button type="button" className="ls-link" onClick={() => void navigate(path)}>
            {t('process.log')}
          </button>
        );
      },
    },
  ];

  return (
    <>
      <PlatformFacts system={system.data} />
      <ResourceTable
        id="processes"
        label={t('process.label')}
        query={{
          data: system.data?.processes,
          error: system.error,
          isFetching: system.isFetching,
          refetch: system.refetch,
        }}
        rowKey={(process) => process.name}
        columns={columns}
        onOpen={(process) => {
          const path = logPath(process);
          if (path !== undefined) void navigate(path);
        }}
        empty={{ title: t('process.empty'), text: t('process.empty.text') }}
      />
    </>
  );
}
