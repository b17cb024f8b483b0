import { defineTexts } from '../../lib/i18n.ts';

export const { useText: useGraphText } = defineTexts(
  'graph',
  {
    label: '作业图',
    busy: '繁忙',
    backPressured: '反压',
    idle: '空闲',
    in: '读入',
    out: '产出',
    parallelism: '并行度',
    delay: '水位线延迟',
    bottleneck: '瓶颈',
  },
  {
    label: 'Job graph',
    busy: 'Busy',
    backPressured: 'Back-pressured',
    idle: 'Idle',
    in: 'In',
    out: 'Out',
    parallelism: 'Parallelism',
    delay: 'Watermark delay',
    bottleneck: 'Bottleneck',
  },
);
