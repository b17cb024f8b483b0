import { defineTexts } from '../../lib/i18n.ts';
import { en } from './locales/en.ts';
import { zh } from './locales/zh.ts';

export const { useText } = defineTexts('operations', zh, en);
