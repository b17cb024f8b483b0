import { defineTexts } from '../../lib/i18n.ts';

export const { useText } = defineTexts('resources', { title: '集群' }, { title: 'Clusters' });
