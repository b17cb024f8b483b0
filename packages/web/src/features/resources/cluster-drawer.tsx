/** One cluster: is it well, and if not, why; how full it is; how it is reached; what else runs there. */
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import { useEffect, useState, type ReactNode } from 'react';

import type { Cluster } from '@liusu/contract/cluster';

import { EmptyView } from '../../components/empty-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { ObservationTag } from '../../components/observation-tag.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { Ago, Copyable } from '../../components/values.tsx';
import { none } from '../../lib/format.ts';
import { useTestCluster } from './api.ts';
import { isHttps } from './cluster-form.ts';
import { ConnectionTestView } from './connection-test-view.tsx';
import { RestartDialog } from './restart-dialog.tsx';
import { SlotsBar } from './slots-bar.tsx';
import { useText } from './texts.ts';
import { UnmanagedJobs } from './unmanaged-jobs.tsx';

export interface ClusterDrawerProps {
  /** undefined: the address names a cluster that is not there any more. */
  cluster: Cluster | undefined;
  /** Begins the connection test at once. */
  testNow: boolean;
  canAdminister: boolean;
  onRemove: (cluster: Cluster) => void;
  onClose: () => void;
}

export function ClusterDrawer(props: ClusterDrawerProps) {
  const t = useText();
  const { cluster, onClose } = props;
  const [isRestarting, setRestarting] = useState(false);
  return (
    <Drawer
      open
      size={640}
      onClose={onClose}
      closable={{ 'aria-label': t('close') }}
      title={cluster === undefined ? t('title') : <DrawerTitle cluster={cluster} />}
      extra={
        cluster === undefined || !props.canAdminister ? undefined : cluster.driver === 'local' ? (
          <Button size="small" onClick={() => setRestarting(true)}>
            {t('restart')}
          </Button>
        ) : (
          <Button size="small" danger onClick={() => props.onRemove(cluster)}>
            {t('menu.remove')}
          </Button>
        )
      }
    >
      {cluster === undefined ? (
        <EmptyView
          title={t('detail.gone')}
          text={t('detail.gone.text')}
          actions={<Button onClick={onClose}>{t('close')}</Button>}
        />
      ) : (
        <ClusterDetail key={cluster.id} cluster={cluster} testNow={props.testNow} canAdminister={props.canAdminister} />
      )}
      {isRestarting && cluster !== undefined ? (
        <RestartDialog cluster={cluster} onClose={() => setRestarting(false)} />
      ) : null}
    </Drawer>
  );
}

function DrawerTitle({ cluster }: { cluster: Cluster }) {
  const t = useText();
  return (
    <span className="ls-res-cluster-title">
      <span>{cluster.name}</span>
      <span className={`ls-environment ls-environment-${cluster.environment}`}>{t(`env.${cluster.environment}`)}</span>
    </span>
  );
}

function ClusterDetail({
  cluster,
  testNow,
  canAdminister,
}: {
  cluster: Cluster;
  testNow: boolean;
  canAdminister: boolean;
}) {
  const t = useText();
  const test = useTestCluster();
  const { mutate } = test;
  useEffect(() => {
    if (testNow) mutate(cluster.id);
  }, [testNow, mutate, cluster.id]);

  return (
    <div className="ls-res-cluster-detail">
      <Wellness cluster={cluster} />
      <section>
        <h2>{t('detail.capacity')}</h2>
        {cluster.observation.state === 'FRESH' ? null : (
          <StaleNote at={cluster.observation.at} evidence={cluster.observation.evidence} />
        )}
        <div className={cluster.observation.state === 'FRESH' ? 'ls-res-tiles' : 'ls-res-tiles ls-res-tiles-old'}>
          <Tile title={t('detail.slots')}>
            <SlotsBar cluster={cluster} />
          </Tile>
          <Tile title={t('detail.tms')}>{cluster.taskManagers ?? none}</Tile>
          <Tile title={t('detail.jobs')}>{cluster.jobsRunning ?? none}</Tile>
        </div>
        {cluster.slotsFree === 0 ? <p className="ls-res-warn-text">{t('slots.full')}</p> : null}
      </section>
      {canAdminister ? (
        <section>
          <div className="ls-res-section-head">
            <h2>{t('test.title')}</h2>
            <Button size="small" loading={test.isPending} onClick={() => mutate(cluster.id)}>
              {test.isIdle ? t('test.run') : t('test.again')}
            </Button>
          </div>
          {test.isIdle ? <p className="ls-muted">{t('test.idle')}</p> : null}
          {test.isError ? (
            <ErrorView error={test.error} onRetry={() => mutate(cluster.id)} />
          ) : test.isIdle ? null : (
            <ConnectionTestView https={isHttps(cluster.restUrl ?? '')} test={test.data} />
          )}
        </section>
      ) : null}
      <Facts cluster={cluster} />
      <UnmanagedJobs cluster={cluster} canAdminister={canAdminister} />
    </div>
  );
}

/** The first thing read: is it well, and if not, why. */
function Wellness({ cluster }: { cluster: Cluster }) {
  const t = useText();
  const { state, at, evidence } = cluster.observation;
  return (
    <section className={`ls-res-wellness ls-res-wellness-${state.toLowerCase()}`}>
      <div className="ls-res-wellness-line">
        <ObservationTag observation={cluster.observation} />
        <b>{state === 'FRESH' ? t('detail.well') : state === 'STALE' ? t('detail.stale') : t('detail.unreachable')}</b>
        <span className="ls-grow" />
        {state === 'FRESH' ? (
          <span className="ls-muted">
            {t('col.lastAnswer')} <Ago at={at} />
          </span>
        ) : null}
      </div>
      {state === 'FRESH' ? null : <p>{state === 'STALE' ? t('detail.stale.text') : t('detail.unreachable.text')}</p>}
      {evidence === '' ? null : (
        <p className="ls-res-evidence">
          {t('detail.evidence')} <code lang="en">{evidence}</code>
        </p>
      )}
    </section>
  );
}

function Tile({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="ls-res-tile">
      <span>{title}</span>
      <b className="ls-num">{children}</b>
    </div>
  );
}

function Facts({ cluster }: { cluster: Cluster }) {
  const t = useText();
  const isLocal = cluster.driver === 'local';
  return (
    <section>
      <h2>{t('detail.facts')}</h2>
      <dl className="ls-res-facts">
        <dt>{t('col.driver')}</dt>
        <dd>{t(`driver.${cluster.driver}`)}</dd>
        <dt>{t('col.engine')}</dt>
        <dd>
          {cluster.engine}
          {cluster.flinkVersion === null ? null : <span className="ls-muted"> · Flink {cluster.flinkVersion}</span>}
        </dd>
        <dt>{t('col.restUrl')}</dt>
        <dd>
          {cluster.restUrl === null ? (
            <span className="ls-muted">{t('detail.localUrl')}</span>
          ) : (
            <Copyable mono value={cluster.restUrl} />
          )}
        </dd>
        <dt>{t('detail.auth')}</dt>
        <dd>{t(`auth.${cluster.authKind}`)}</dd>
        <dt>{t('detail.tls')}</dt>
        <dd>
          {cluster.tlsInsecure ? (
            <span className="ls-res-danger-text">{t('tls.insecure')}</span>
          ) : isLocal ? (
            t('tls.loopback')
          ) : isHttps(cluster.restUrl ?? '') ? (
            t('tls.checked')
          ) : (
            t('tls.none')
          )}
        </dd>
        <dt>{t('detail.incarnation')}</dt>
        <dd>
          {cluster.incarnation === null ? (
            <span className="ls-muted">{none}</span>
          ) : (
            <Copyable mono value={cluster.incarnation} />
          )}
        </dd>
        <dt>{t('detail.id')}</dt>
        <dd>
          <Copyable mono value={cluster.id} />
        </dd>
        <dt>{t('col.created')}</dt>
        <dd>
          <Ago at={cluster.createdAt} />
        </dd>
      </dl>
    </section>
  );
}
