/** System: processes, logs, people and tokens, each a tab whose state is in the address. */
import Tabs from 'antd/es/tabs';
import { lazy, Suspense, type ComponentType } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { paths, type SystemTab } from '../../app/paths.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCan } from '../../lib/api.ts';
import { usePage } from '../../lib/page.ts';
import { useProjectId } from '../../lib/project.ts';
import { ProcessesTab } from './processes-tab.tsx';
import './system-page.css';
import { useText } from './texts.ts';

interface TabDefinition {
  key: SystemTab;
  needsAdmin: boolean;
  Content: ComponentType;
}

const tabs: readonly TabDefinition[] = [
  { key: 'processes', needsAdmin: false, Content: ProcessesTab },
  {
    key: 'logs',
    needsAdmin: true,
    Content: lazy(async () => ({ default: (await import('./logs-tab.tsx')).LogsTab })),
  },
  {
    key: 'users',
    needsAdmin: true,
    Content: lazy(async () => ({ default: (await import('./users-tab.tsx')).UsersTab })),
  },
  {
    key: 'members',
    needsAdmin: false,
    Content: lazy(async () => ({ default: (await import('./members-tab.tsx')).MembersTab })),
  },
  {
    key: 'tokens',
    needsAdmin: false,
    Content: lazy(async () => ({ default: (await import('./tokens-tab.tsx')).TokensTab })),
  },
  {
    key: 'webhook',
    needsAdmin: true,
    Content: lazy(async () => ({ default: (await import('./webhook-tab.tsx')).WebhookTab })),
  },
];

export function SystemPage() {
  const t = useText();
  const projectId = useProjectId();
  const canAdminister = useCan(projectId, 'admin');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const allowed = tabs.filter((tab) => canAdminister || !tab.needsAdmin);
  const current = allowed.find((tab) => tab.key === params.get('tab'))?.key ?? 'processes';
  usePage({ title: t(`tab.${current}`), parents: [{ title: t('title'), to: paths.system(projectId) }] });

  return (
    <div className="ls-page ls-system">
      <h1 className="ls-visually-hidden">{t('title')}</h1>
      <Tabs
        activeKey={current}
        // Filters and search in the address belong to one tab: another tab begins without them.
        onChange={(key) => void navigate(paths.system(projectId, key as SystemTab))}
        destroyOnHidden
        items={allowed.map(({ key, Content }) => ({
          key,
          label: t(`tab.${key}`),
          children: (
            <div className="ls-system-tab">
              <Suspense fallback={<Skeleton rows={6} />}>
                <Content />
              </Suspense>
            </div>
          ),
        }))}
      />
    </div>
  );
}
