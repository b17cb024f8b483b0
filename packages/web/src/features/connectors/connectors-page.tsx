/** Uploaded connectors: what each jar offers to scripts, and who put it there. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import type { Connector, ConnectorOffer } from '@liusu/contract/connector';

import { paths } from '../../app/paths.ts';
import { ByAgo, verbsColumn } from '../../components/common-columns.tsx';
import { ResourceTable, type ResourceColumn } from '../../components/resource-table.tsx';
import { Bytes, Copyable } from '../../components/values.tsx';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { AddConnectorDialog } from './add-connector-dialog.tsx';
import { useConnectors } from './api.ts';
import './connectors-page.css';
import { RemoveConnectorDialog } from './remove-connector-dialog.tsx';
import { useText } from './texts.ts';

export function ConnectorsPage() {
  const t = useText();
  const projectId = useProjectId();
  const connectors = useConnectors();
  const [search, setSearch] = useSearchParams();
  const isAdding = search.get('add') !== null;
  const [removing, setRemoving] = useState<Connector>();
  usePage({ title: t('title'), parents: [{ title: t('resources'), to: paths.clusters(projectId) }] });

  function setAdding(isOpen: boolean): void {
    const next = new URLSearchParams(search);
    next.delete('name');
    if (isOpen) next.set('add', '1');
    else next.delete('add');
    setSearch(next, { replace: true });
  }

  const columns: readonly ResourceColumn<Connector>[] = [
    {
      key: 'name',
      title: t('name'),
      presence: 'always',
      sortValue: ({ name }) => name,
      render: ({ name, description }) => (
        <>
          <b>{name}</b>
          {description === '' ? null : <small className="ls-connector-about">{description}</small>}
        </>
      ),
    },
    { key: 'version', title: t('version'), sortValue: ({ version }) => version, render: ({ version }) => version },
    { key: 'offers', title: t('offers'), render: (row) => <Offers connector={row} /> },
    {
      key: 'engines',
      title: t('engines'),
      render: (row) => <Engines connector={row} />,
    },
    {
      key: 'size',
      title: t('size'),
      align: 'end',
      sortValue: ({ sizeBytes }) => sizeBytes,
      render: ({ sizeBytes }) => <Bytes bytes={sizeBytes} />,
    },
    {
      key: 'added',
      title: t('added'),
      sortValue: ({ createdAt }) => createdAt,
      render: ({ createdAt, createdBy }) => <ByAgo name={createdBy} at={createdAt} />,
    },
    { key: 'file', title: t('file'), presence: 'offered', render: ({ fileName }) => fileName },
    {
      key: 'sha256',
      title: t('sha256'),
      presence: 'offered',
      render: ({ sha256 }) => <Copyable mono value={sha256} shown={sha256.slice(0, 12)} />,
    },
    verbsColumn((row) => (
      <Button size="small" type="text" danger onClick={() => setRemoving(row)}>
        {t('remove')}
      </Button>
    )),
  ];
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <div className="ls-page">
      <header className="ls-page-head">
        <h1>{t('title')}</h1>
        <p className="ls-muted">{t('intro')}</p>
      </header>
      <ResourceTable
        id="connectors"
        label={t('title')}
        query={connectors}
        rowKey={({ id }) => id}
        columns={columns}
        searchText={({ name, description, fileName, offers }) =>
          [name, description, fileName, ...offers.map((offer) => offer.name ?? offer.className)].join(' ')
        }
        actions={add}
        empty={{ title: t('empty'), text: t('empty.text'), actions: add }}
      />
      {isAdding ? <AddConnectorDialog name={search.get('name') ?? ''} onClose={() => setAdding(false)} /> : null}
      {removing === undefined ? null : (
        <RemoveConnectorDialog connector={removing} onClose={() => setRemoving(undefined)} />
      )}
    </div>
  );
}

/** What a script can write for it; a jar without any of that has classes for functions. */
function Offers({ connector: { offers, classCount } }: { connector: Connector }) {
  const t = useText();
  const named = offers.filter(({ name, kind }) => name !== null && kind !== 'other');
  if (named.length === 0) return t('offers.functions', { count: classCount });
  return (
    <ul className="ls-connector-offers">
      {named.map((offer) => (
        <Offer key={`${offer.kind}:${offer.className}`} offer={offer} />
      ))}
    </ul>
  );
}

/** What it is for; and, on the second line, where it cannot load and why. */
function Engines({ connector: { engines, unfit } }: { connector: Connector }) {
  const t = useText();
  const unfitIds = unfit.map(({ engine }) => engine);
  const fitting = engines.filter((engine) => !unfitIds.includes(engine));
  return (
    <>
      {fitting.length === 0 && engines.length === 0 ? t('engines.all') : fitting.join(', ')}
      {unfit.length === 0 ? null : (
        <small
          className="ls-connector-about"
          title={unfit
            .map(({ engine, missing }) => t('engines.missing', { engine, missing: missing.join('\n') }))
            .join('\n')}
        >
          {t('engines.unfit', { engines: unfitIds.join(t('engines.and')) })}
        </small>
      )}
    </>
  );
}

function Offer({ offer: { kind, name, className } }: { offer: ConnectorOffer }) {
  const t = useText();
  return (
    <li title={className}>
      <code>{name}</code> <small className="ls-muted">{t(`kind.${kind}`)}</small>
    </li>
  );
}
