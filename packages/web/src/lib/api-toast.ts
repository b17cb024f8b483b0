/** Tells of a refused command in the corner: what was refused and what to do. */
import { errorText } from '@liusu/contract/error-code';

import { toApiError, toldIn } from './api.ts';
import { currentLanguage } from './i18n.ts';
import { showToast } from './toast.ts';

export function showApiError(error: unknown): void {
  const apiError = toApiError(error);
  const language = currentLanguage();
  const { title, remedy } = errorText(apiError.code, language);
  showToast('bad', title, apiError.code === 'UNAVAILABLE' ? remedy : `${toldIn(apiError, language)} ${remedy}`);
}
