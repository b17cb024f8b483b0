import { defineTexts } from '../../lib/i18n.ts';

export const { useText } = defineTexts('system', { title: '系统' }, { title: 'System' });
