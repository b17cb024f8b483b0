/** Texts of jobs that others started. The words are those of `liusu job adopt` and `liusu job bind`. Chinese is the source. */
import { defineTexts } from '../../../lib/i18n.ts';

export const { useText: useExternalText } = defineTexts(
  'external',
  {
    tag: '外部',
    title: '外部作业，还没有绑定脚本',
    text: '它由别的工具启动。平台观测它，可以做保存点、停止；绑定脚本之后才能启动、升级、调整并行度。',
    bindFirst: '外部作业，先绑定脚本',
    bind: '绑定脚本',
    'bind.title': '为 {{name}} 绑定脚本',
    'bind.text': '绑定后它成为普通作业，脚本是版本 1。正在运行的不受影响，从下次启动起使用这段脚本。',
    'bind.warn': '数据流与正在运行的一致，现有状态才能接上。启动时接不上就不会运行，也不会丢状态。',
    'bind.script': '脚本',
    'bind.loading': '正在加载编辑器',
    'bind.mode': '类型',
    'bind.parallelism': '并行度',
    'bind.check': '校验脚本',
    'bind.valid': '校验通过',
    'bind.place': '第 {{line}} 行第 {{column}} 列',
    'bind.ok': '绑定脚本',
    'bind.done': '已绑定脚本，下次启动起使用',
    cancel: '取消',
  },
  {
    tag: 'external',
    title: 'An external job without a script',
    text: 'Another tool started it. The platform observes it, takes savepoints and stops it; once a script is bound it can be started, upgraded and rescaled.',
    bindFirst: 'An external job: bind a script first',
    bind: 'Bind a script',
    'bind.title': 'Bind a script to {{name}}',
    'bind.text':
      'It becomes an ordinary job with this script as version 1. What runs is not touched: the script is used from the next start on.',
    'bind.warn':
      'Its state is taken over if the dataflow is the one that runs. If it does not fit, the next start does not run, and no state is lost.',
    'bind.script': 'Script',
    'bind.loading': 'Loading the editor',
    'bind.mode': 'Kind',
    'bind.parallelism': 'Parallelism',
    'bind.check': 'Check the script',
    'bind.valid': 'Flink accepts it',
    'bind.place': 'line {{line}}, column {{column}}',
    'bind.ok': 'Bind the script',
    'bind.done': 'Script bound; used from the next start on',
    cancel: 'Back',
  },
);
