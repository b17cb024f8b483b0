/** The workbench without an open job. */
import Button from 'antd/es/button';
import { Link } from 'react-router';

import { EmptyView } from '../../components/empty-view.tsx';
import { useText } from './texts.ts';

export function StartView(props: { canWrite: boolean; scenariosHref: string; onNew: () => void }) {
  const t = useText();
  return (
    <div className="ls-bench-note ls-bench-start">
      <EmptyView
        title={t('start.title')}
        text={t('start.text')}
        actions={
          <>
            {props.canWrite ? (
              <Button type="primary" onClick={props.onNew}>
                {t('new')}
              </Button>
            ) : null}
            <Link to={props.scenariosHref} className="ls-menu-button">
              {t('start.scenarios')}
            </Link>
          </>
        }
      />
    </div>
  );
}
