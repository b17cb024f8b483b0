/** One data source: how scripts refer to it, its tables, and the table that is looked at. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';

import type { Source } from '@liusu/contract/source';

import { paths } from '../../app/paths.ts';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Copyable } from '../../components/values.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { type TablePlace, useSource } from './api.ts';
import { LastTest } from './last-test.tsx';
import { SourceDrawer } from './source-drawer.tsx';
import './sources.css';
import { TableList } from './table-list.tsx';
import { TableView } from './table-view.tsx';
import { TestDrawer } from './test-drawer.tsx';
import { useText } from './texts.ts';

export function SourcePage() {
  const t = useText();
  const projectId = useProjectId();
  const { sourceName = '' } = useParams();
  const source = useSource(projectId, sourceName);
  usePage({
    title: sourceName,
    parents: [
      { title: t('development'), to: paths.editor(projectId) },
      { title: t('title'), to: paths.sources(projectId) },
    ],
  });
  return (
    <div className="ls-page">
      {source.data !== undefined ? (
        <OneSource key={sourceName} projectId={projectId} source={source.data} />
      ) : source.error !== null ? (
        <ErrorView
          error={source.error}
          onRetry={() => void source.refetch()}
          retrying={source.isFetching}
          size="page"
        />
      ) : (
        <Skeleton rows={8} />
      )}
    </div>
  );
}

function OneSource({ projectId, source }: { projectId: string; source: Source }) {
  const t = useText();
  const canWrite = useCan(projectId, 'developer');
  const [open, setOpen] = useState<'test' | 'edit'>();
  const [search, setSearch] = useSearchParams();
  const table = search.get('table');
  const place: TablePlace | undefined =
    table === null ? undefined : { namespace: search.get('namespace') ?? '', table };
  const close = (): void => setOpen(undefined);

  function choose({ namespace, table: chosen }: TablePlace): void {
    setSearch(namespace === '' ? { table: chosen } : { namespace, table: chosen }, { replace: true });
  }

  return (
    <>
      <div className="ls-page-head">
        <h1>{source.name}</h1>
        <span className="ls-muted">{t(`kind.${source.kind}`)}</span>
        <span className="ls-mono ls-src-address">{source.address}</span>
        <LastTest source={source} />
        <span className="ls-grow" />
        {canWrite ? (
          <>
            <Button onClick={() => setOpen('edit')}>{t('edit')}</Button>
            <Button onClick={() => setOpen('test')}>{t('test')}</Button>
          </>
        ) : (
          <span className="ls-muted">{t('readonly')}</span>
        )}
      </div>
      <BucketAccess projectId={projectId} source={source} />
      <Fields source={source} />
      {canWrite ? (
        <div className="ls-src-browser">
          <TableList projectId={projectId} source={source} current={place} onChoose={choose} />
          <section className="ls-panel ls-src-table">
            {place === undefined ? (
              <p className="ls-muted ls-src-choose">{t('tables.choose')}</p>
            ) : (
              <TableView
                key={`${place.namespace}.${place.table}`}
                projectId={projectId}
                source={source.name}
                place={place}
              />
            )}
          </section>
        </div>
      ) : null}
      {open === 'edit' ? <SourceDrawer projectId={projectId} source={source} onClose={close} /> : null}
      {open === 'test' ? <TestDrawer projectId={projectId} source={source} onClose={close} /> : null}
    </>
  );
}

/** Whether Flink opens paths of the bucket, and what has to be done so that it does. */
function BucketAccess({ projectId, source }: { projectId: string; source: Source }) {
  const t = useText();
  const access = source.bucketAccess;
  if (access === null) return null;
  return (
    <p className={access === 'READY' ? 'ls-muted' : 'ls-src-warn'}>
      {t(`access.${access}`)}{' '}
      {access === 'RESTART_NEEDED' ? <Link to={paths.clusters(projectId)}>{t('access.restart')}</Link> : null}
    </p>
  );
}

/** References to copy into a script. */
function Fields({ source }: { source: Source }) {
  const t = useText();
  return (
    <details className="ls-panel ls-src-fields">
      <summary>{t('fields')}</summary>
      <dl>
        {source.fields.map(({ field, reference, value }) => (
          <div key={field}>
            <dt>
              <Copyable value={reference} mono />
            </dt>
            <dd className={value === null ? 'ls-muted' : 'ls-mono'}>{value ?? t('fields.secret')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
