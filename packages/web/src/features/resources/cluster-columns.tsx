/** Columns and filters of the list of clusters. */
import type { Cluster } from '@liusu/contract/cluster';

import { MenuButton } from '../../components/menu-button.tsx';
import { ObservationTag } from '../../components/observation-tag.tsx';
import type { ResourceColumn } from '../../components/resource-table.tsx';
import type { TableFilter } from '../../components/table-toolbar.tsx';
import { Ago } from '../../components/values.tsx';
import { formatExact, none } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { capacityOf } from './capacity.ts';
import { SlotsBar } from './slots-bar.tsx';
import { StaleValue } from './stale-value.tsx';
import { useText } from './texts.ts';

export interface ClusterActions {
  open: (cluster: Cluster) => void;
  /** Absent for people who may only look. */
  test?: ((cluster: Cluster) => void) | undefined;
  remove?: ((cluster: Cluster) => void) | undefined;
}

const environmentOrder = ['production', 'test', 'dev'] as const;
const stateOrder = ['UNREACHABLE', 'STALE', 'FRESH'] as const;

export function useClusterFilters(): readonly TableFilter<Cluster>[] {
  const t = useText();
  return [
    {
      key: 'environment',
      title: t('col.environment'),
      form: 'chips',
      order: environmentOrder,
      values: (cluster) => [cluster.environment],
      render: (value) => t(`env.${value as Cluster['environment']}`),
    },
    {
      key: 'state',
      title: t('col.observation'),
      form: 'menu',
      order: stateOrder,
      values: (cluster) => [cluster.observation.state],
      render: (value) => t(`state.${value as Cluster['observation']['state']}`),
    },
  ];
}

export function useClusterColumns(actions: ClusterActions): readonly ResourceColumn<Cluster>[] {
  const t = useText();
  const language = useLanguage();

  function figure(cluster: Cluster, value: number | null) {
    if (value === null) return <span className="ls-muted">{none}</span>;
    return (
      <StaleValue observation={cluster.observation}>
        <span className="ls-num">{formatExact(value, language)}</span>
      </StaleValue>
    );
  }

  return [
    {
      key: 'name',
      title: t('col.name'),
      presence: 'always',
      sortValue: (cluster) => cluster.name,
      render: (cluster) => (
        <span className="ls-res-cluster-name">
          <i
            className={`ls-res-cluster-stripe ls-stripe-${cluster.environment}`}
            title={t(`env.${cluster.environment}`)}
            aria-hidden="true"
          />
          <button type="button" className="ls-link" onClick={() => actions.open(cluster)}>
            {cluster.name}
          </button>
          {cluster.tlsInsecure ? <span className="ls-res-insecure">{t('insecure.tag')}</span> : null}
        </span>
      ),
    },
    {
      key: 'environment',
      title: t('col.environment'),
      render: (cluster) => t(`env.${cluster.environment}`),
    },
    {
      key: 'driver',
      title: t('col.driver'),
      render: (cluster) => t(`driver.${cluster.driver}`),
    },
    {
      key: 'version',
      title: t('col.version'),
      render: (cluster) =>
        cluster.flinkVersion === null ? (
          <span className="ls-muted">{none}</span>
        ) : (
          <span className="ls-num">{cluster.flinkVersion}</span>
        ),
    },
    {
      key: 'observation',
      title: t('col.observation'),
      sortValue: (cluster) => stateOrder.indexOf(cluster.observation.state),
      render: (cluster) => (
        <span className="ls-res-observed">
          <ObservationTag observation={cluster.observation} />
          {cluster.observation.state === 'FRESH' ? (
            <span className="ls-muted">
              <Ago at={cluster.observation.at} />
            </span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'lastAnswer',
      title: t('col.lastAnswer'),
      presence: 'offered',
      sortValue: (cluster) => cluster.observation.at,
      render: (cluster) => <Ago at={cluster.observation.at} />,
    },
    {
      key: 'slots',
      title: t('col.slots'),
      width: 156,
      sortValue: (cluster) => capacityOf(cluster)?.share ?? null,
      render: (cluster) => (
        <StaleValue observation={cluster.observation}>
          <SlotsBar cluster={cluster} />
        </StaleValue>
      ),
    },
    {
      key: 'tms',
      title: t('col.tms'),
      align: 'end',
      render: (cluster) => figure(cluster, cluster.taskManagers),
    },
    {
      key: 'jobs',
      title: t('col.jobs'),
      align: 'end',
      sortValue: (cluster) => cluster.jobsRunning,
      render: (cluster) => figure(cluster, cluster.jobsRunning),
    },
    {
      key: 'unmanaged',
      title: t('col.unmanaged'),
      align: 'end',
      render: (cluster) => figure(cluster, cluster.observation.at === null ? null : cluster.unmanagedJobs.length),
    },
    { key: 'engine', title: t('col.engine'), presence: 'offered', render: (cluster) => cluster.engine },
    {
      key: 'restUrl',
      title: t('col.restUrl'),
      presence: 'offered',
      render: (cluster) => <span className="ls-mono">{cluster.restUrl ?? none}</span>,
    },
    {
      key: 'created',
      title: t('col.created'),
      presence: 'offered',
      sortValue: (cluster) => cluster.createdAt,
      render: (cluster) => <Ago at={cluster.createdAt} />,
    },
    {
      key: 'actions',
      title: '',
      presence: 'always',
      align: 'end',
      width: 48,
      render: (cluster) => (
        <MenuButton
          className="ls-res-row-menu"
          align="end"
          label={t('menu.label', { name: cluster.name })}
          items={[
            { key: 'open', label: t('menu.open'), onSelect: () => actions.open(cluster) },
            ...(actions.test === undefined
              ? []
              : [{ key: 'test', label: t('menu.test'), onSelect: () => actions.test?.(cluster) }]),
            ...(actions.remove === undefined
              ? []
              : [
                  {
                    key: 'remove',
                    label: t('menu.remove'),
                    divided: true,
                    danger: cluster.driver !== 'local',
                    disabled: cluster.driver === 'local',
                    title: cluster.driver === 'local' ? t('menu.remove.local') : undefined,
                    onSelect: () => actions.remove?.(cluster),
                  },
                ]),
          ]}
        >
          ⋯
        </MenuButton>
      ),
    },
  ];
}
