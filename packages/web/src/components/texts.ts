/** Texts of the shared components. */
import { defineTexts } from '../lib/i18n.ts';

export const { useText, text } = defineTexts(
  'components',
  {
    'error.retry': '重试',
    'error.details': '详情',
    'error.code': '错误码',
    'error.request': '请求编号',
    'error.http': 'HTTP 状态',
    'error.copy': '复制详情',
    'copy.done': '已复制',
    'copy.tip': '点击复制 {{value}}',
    loading: '正在加载',
  },
  {
    'error.retry': 'Try again',
    'error.details': 'Details',
    'error.code': 'Code',
    'error.request': 'Request',
    'error.http': 'HTTP status',
    'error.copy': 'Copy details',
    'copy.done': 'Copied',
    'copy.tip': 'Copy {{value}}',
    loading: 'Loading',
  },
);
