/** The platform itself: is it well, which version, on what, with which modules. */
import type { ReactNode } from 'react';

import type { Health, SystemInfo } from '@liusu/contract/overview';

import { modules } from '../../app/modules.ts';
import { PhaseDot } from '../../components/phase-tag.tsx';
import { Bytes, Copyable, Elapsed } from '../../components/values.tsx';
import { useHealth } from './api.ts';
import { totalRssBytes } from './memory.ts';
import { useText } from './texts.ts';

/** `system` is undefined while it is not known: the health then stands alone, for it may be the reason. */
export function PlatformFacts({ system }: { system: SystemInfo | undefined }) {
  const health = useHealth();
  if (system === undefined && health.data === undefined) return null;
  return (
    <section className="ls-panel ls-sys-platform">
      {health.data === undefined ? null : <HealthState health={health.data} />}
      {system === undefined ? null : <Facts system={system} />}
    </section>
  );
}

/** What the server lists and this console has pages for: a module nobody can open is not worth naming. */
function builtModules(system: SystemInfo): SystemInfo['modules'] {
  return system.modules.filter(({ id }) => modules.some((module) => module.id === id));
}

function Facts({ system }: { system: SystemInfo }) {
  const t = useText();
  return (
    <dl className="ls-sys-platform-facts">
      <Fact title={t('fact.version')}>
        <Copyable value={system.version} />
      </Fact>
      <Fact title={t('fact.uptime')}>
        <Elapsed since={system.startedAt} />
      </Fact>
      <Fact title={t('fact.engine')}>{system.engine}</Fact>
      <Fact title={t('fact.database')}>{system.database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}</Fact>
      <Fact title={t('fact.memory')}>
        <Bytes bytes={totalRssBytes(system.processes)} />
      </Fact>
      <Fact title={t('fact.dataDir')} wide>
        <Copyable mono value={system.dataDir} />
      </Fact>
      <Fact title={t('fact.install')} wide>
        <Copyable mono value={system.installId} />
      </Fact>
      <Fact title={t('fact.modules')} wide>
        <ul className="ls-sys-modules">
          {builtModules(system).map(({ id, enabled }) => (
            <li
              key={id}
              className={enabled ? undefined : 'ls-sys-module-off'}
              title={enabled ? undefined : t('module.off.tip')}
            >
              {t(`module.${id}`)}
              {enabled ? null : <span> {t('module.off')}</span>}
            </li>
          ))}
        </ul>
      </Fact>
    </dl>
  );
}

function Fact({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'ls-sys-fact-wide' : undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function HealthState({ health }: { health: Health }) {
  const t = useText();
  const { status, checks } = health;
  const failing = checks.filter((check) => !check.ok);
  const look = status === 'ok' ? 'ok' : status === 'starting' ? 'busy' : 'bad';
  return (
    <div className="ls-sys-platform-health" role="status">
      <PhaseDot look={look} />
      <b>{t(`health.${status}`, { count: failing.length })}</b>
      {failing.length === 0 ? null : (
        <ul>
          {failing.map((check) => (
            <li key={check.name}>
              <code>{check.name}</code> <span lang="en">{check.message}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
