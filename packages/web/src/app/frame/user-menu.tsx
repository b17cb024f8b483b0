/** The account: who is logged in, password, tokens, log out. */
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';

import { MenuButton } from '../../components/menu-button.tsx';
import { api, queryClient, setSession, useSession } from '../../lib/api.ts';
import { useProject, useProjectId } from '../../lib/project.ts';
import { paths } from '../paths.ts';
import { useText } from '../texts.ts';
import { UserIcon } from './icons.tsx';

const PasswordDialog = lazy(async () => ({ default: (await import('./password-dialog.tsx')).PasswordDialog }));

export function UserMenu() {
  const t = useText();
  const session = useSession();
  const project = useProject();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  if (session === undefined) return null;
  const { user } = session;
  const roleText = user.admin ? t('user.admin') : project === undefined ? '' : t(`role.${project.role}`);

  async function logOut(): Promise<void> {
    try {
      await api.call('logout');
    } finally {
      queryClient.clear();
      setSession(undefined);
      void navigate(paths.login());
    }
  }

  return (
    <>
      <MenuButton
        className="ls-bar-button"
        align="end"
        label={`${t('user.menu')}: ${user.name}`}
        items={[
          {
            key: 'who',
            heading: true,
            label: (
              <span className="ls-who">
                <b>{user.displayName === '' ? user.name : user.displayName}</b>
                <span>{roleText}</span>
              </span>
            ),
          },
          { key: 'password', label: t('user.password'), divided: true, onSelect: () => setChanging(true) },
          { key: 'tokens', label: t('user.tokens'), onSelect: () => void navigate(paths.system(projectId, 'tokens')) },
          { key: 'logout', label: t('user.logout'), divided: true, onSelect: () => void logOut() },
        ]}
      >
        <UserIcon />
      </MenuButton>
      {changing ? (
        <Suspense fallback={null}>
          <PasswordDialog onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
