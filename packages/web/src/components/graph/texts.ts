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
    watermark: '水位线',
    'watermark.date': '事件时间落后超过一天，多半在重放历史数据，因此显示它走到的时刻。',
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
    watermark: 'Watermark',
    'watermark.date':
      'Event time is more than a day behind, as with replayed data: the time it has come to is shown instead.',
    bottleneck: 'Bottleneck',
  },
);
