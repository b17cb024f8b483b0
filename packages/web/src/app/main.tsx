/** Starts the console. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';

import { startI18n } from '../lib/i18n.ts';
import { getPreferences, themeOf } from '../lib/preferences.ts';
import { applyPalette } from '../lib/tokens.ts';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';

const preferences = getPreferences();
startI18n(preferences.language);
applyPalette(themeOf(preferences));

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
createRoot(container).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
