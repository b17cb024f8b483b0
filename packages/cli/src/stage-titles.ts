/** Words for the stages of `up`. */
import { type Text, text } from './language.ts';

const titles: Record<string, Text> = {
  node: text('Node', 'Node'),
  dependencies: text('依赖', 'dependencies'),
  console: text('控制台', 'console'),
  checks: text('检查本机', 'checked the machine'),
  platform: text('平台应答', 'the platform answers'),
  engine: text('引擎', 'engine'),
  distribution: text('Flink 发行包', 'Flink distribution'),
  java: text('Java', 'Java'),
  'stop-jobs': text('作业停止并做保存点', 'jobs stopped with savepoints'),
  'stop-flink': text('Flink 停止', 'Flink stopped'),
  cluster: text('本地集群', 'local cluster'),
  gateway: text('SQL Gateway', 'SQL gateway'),
  scenario: text('导入航班场景', 'imported the flights scenario'),
  jobs: text('作业运行', 'jobs are running'),
  results: text('出现结果', 'results appeared'),
};

/** Title of a stage; a stage without one shows its name. */
export function stageTitle(name: string): Text {
  return titles[name] ?? text(name, name);
}
