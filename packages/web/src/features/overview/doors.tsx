/** An empty platform: three ways in. */
import { Link } from 'react-router';

import { paths } from '../../app/paths.ts';
import { useText } from './texts.ts';

export function Doors({ projectId }: { projectId: string }) {
  const t = useText();
  const doors = [
    ['demo', paths.scenarios(projectId), 'M3 15c4-6 8-6 12 0s8 6 12 0M3 22c4-6 8-6 12 0M22 5l6 3-6 3z'],
    ['write', paths.editor(projectId, { new: '1' }), 'M5 6h22v20H5zM10 13l4 3-4 3M16 20h6'],
    ['connect', paths.clusters(projectId, { add: '1' }), 'M5 7h9v7H5zM18 18h9v7h-9zM14 10h6v8M9 14v8h9'],
  ] as const;
  return (
    <section className="ls-overview-doors" aria-label={t('door.title')}>
      <h2>{t('door.title')}</h2>
      <div>
        {doors.map(([name, to, drawing]) => (
          <Link key={name} to={to} className="ls-door">
            <svg
              width="32"
              height="32"
              viewBox="0 0 32 32"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
              strokeLinejoin="round"
              strokeLinecap="round"
              aria-hidden="true"
            >
              <path d={drawing} />
            </svg>
            <b>{t(`door.${name}`)}</b>
            <span>{t(`door.${name}.text`)}</span>
            <em>{t('door.go')} →</em>
          </Link>
        ))}
      </div>
    </section>
  );
}
