/** A table or topic from the inside: columns, partitions, messages. */
import Button from 'antd/es/button';
import { useState } from 'react';

import type { SourceColumn, SourceTableDetail } from '@liusu/contract/source';

import { Skeleton } from '../../components/skeleton.tsx';
import { Ago } from '../../components/values.tsx';
import { formatExact } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { type TablePlace, useTable } from './api.ts';
import { DdlDrawer } from './ddl-drawer.tsx';
import { SourceFailure } from './source-failure.tsx';
import { useText } from './texts.ts';

export interface TableViewProps {
  projectId: string;
  source: string;
  place: TablePlace;
}

export function TableView({ projectId, source, place }: TableViewProps) {
  const t = useText();
  const language = useLanguage();
  const table = useTable(projectId, source, place);
  const [isOpen, setOpen] = useState(false);
  if (table.data === undefined) {
    return (
      <div className="ls-panel-body">
        {table.error === null ? (
          <Skeleton rows={8} />
        ) : (
          <SourceFailure error={table.error} onRetry={() => void table.refetch()} retrying={table.isFetching} />
        )}
      </div>
    );
  }
  const detail = table.data;
  const rowsKey = detail.kind === 'topic' ? 'rows.topic' : detail.kind === 'keys' ? 'rows.keys' : 'rows.table';
  const title = detail.namespace === '' ? detail.name : `${detail.namespace}.${detail.name}`;
  return (
    <>
      <div className="ls-panel-head">
        <h2 className="ls-mono">{title}</h2>
        <span className="ls-muted">
          {t(`table.kind.${detail.kind}`)}
          {detail.files === null
            ? null
            : ` · ${t('files.count', { count: formatExact(detail.files.count, language) })}`}
          {detail.rows === null ? null : ` · ${t(rowsKey, { count: formatExact(detail.rows, language) })}`}
        </span>
        <span className="ls-grow" />
        {detail.columns.length === 0 ? null : (
          <Button type="primary" size="small" onClick={() => setOpen(true)}>
            {t('ddl')}
          </Button>
        )}
      </div>
      <div className="ls-panel-body ls-src-detail">
        {detail.comment === '' ? null : <p>{detail.comment}</p>}
        {detail.kind === 'keys' ? null : <Columns detail={detail} />}
        {detail.topic === null ? null : <Topic topic={detail.topic} />}
        {detail.files === null ? null : <Files files={detail.files} />}
      </div>
      {isOpen ? (
        <DdlDrawer projectId={projectId} source={source} place={place} title={title} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

function Columns({ detail }: { detail: SourceTableDetail }) {
  const t = useText();
  const { columns, topic, files } = detail;
  const format = topic?.format ?? files?.format;
  return (
    <section>
      <h3>{format === undefined ? t('columns') : t('columns.guessed', { format })}</h3>
      {columns.length === 0 ? (
        <p className="ls-muted">{t('columns.none')}</p>
      ) : (
        <div className="ls-src-scroll">
          <table className="ls-src-grid">
            <thead>
              <tr>
                <th>{t('column.name')}</th>
                <th>{t('column.type')}</th>
                <th>{t('column.flink')}</th>
                <th>{t('column.key')}</th>
                <th>{t('column.nullable')}</th>
                <th>{t('column.default')}</th>
                <th>{t('column.comment')}</th>
              </tr>
            </thead>
            <tbody>
              {columns.map((column) => (
                <ColumnLine key={column.name} column={column} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ColumnLine({ column }: { column: SourceColumn }) {
  const t = useText();
  return (
    <tr>
      <td className="ls-mono ls-src-type">{column.name}</td>
      <td className="ls-mono ls-src-long">{column.type}</td>
      {column.flinkType === null ? (
        <td
          className="ls-muted"
          title={t(column.captured === undefined ? 'column.notMappedWhy' : 'column.capturedWhy')}
        >
          {column.captured === undefined ? t('column.notMapped') : t('column.captured', { type: column.captured })}
        </td>
      ) : (
        <td className="ls-mono ls-src-type">{column.flinkType}</td>
      )}
      <td className="ls-num">{column.isPartition === true ? t('column.partition') : column.keyPosition}</td>
      <td>{column.nullable ? t('yes') : ''}</td>
      <td className="ls-mono">{column.default}</td>
      <td className={column.comment === '' ? undefined : 'ls-src-note'}>{column.comment}</td>
    </tr>
  );
}

function Files({ files }: { files: NonNullable<SourceTableDetail['files']> }) {
  const t = useText();
  return (
    <section>
      <h3>{t('files.sample')}</h3>
      <p className="ls-muted ls-mono">{files.sampled}</p>
      {files.isPartial ? <p className="ls-muted">{t('files.partial')}</p> : null}
      {files.lines.length === 0 ? (
        <p className="ls-muted">{t('files.noText')}</p>
      ) : (
        <pre className="ls-src-scroll" tabIndex={0}>
          {files.lines.join('\n')}
        </pre>
      )}
    </section>
  );
}

function Topic({ topic }: { topic: NonNullable<SourceTableDetail['topic']> }) {
  const t = useText();
  return (
    <>
      <section>
        <h3>{t('messages')}</h3>
        {topic.messages.length === 0 ? (
          <p className="ls-muted">{t('messages.none')}</p>
        ) : (
          <div className="ls-src-scroll">
            <table className="ls-src-grid">
              <thead>
                <tr>
                  <th>{t('message.place')}</th>
                  <th>{t('message.time')}</th>
                  <th>{t('message.key')}</th>
                  <th>{t('message.value')}</th>
                </tr>
              </thead>
              <tbody>
                {topic.messages.map((message) => (
                  <tr key={`${message.partition}/${message.offset}`}>
                    <td className="ls-num">
                      {message.partition}/{message.offset}
                    </td>
                    <td>
                      <Ago at={message.at} />
                    </td>
                    <td className="ls-mono">{message.key}</td>
                    <td className="ls-mono ls-src-message" title={message.value ?? undefined}>
                      {message.value ?? <span className="ls-muted">NULL</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <section>
        <h3>{t('partitions')}</h3>
        <div className="ls-src-scroll">
          <table className="ls-src-grid ls-src-narrow">
            <thead>
              <tr>
                <th>{t('partition.number')}</th>
                <th>{t('partition.earliest')}</th>
                <th>{t('partition.latest')}</th>
              </tr>
            </thead>
            <tbody>
              {topic.partitions.map(({ partition, earliest, latest }) => (
                <tr key={partition}>
                  <td className="ls-num">{partition}</td>
                  <td className="ls-num">{earliest}</td>
                  <td className="ls-num">{latest}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
