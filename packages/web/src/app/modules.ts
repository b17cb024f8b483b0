/** The console's modules: every `features/<name>/module.tsx` on disk. Deleting a folder takes its module out. */
import type { WebModule } from './module.ts';

const found = import.meta.glob<WebModule>('../features/*/module.tsx', { eager: true, import: 'module' });

export const modules: readonly WebModule[] = Object.values(found);
