/** Login: the one page without a session. */
import type { WebModule } from '../../app/module.ts';
import { patterns } from '../../app/paths.ts';

export const module: WebModule = {
  id: 'core',
  bareRoutes: [
    { path: patterns.login, lazy: async () => ({ Component: (await import('./login-page.tsx')).LoginPage }) },
  ],
};
