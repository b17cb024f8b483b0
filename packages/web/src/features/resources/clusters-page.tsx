/** Clusters: where runs execute, how fresh our view of each is, and how full they are. What is open stands in the address. */
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import type { Cluster } from '@liusu/contract/cluster';

import { paths } from '../../app/paths.ts';
import { ResourceTable } from '../../components/resource-table.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { useClusters } from './api.ts';
import { useClusterColumns, useClusterFilters } from './cluster-columns.tsx';
import './clusters-page.css';
import { useText } from './texts.ts';

const AddClusterDrawer = lazy(async () => ({ default: (await import('./add-cluster-drawer.tsx')).AddClusterDrawer }));
const ClusterDrawer = lazy(async () => ({ default: (await import('./cluster-drawer.tsx')).ClusterDrawer }));
const RemoveClusterDialog = lazy(async () => ({
  default: (await import('./remove-cluster-dialog.tsx')).RemoveClusterDialog,
}));

export function ClustersPage() {
  const t = useText();
  const projectId = useProjectId();
  const canAdminister = useCan(projectId, 'admin');
  const [params, setParams] = useSearchParams();
  const [testing, setTesting] = useState<string>();
  const [removing, setRemoving] = useState<Cluster>();

  const openId = params.get('cluster');
  const clusters = useClusters(openId !== null);
  const opened = clusters.data?.find((cluster) => cluster.id === openId);
  usePage({ title: t('title'), environment: (removing ?? opened)?.environment });

  function show(query: { cluster?: string; add?: '1' }): void {
    setParams((old) => {
      const next = new URLSearchParams(old);
      next.delete('cluster');
      next.delete('add');
      for (const [key, value] of Object.entries(query)) next.set(key, value);
      return next;
    });
  }
  function open(cluster: Cluster): void {
    setTesting(undefined);
    show({ cluster: cluster.id });
  }
  function test(cluster: Cluster): void {
    setTesting(cluster.id);
    show({ cluster: cluster.id });
  }

  const columns = useClusterColumns({ open, ...(canAdminister ? { test, remove: setRemoving } : {}) });
  const add = canAdminister ? (
    <Button type="primary" onClick={() => show({ add: '1' })}>
      {t('add')}
    </Button>
  ) : undefined;
  const connectors = canAdminister ? (
    <Link className="ls-res-connectors" to={paths.connectors(projectId)}>
      {t('connectors')}
    </Link>
  ) : null;

  return (
    <div className="ls-page">
      <header className="ls-page-head">
        <h1>{t('title')}</h1>
        <p className="ls-muted">{t('subtitle')}</p>
      </header>
      <ResourceTable
        id="clusters"
        label={t('title')}
        query={clusters}
        rowKey={(cluster) => cluster.id}
        columns={columns}
        filters={useClusterFilters()}
        searchText={(cluster) => `${cluster.name} ${cluster.restUrl ?? ''} ${cluster.engine} ${cluster.id}`}
        onOpen={open}
        actions={
          <>
            {connectors}
            {add}
          </>
        }
        empty={{
          title: t('empty.title'),
          text: canAdminister ? t('empty.text') : t('empty.text.viewer'),
          actions: add,
        }}
      />
      <Suspense fallback={null}>
        {openId !== null && clusters.data !== undefined ? (
          <ClusterDrawer
            cluster={opened}
            testNow={testing !== undefined && testing === openId}
            canAdminister={canAdminister}
            onRemove={setRemoving}
            onClose={() => show({})}
          />
        ) : null}
        {canAdminister && params.get('add') !== null ? (
          <AddClusterDrawer onClose={() => show({})} onAdded={open} />
        ) : null}
        {removing === undefined ? null : (
          <RemoveClusterDialog
            cluster={removing}
            onClose={() => setRemoving(undefined)}
            onRemoved={() => {
              setRemoving(undefined);
              show({});
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
